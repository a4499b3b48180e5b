/** Applies a transition to a stored order, and what follows from a change: metrics, a log line, the relay. */
import type { OrderResult } from "../shared/order-api.ts";
import type { OrderStatus } from "../shared/order-states.ts";
import { attempts, stampOf } from "./conversation.ts";
import { failure, noOrder, type OrderFailure } from "./errors.ts";
import type { Outcome } from "./moving.ts";
import type { OrderMetric, Ports } from "./ports.ts";
import type { OrderRecord, Stamp } from "./record.ts";
import { placedView } from "./view.ts";

export type Applied = { readonly ok: true; readonly order: OrderRecord } | OrderFailure;
export type Transition = (order: OrderRecord, stamp: Stamp) => Outcome | Promise<Outcome>;

/** Another tenant's order is no order. */
export async function apply(
  ports: Ports,
  clientId: string,
  orderId: string,
  transition: Transition,
): Promise<Applied> {
  const stamp = await stampOf(ports);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const order = await ports.store.order(clientId, orderId);
    if (!order) return noOrder();
    const outcome = await transition(order, stamp);
    if (!outcome.ok) return outcome;
    if (!outcome.changed) return { ok: true, order };
    const stored = await ports.store.put(outcome.order);
    if (!stored) continue;
    await applied(ports, stored, order.status);
    return { ok: true, order: stored };
  }
  return failure("invalid_request", "O pedido acabou de mudar. Tente de novo em instantes.");
}

export function asResult(result: Applied): OrderResult {
  return result.ok ? { ok: true, order: placedView(result.order) } : result;
}

const metricOf: Partial<Record<OrderStatus, OrderMetric>> = {
  confirmed: "OrdersConfirmed",
  rejected: "OrdersRejected",
  cancelled: "OrdersCancelled",
  expired: "OrdersExpired",
  refunded: "OrdersRefunded",
};

export async function applied(ports: Ports, order: OrderRecord, from: OrderStatus): Promise<void> {
  const { clientId, storeId, conversationId, orderId, status, version } = order;
  const log = ports.log.with({ clientId, storeId, conversationId });
  if (status !== from) {
    if (from === "cart") {
      ports.metrics.count("OrdersPlaced", 1);
      ports.metrics.count("OrderValue", (order.quote?.totalCentavos ?? 0) / 100);
    }
    const metric = metricOf[status];
    if (metric) ports.metrics.count(metric, 1);
    log.info(`Order is ${status}.`, { orderId, from, version });
  }
  if (!order.outbox.length) return;
  try {
    await ports.relay(clientId, orderId);
  } catch (error) {
    log.warn("SQSProducer was not started; the schedule relays the order's outbox.", { orderId, error });
  }
}
