/** Tells the order what became of its money: each piece of news once it is stored, in order, until the order took it. */
import type { OrderErrorCode, OrderRequest } from "../shared/order-api.ts";
import type { Ports } from "./ports.ts";
import { canMove, type News, type PaymentRecord } from "./record.ts";

/** The order understood, and nothing that comes later will change its mind. */
const final: ReadonlySet<OrderErrorCode> = new Set(["amount_differs", "illegal_transition"]);

/** Throws when it must be tried again: an order that does not answer, or has not reached this region yet. */
export async function tell(ports: Ports, record: PaymentRecord): Promise<PaymentRecord> {
  let latest = record;
  for (let [news] = latest.untold; news; [news] = latest.untold) {
    const { orderId, paymentId } = latest;
    const result = await ports.order(requestOf(latest, news));
    if (!result.ok && !final.has(result.error.code))
      throw new Error(
        `OrderService did not take what became of the payment of ${orderId} (${news.news}): ${result.error.code}. ${result.error.message}`,
      );
    const refused = result.ok ? undefined : result.error.message;
    const reported = latest.status === "unapplied";
    latest = await write(ports, told(latest, news, result.ok, ports.clock().toISOString()));
    const about = { orderId, paymentId, news: news.news, amountCentavos: latest.amountCentavos };
    if (news.news !== "settled") {
      if (refused) ports.log.warn("The order did not want to hear of its money.", { ...about, refused });
      else ports.log.info("Told the order what became of its money.", about);
    } else if (refused) {
      if (!reported) reportUnapplied(ports, latest, refused);
    } else {
      ports.metrics.count("PaymentConfirmed");
      ports.log.info("A payment settled its order.", about);
    }
  }
  return latest;
}

function requestOf(record: PaymentRecord, news: News): OrderRequest {
  const { clientId, orderId, paymentId } = record;
  const about = { clientId, orderId, paymentId };
  const amountCentavos = record.paidCentavos ?? record.amountCentavos;
  switch (news.news) {
    case "settled":
      return { action: "payment_settled", ...about, amountCentavos };
    case "refunded":
      return {
        action: "payment_refunded",
        ...about,
        amountCentavos: news.amountCentavos,
        reason: reasonOf(record, news.amountCentavos),
      };
    case "disputed":
      return { action: "payment_disputed", ...about, amountCentavos, state: news.state };
  }
}

/** Of the refund that brought it to that amount; what a restaurant gives back in Asaas's panel has none. */
function reasonOf({ refunds }: PaymentRecord, amountCentavos: number): string | undefined {
  return refunds.findLast((refund) => refund.beforeCentavos + refund.amountCentavos === amountCentavos)
    ?.reason;
}

function told(record: PaymentRecord, { news }: News, taken: boolean, at: string): PaymentRecord {
  const rest = { ...record, untold: record.untold.slice(1), updatedAt: at };
  const status = taken ? "settled" : "unapplied";
  // What came after the money has moved it on already.
  return news === "settled" && record.status === "paid" && canMove("paid", status)
    ? { ...rest, status }
    : rest;
}

export function reportUnapplied({ metrics, log }: Ports, record: PaymentRecord, because: string): void {
  metrics.count("PaymentFailed");
  metrics.count("PaymentUnapplied");
  const { orderId, paymentId, providerPaymentId } = record;
  log.error(`A payment was not applied to its order: ${because}. Refund it or settle it by hand.`, {
    ...{ orderId, paymentId, providerPaymentId },
  });
}

export async function write({ store }: Ports, record: PaymentRecord): Promise<PaymentRecord> {
  const stored = await store.put(record);
  if (stored) return stored;
  throw new Error(`Charge ${record.paymentId} changed while it was worked on; it is tried again.`);
}
