/** What is wrong with a tenant's file, and where. */

/** What a check finds: a place in the document. */
export interface Finding {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** The place is a key, and not its value. @default false */
  readonly atKey?: boolean;
}

export interface Problem {
  /** "tenants/client_bella_napoli.yaml" */
  readonly file: string;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  /** "stores.0.orderConfig.menu"; empty for the document as a whole. */
  readonly place: string;
  /** Without a full stop. */
  readonly message: string;
}

/** "tenants/a.yaml:12:5: stores.0.address: is missing." A question keeps its own mark. */
export function sentenceOf({ file, line, column, place, message }: Problem): string {
  const end = message.endsWith("?") ? "" : ".";
  return `${file}:${line}:${column}: ${place || "the document"}: ${message}${end}`;
}
