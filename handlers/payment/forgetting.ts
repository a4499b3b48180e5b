/** What a charge says of its customer is forgotten when they say so; its money stays. */
import type { PaymentRequest, PaymentResult } from "../shared/payment-api.ts";
import { failure } from "./charging.ts";
import type { Ports } from "./ports.ts";
import { type PaymentRecord, paymentIdOf } from "./record.ts";

type ForgetCustomer = Extract<PaymentRequest, { action: "forget_customer" }>;

export async function forgetCustomer(ports: Ports, request: ForgetCustomer): Promise<PaymentResult> {
  const { clientId, orderId } = request;
  const paymentId = paymentIdOf(orderId);
  const record = await ports.store.find(clientId, paymentId);
  if (record && !(await ports.store.put(nobodys(record))))
    return failure("no_answer", `The charge of ${orderId} changed while its customer was forgotten.`);
  return { ok: true, paymentId };
}

/** The picture's key names the conversation; a code and a page to pay at are the payer's alone. */
export function nobodys(record: PaymentRecord): PaymentRecord {
  return {
    ...record,
    conversationId: "conv_erased",
    ...{ pixCode: undefined, pixQrKey: undefined, invoiceUrl: undefined },
    refunds: record.refunds.map((refund) => ({ ...refund, reason: "" })),
  };
}
