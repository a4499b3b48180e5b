/**
 * Opaque identities: a conversation and a customer are named by what never changes about them, so that either region
 * names them alike, and no key, message group or log line carries a phone number.
 */
import { createHash } from "node:crypto";

export function conversationIdOf(clientId: string, phone: string): string {
  return `conv_${digest(`${clientId}#${phone}`)}`;
}

export function customerIdOf(clientId: string, phone: string): string {
  return `cust_${digest(`customer:${clientId}#${phone}`)}`;
}

/** Keys of what a customer sent as media begin with it. */
export function mediaFolderOf(clientId: string, conversationId: string): string {
  return `${clientId}/media/${conversationId}/`;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 24);
}
