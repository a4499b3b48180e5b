/** One row of the user's plan, and where it stands. */

/** Resources of the graph. */
export interface Stands {
  /** "aws:lambda/function:Function" */
  readonly type: string;
  /** Logical name; a star stands for any text. @default any */
  readonly name?: string;
  /** Texts that each of them holds in its inputs, as JSON has them. @default none */
  readonly holds?: readonly string[];
  /** How many there are in each region that has any, from and to. @default one at least, somewhere */
  readonly count?: readonly [number, number];
}

export interface PlanRow {
  /** As the plan has it, in its own language. */
  readonly row: string;
  /** Resources, and files of the repository where a row is code rather than infrastructure. */
  readonly stands: readonly (Stands | string)[];
  /** Full titles of the tests that prove it. */
  readonly tests: readonly string[];
  /** Where this leaves the plan's words, and why. */
  readonly note?: string;
}

export interface PlanSection {
  /** "2.1" */
  readonly number: string;
  readonly title: string;
  readonly rows: readonly PlanRow[];
}
