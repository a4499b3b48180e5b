/** What the conversation remembers while it goes on with menus. */
import * as z from "zod/mini";

const id = z.string().check(z.minLength(1));

/** Something to choose: its number is its place in the list. `id` says what it does, and is a button's payload. */
export const Choice = z.object({ id, title: id });
export type Choice = z.infer<typeof Choice>;

/** What a text that chooses nothing is taken for. */
export const Awaiting = z.discriminatedUnion("what", [
  z.object({ what: z.literal("quantity"), itemId: id }),
  /** The choices of an item's option groups so far; those of the group at `chosen.length` are offered. */
  z.object({
    what: z.literal("options"),
    itemId: id,
    quantity: z.int(),
    chosen: z.array(z.object({ groupId: id, choiceIds: z.array(id) })),
  }),
  z.object({ what: z.literal("address") }),
  z.object({ what: z.literal("postalCode") }),
  z.object({ what: z.literal("location") }),
  z.object({ what: z.literal("coupon") }),
  /** Of a day such as "2026-11-25". */
  z.object({ what: z.literal("time"), date: id }),
  z.object({ what: z.literal("document"), method: id, total: z.string() }),
  /** `total` is what the customer was shown. */
  z.object({ what: z.literal("confirmation"), total: z.string() }),
]);
export type Awaiting = z.infer<typeof Awaiting>;

/** Why no model speaks. */
export const MenuReason = z.enum(["no_model", "tokens_per_day", "messages_per_minute"]);
export type MenuReason = z.infer<typeof MenuReason>;

export const MenuState = z.object({
  reason: MenuReason,
  since: z.iso.datetime(),
  /** A model is tried again with the first message after it. */
  retryAt: z.iso.datetime(),
  /** In a row. */
  failures: z.int(),
  offered: z.array(Choice),
  awaiting: z.optional(Awaiting),
});
export type MenuState = z.infer<typeof MenuState>;
