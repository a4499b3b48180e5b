/**
 * MediaErasure's invocation: whose media are to go, without their number, since it may end in a dead-letter queue. Apart
 * from the other messages, since those are in more bundles.
 */
import * as z from "zod/mini";

const id = z.string().check(z.minLength(1));

export const EraseMedia = z.strictObject({ clientId: id, conversationId: id });
export type EraseMedia = z.infer<typeof EraseMedia>;
