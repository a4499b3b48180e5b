/** What is done about each failure that Twilio may name, when it takes a message or later in a status callback. */
import type { SendError } from "./ports.ts";

export type Treatment =
  /** The message stays and is sent again by and by. */
  | "later"
  /** The customer's 24 h are over: as an approved template, where there is one. */
  | "template"
  /** The customer wants no messages, or cannot get any: nothing is sent until they write again. */
  | "opted_out"
  | "unreachable"
  /** The message is dropped, the next ones are sent. */
  | "give_up";

const byCode: Readonly<Record<number, Treatment>> = {
  /** Too many requests. */
  20429: "later",
  /** The sender's queue is full. */
  21611: "later",
  /** The account family's, the channel's or Meta's rate. */
  63017: "later",
  63018: "later",
  /** An internal error at Meta. */
  63012: "later",
  /** Outside the customer's 24 h. */
  63016: "template",
  /** The recipient has unsubscribed. */
  21610: "opted_out",
  /** No valid number, no mobile number, nobody on WhatsApp. */
  21211: "unreachable",
  21614: "unreachable",
  63003: "unreachable",
  63024: "unreachable",
};

const byKind: Readonly<Record<SendError["kind"], Treatment>> = {
  throttled: "later",
  unavailable: "later",
  unreachable: "later",
  unauthorized: "later",
  refused: "give_up",
};

export function treatmentOf({ kind, code }: Pick<SendError, "kind" | "code">): Treatment {
  // Only a refusal is about the message: whatever code comes with HTTP 429 or 500, it may pass.
  if (kind !== "refused") return byKind[kind];
  return (code !== undefined && byCode[code]) || byKind.refused;
}
