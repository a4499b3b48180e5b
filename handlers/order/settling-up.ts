/** Sees to what an order that ended unfulfilled owes: its coupon is freed, its payment refunded. */
import type { OrderResult } from "../shared/order-api.ts";
import type { OrderStatus } from "../shared/order-states.ts";
import type { PaymentResult } from "../shared/payment-api.ts";
import { apply, asResult, type Transition } from "./applying.ts";
import { owed, owesNothing } from "./owed.ts";
import { seenTo } from "./paying-back.ts";
import { unanswered } from "./placing.ts";
import type { Ports } from "./ports.ts";
import type { OrderRecord } from "./record.ts";

/** Asaas keeps it with the refund, and the customer is told it. */
const endings: Readonly<Partial<Record<OrderStatus, string>>> = {
  rejected: "Pedido recusado pela loja",
  cancelled: "Pedido cancelado",
  expired: "Pedido expirado",
};

/** Never throws: what fails here stays on the order, and the schedule tries it again. */
export async function settleUp(ports: Ports, order: OrderRecord): Promise<void> {
  if (owesNothing(order)) return;
  const { clientId, orderId } = order;
  try {
    const { refund, coupon } = owed(order);
    if (coupon) await ports.coupons.release(clientId, orderId);
    const reason = endings[order.status] ?? "Pedido encerrado";
    const refundAsked = refund && (await askRefund(ports, order, reason));
    await apply(ports, clientId, orderId, (latest, stamp) =>
      seenTo(latest, stamp, { refundAsked, couponFreed: coupon }),
    );
  } catch (error) {
    ports.log.error("What an ended order owes was not seen to; the schedule tries again.", {
      ...{ clientId, orderId, error },
    });
  }
}

/** Applies a transition, and sees to what it leaves owed. */
export async function moved(
  ports: Ports,
  { clientId, orderId }: { readonly clientId: string; readonly orderId: string },
  transition: Transition,
): Promise<OrderResult> {
  const result = await apply(ports, clientId, orderId, transition);
  if (result.ok) await settleUp(ports, result.order);
  return asResult(result);
}

/** True when Asaas gives the money back, now or since an earlier request. */
export async function askRefund(ports: Ports, order: OrderRecord, reason: string): Promise<boolean> {
  const { clientId, orderId, quote, payment } = order;
  const amountCentavos = payment?.paidCentavos ?? quote?.totalCentavos ?? 0;
  const result: PaymentResult = await ports.payments
    .request({ action: "refund_charge", clientId, orderId, amountCentavos, reason })
    .catch(unanswered);
  if (result.ok) return true;
  ports.log.error("An order's refund was not accepted; the schedule asks again.", {
    ...{ clientId, orderId, amountCentavos, error: result.error },
  });
  return false;
}
