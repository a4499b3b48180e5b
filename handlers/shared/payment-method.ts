/** How an order is paid. */
import * as z from "zod/mini";

/** PIX, CREDIT_CARD and BOLETO are paid through Asaas before the kitchen hears; the other two at the door. */
export const PaymentMethod = z.enum(["PIX", "CREDIT_CARD", "BOLETO", "CASH", "CARD_ON_DELIVERY"]);
export type PaymentMethod = z.infer<typeof PaymentMethod>;

export function paidOnline(method: PaymentMethod): method is "PIX" | "CREDIT_CARD" | "BOLETO" {
  return method === "PIX" || method === "CREDIT_CARD" || method === "BOLETO";
}
