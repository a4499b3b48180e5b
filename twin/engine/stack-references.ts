/** Hands one stack's outputs to another stack of the same run, as soon as they are there. */
import { Refusal } from "./errors.ts";
import type { WireObject } from "./wire.ts";

export interface ReferencedOutputs {
  /** As on the wire: secrets still wrapped. */
  readonly outputs: WireObject;
  readonly secretNames: readonly string[];
}

/** One for each run. A stack that refers to one that waits for it in turn is refused, not left to hang. */
export class StackReferences {
  readonly #project: string;
  readonly #stacks = new Map<string, PromiseWithResolvers<ReferencedOutputs>>();
  /** Whom each stack refers to. */
  readonly #refersTo = new Map<string, Set<string>>();

  constructor(project: string, stacks: readonly string[]) {
    this.#project = project;
    for (const stack of stacks) {
      const pending = Promise.withResolvers<ReferencedOutputs>();
      pending.promise.catch(() => {}); // nobody may be waiting when a stack fails
      this.#stacks.set(stack, pending);
    }
  }

  /**
   * @param reference "organization/project/stack", "project/stack" or "stack".
   * @throws Refusal when that stack is not part of the run, waits for `from` itself, or fails.
   */
  async resolve(from: string, reference: string): Promise<ReferencedOutputs> {
    const parts = reference.split("/");
    const stack = parts.at(-1) ?? "";
    const project = parts.at(-2) ?? this.#project;
    const pending = project === this.#project ? this.#stacks.get(stack) : undefined;
    if (!pending)
      throw new Refusal(
        `StackReference "${reference}" names a stack that is not part of this run (there ${this.#listed()}); deploy that stack first.`,
      );
    if (stack === from || this.reaches(stack, from))
      throw new Refusal(
        `StackReference "${reference}" names a stack that refers to ${from} itself: neither can be deployed first.`,
      );
    this.#refersTo.set(from, (this.#refersTo.get(from) ?? new Set()).add(stack));
    return pending.promise;
  }

  settle(stack: string, outputs: ReferencedOutputs): void {
    this.#stacks.get(stack)?.resolve(outputs);
  }

  /** After `settle` this changes nothing. */
  fail(stack: string): void {
    const sentence = `Stack ${stack} has no outputs to refer to, because its own evaluation failed.`;
    this.#stacks.get(stack)?.reject(new Refusal(sentence));
  }

  /** In the order in which they can be deployed: a stack comes after those that it refers to. */
  deploymentOrder(): string[] {
    const ordered = new Set<string>();
    const visit = (stack: string): void => {
      for (const before of this.#refersTo.get(stack) ?? []) visit(before);
      ordered.add(stack);
    };
    for (const stack of this.#stacks.keys()) visit(stack);
    return [...ordered];
  }

  /** True when `from` refers to `to`, itself or through others. */
  reaches(from: string, to: string): boolean {
    return [...(this.#refersTo.get(from) ?? [])].some((next) => next === to || this.reaches(next, to));
  }

  #listed(): string {
    const names = [...this.#stacks.keys()].map((stack) => `${this.#project}/${stack}`);
    return names.length === 1 ? `is ${names[0]}` : `are ${names.join(", ")}`;
  }
}
