/** Applies a transition to a stored order, and what follows from a change: metrics, a log line, the relay. */
import type { OrderResult } from "../shared/order-api.ts";
import type { OrderStatus } from "../shared/order-states.ts";
import { attempts, stampOf } from "./conversation.ts";
import { failure, noOrder } from "./errors.ts";
import type { OrderMetric, Ports } from "./ports.ts";
import type { OrderRecord, Stamp } from "./record.ts";
import type { Outcome } from "./transitions.ts";
import { placedView } from "./view.ts";

/** Another tenant's order is no order. */
export async function apply(
  ports: Ports,
  clientId: string,
  orderId: string,
  transition: (order: OrderRecord, stamp: Stamp) => Outcome,
): Promise<OrderResult> {
  const stamp = await stampOf(ports);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const order = await ports.store.order(clientId, orderId);
    if (!order) return noOrder();
    const outcome = transition(order, stamp);
    if (!outcome.ok) return outcome;
    if (!outcome.changed) return { ok: true, order: placedView(order) };
    const stored = await ports.store.put(outcome.order);
    if (!stored) continue;
    await applied(ports, stored, order.status);
    return { ok: true, order: placedView(stored) };
  }
  return failure("invalid_request", "O pedido acabou de mudar. Tente de novo em instantes.");
}

const metricOf: Partial<Record<OrderStatus, OrderMetric>> = {
  awaiting_payment: "OrdersPlaced",
  confirmed: "OrdersConfirmed",
  cancelled: "OrdersCancelled",
  expired: "OrdersExpired",
};

export async function applied(ports: Ports, order: OrderRecord, from: OrderStatus): Promise<void> {
  const { clientId, storeId, conversationId, orderId, status, version } = order;
  const log = ports.log.with({ clientId, storeId, conversationId });
  if (status !== from) {
    const metric = metricOf[status];
    if (metric) ports.metrics.count(metric, 1);
    if (metric === "OrdersPlaced") ports.metrics.count("OrderValue", (order.quote?.totalCentavos ?? 0) / 100);
    log.info(`Order is ${status}.`, { orderId, from, version });
  }
  if (order.payment?.paidAt && refundable.has(status))
    log.error("This order is paid and will not be fulfilled: refund its payment.", {
      ...{ orderId, status, paymentId: order.payment.paymentId },
      totalCentavos: order.quote?.totalCentavos,
    });
  if (!order.outbox.length) return;
  try {
    await ports.relay(clientId, orderId);
  } catch (error) {
    log.warn("SQSProducer was not started; the schedule relays the order's outbox.", { orderId, error });
  }
}

const refundable: ReadonlySet<OrderStatus> = new Set(["cancelled", "expired", "rejected"]);
