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
  readonly pattern?: RegExp | ((inputs: Inputs) => RegExp);
  /** AWS's own form of the logical name, where it takes fewer characters. */
  readonly form?: (logicalName: string) => string;
  /** Comes after the drawn digits: a FIFO queue's ".fifo". */
  readonly suffix?: (inputs: Inputs) => string;
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
  /** Where AWS keeps one thing of an id. @default nowhere: AWS draws the id */
  readonly unique?: "region" | "account";
}

/** By type token. */
export type TypeRules = Readonly<Record<string, TypeRule>>;

/** When AWS says that it made things. */
export const MADE_AT = "2026-01-01T00:00:00Z";

export function named(property: string, max: number, more: Omit<Naming, "property" | "max"> = {}): Naming {
  return { property, max, ...more };
}

/** For what AWS identifies by its own inputs, joined by slashes. */
export function idOf(first: string, ...others: readonly string[]): TypeRule["id"] {
  return (inputs) =>
    [first, ...others]
      .map((property) => inputs[property])
      .filter((value) => value !== undefined && value !== "")
      .join("/");
}

/** EC2's form: a prefix and 17 hex digits. */
export function drawn(prefix: string): TypeRule["id"] {
  return (_inputs, place) => `${prefix}-${place.hex(17)}`;
}

/** For settings of another thing, which have no more than that thing's id. */
export function settingsOf(property: string): TypeRule {
  return { id: idOf(property) };
}
