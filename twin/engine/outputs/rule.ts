/** What AWS answers when it makes a thing: one `TypeRule` for each resource type, in a file for each service. */
import type { Place } from "../place.ts";

// biome-ignore lint/suspicious/noExplicitAny: inputs have the shape of their type, which only the rule knows.
export type Inputs = Readonly<Record<string, any>>;
export type Outputs = Record<string, unknown>;

export interface Naming {
  /** The input that names the thing. */
  readonly property: string;
  /** AWS's limit on the name. */
  readonly max: number;
  /** What AWS accepts. */
  readonly pattern?: RegExp;
  /** Comes after the drawn digits: a FIFO queue's ".fifo". */
  readonly suffix?: (inputs: Inputs) => string;
  /** AWS refuses a second thing of this name: in the account's region, or anywhere. */
  readonly unique?: "region" | "account" | "world";
}

export interface TypeRule {
  /** Left out by the program, the name becomes the logical one, a hyphen and seven hex digits. */
  readonly naming?: Naming;
  /** What AWS assumes where the program says nothing. */
  readonly defaults?: Outputs;
  /** Outputs that are secret whatever went in. */
  readonly secret?: readonly string[];
  readonly id: (inputs: Inputs, place: Place) => string;
  readonly outputs?: (inputs: Inputs, place: Place, id: string) => Outputs;
  /** Inputs that an id tells, for what the program only reads by it. @default the naming's property is the id */
  readonly read?: (id: string) => Outputs;
}

/** By type token. */
export type TypeRules = Readonly<Record<string, TypeRule>>;

export function named(property: string, max: number, more: Omit<Naming, "property" | "max"> = {}): Naming {
  return { property, max, ...more };
}

/** For what AWS identifies by its own input. */
export function idOf(property: string): TypeRule["id"] {
  return (inputs) => String(inputs[property]);
}
