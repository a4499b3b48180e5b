/** Withdrawing an order's charge before the order ends, so that nobody pays for what will not be made. */
import { failure, type OrderFailure } from "./errors.ts";
import { unanswered } from "./placing.ts";
import type { Ports } from "./ports.ts";
import type { OrderRecord } from "./record.ts";

/** Why an order that waits for its payment is not cancelled now; undefined once nobody can pay it any more. */
export async function refuseUnwithdrawn(ports: Ports, order: OrderRecord): Promise<OrderFailure | undefined> {
  // What was paid of it goes back when it is cancelled.
  if (order.status !== "awaiting_payment" || order.payment?.paidAt) return undefined;
  switch (await withdraw(ports, order)) {
    case "withdrawn":
      return undefined;
    case "paid":
      return failure(
        "illegal_transition",
        "O pagamento acabou de ser feito, então o pedido segue para a cozinha.",
      );
    case "failed":
      return failure(
        "payment_failed",
        "Não consegui cancelar a cobrança agora. Se ela não for paga, o pedido expira sozinho.",
      );
  }
}

export async function withdraw(ports: Ports, order: OrderRecord): Promise<"withdrawn" | "paid" | "failed"> {
  const { clientId, orderId } = order;
  const result = await ports.payments
    .request({ action: "cancel_charge", clientId, orderId })
    .catch(unanswered);
  if (result.ok) return "withdrawn";
  if (result.error.code === "already_paid") return "paid";
  ports.log.error("The order's charge could not be withdrawn.", { clientId, orderId, error: result.error });
  return "failed";
}
