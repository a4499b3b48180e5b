/** Giving an order's money back by hand, through PaymentService: what would go, and what became of it. */
import { committed } from "../../handlers/payment/record.ts";
import { formatBRL } from "../../handlers/shared/money.ts";
import type { PaymentResult } from "../../handlers/shared/payment-api.ts";
import type { FoundOrder, OrderKey, Orders } from "./orders.ts";

export interface AskedRefund {
  /** Names it: the same id asked for again gives nothing twice. */
  readonly requestId: string;
  /** @default all that is left */
  readonly amountCentavos?: number;
  readonly reason: string;
}

export interface RefundOutcome {
  readonly orderId: string;
  readonly ok: boolean;
  readonly requestId: string;
  /** Asked for until now, this request included, in all. */
  readonly refundedCentavos: number;
  readonly message: string;
}

/** What a refund would do; nothing is changed. */
export async function planRefund(orders: Orders, key: OrderKey, asked: AskedRefund): Promise<RefundOutcome> {
  const { paid, gone, problem } = moneyOf(await orders.read(key));
  const left = paid - gone;
  const { amountCentavos = left } = asked;
  const result = { orderId: key.orderId, requestId: asked.requestId, refundedCentavos: gone };
  const refused = (because: string) => ({ ...result, ok: false, message: `Refused: ${because}` });
  if (problem) return refused(problem);
  if (left === 0) return refused(`all of the ${formatBRL(paid)} went back or are on their way.`);
  if (amountCentavos > left)
    return refused(
      `${formatBRL(amountCentavos)} cannot go back: ${formatBRL(left)} of ${formatBRL(paid)} are left.`,
    );
  const message = `Would give ${formatBRL(amountCentavos)} back, of ${formatBRL(left)} that are left of ${formatBRL(paid)}. Nothing was changed; --yes does it.`;
  return { ...result, ok: true, message };
}

export async function refundOrder(orders: Orders, key: OrderKey, asked: AskedRefund): Promise<RefundOutcome> {
  const { paid, gone, problem } = moneyOf(await orders.read(key));
  const { requestId } = asked;
  const result = { orderId: key.orderId, requestId, refundedCentavos: gone };
  if (problem) return { ...result, ok: false, message: `Refused: ${problem}` };
  const answer = await orders.refund(key, asked).catch(unanswered);
  if (!answer.ok) {
    const { code, message } = answer.error;
    const again = `Nobody knows yet whether it is made. Ask again with --request ${requestId}: it is given once.`;
    const said = code === "no_answer" ? `No answer: ${message}\n${again}` : `Refused: ${message}`;
    return { ...result, ok: false, message: said };
  }
  const { refundedCentavos = gone } = answer;
  const now = { ...result, ok: true, refundedCentavos };
  const all = `${formatBRL(refundedCentavos)} of ${formatBRL(paid)} in all`;
  if (refundedCentavos === gone)
    return { ...now, message: `Nothing was changed: request ${requestId} was made before (${all}).` };
  const then =
    refundedCentavos >= paid
      ? "Once Asaas confirms it, the order is refunded and the customer is told."
      : "Once Asaas confirms it, the customer is told. The order stays what it is.";
  return {
    ...now,
    message: `Asked Asaas to give ${formatBRL(refundedCentavos - gone)} back (request ${requestId}; ${all}). ${then}`,
  };
}

function moneyOf({ order, payment }: FoundOrder) {
  const money = { paid: payment?.paidCentavos ?? 0, gone: payment ? committed(payment) : 0, problem: "" };
  if (!payment)
    return { ...money, problem: `${order.orderId} is paid at the door: give the money back there.` };
  if (!payment.paidAt) return { ...money, problem: `${order.orderId} was not paid (${order.status}).` };
  return money;
}

/** Lambda, or the way there: the function may have been at it all the same. */
function unanswered(error: unknown): PaymentResult {
  const message = error instanceof Error ? error.message : String(error);
  return { ok: false, error: { code: "no_answer", message } };
}
