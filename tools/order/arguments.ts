/** How the command reads what it is given: a sentence for whatever is no id, no state or no reason. */
import { InvalidArgumentError } from "commander";
import * as z from "zod";
import { maskWritten } from "../../handlers/shared/mask.ts";
import { movesFrom, type OrderStatus, orderStatuses } from "../../handlers/shared/order-states.ts";

/** Where a person of the restaurant may move an order. */
export function staffMoves(from: OrderStatus): OrderStatus[] {
  return orderStatuses.filter((to) => movesFrom(from)[to]?.includes("staff"));
}

const staffStatuses = orderStatuses.filter((to) =>
  orderStatuses.some((from) => staffMoves(from).includes(to)),
);

export const clientId = reading(
  z.string().regex(/^client_[a-z0-9_]{2,32}$/, "Expected something like client_bella_napoli."),
);
export const orderId = reading(
  z.string().regex(/^ord_[0-9A-Z]{26}$/, "Expected something like ord_01KB2F3V7T9W8X6Y5Z4A3B2C1D."),
);
export const status = reading(z.enum(staffStatuses, `Expected one of ${staffStatuses.join(", ")}.`));
/** It is stored and told to the customer, so no card and no tax number is in it. */
export const reason = reading(
  z
    .string()
    .trim()
    .min(1, "Expected a sentence: it stays on the order.")
    .max(300, "Expected at most 300 characters.")
    .transform(maskWritten),
);
export const centavos = reading(
  z
    .string()
    .regex(/^[1-9]\d{0,8}$/, "Expected a whole number of centavos above 0: 1500 is R$ 15,00.")
    .transform(Number),
);
export const requestId = reading(
  z.string().regex(/^[\w-]{4,64}$/, "Expected a request's id, as an earlier run printed it."),
);

function reading<T>(schema: z.ZodType<T>): (text: string) => T {
  return (text) => {
    const parsed = schema.safeParse(text);
    if (parsed.success) return parsed.data;
    throw new InvalidArgumentError(parsed.error.issues[0]?.message ?? "It is not valid.");
  };
}
