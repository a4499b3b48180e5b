import type { Inputs, Outputs } from "../outputs/rule.ts";

/** Who asks: the account, and the region of the invoke's provider. */
export interface Asker {
  readonly accountId: string;
  readonly region: string;
}

/** By the function's token. */
export type Invokes = Readonly<Record<string, (args: Inputs, asker: Asker) => Outputs>>;
