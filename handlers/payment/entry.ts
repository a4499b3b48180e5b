/**
 * An invocation of PaymentService: a request of OrderService's, a batch of Asaas's events from the payments queue, or the
 * schedule's tick.
 */
import type { Inbox } from "../conversation/ports.ts";
import type { BatchReply, Invocation, QueueEvent, QueueRecord } from "../shared/events.ts";
import type { Metrics } from "../shared/metrics.ts";
import {
  PaymentEvent,
  PaymentRequest,
  type PaymentResult,
  ReconcilePayments,
  UnreadableEvent,
} from "../shared/payment-api.ts";
import { problemsOf } from "../shared/problems.ts";
import { cancelCharge } from "./cancelling.ts";
import { createCharge, failure } from "./charging.ts";
import { forgetCustomer } from "./forgetting.ts";
import type { PaymentMetric, Ports } from "./ports.ts";
import { type ReconcilePorts, type Reconciliation, reconcilePayments } from "./reconciling.ts";
import { refundCharge } from "./refunding.ts";
import { applyEvent } from "./settling.ts";

export type PaymentHandler = (
  event: unknown,
  invocation: Invocation,
) => Promise<PaymentResult | BatchReply | Reconciliation>;

export type QueuePorts = Ports & { readonly queue: Pick<Inbox, "deadLetter"> };

export function paymentHandler(
  ports: ReconcilePorts & QueuePorts & { readonly metrics: Metrics<PaymentMetric> },
): PaymentHandler {
  return async (event, invocation) => {
    const bound = { ...ports, log: ports.log.with({ requestId: invocation.awsRequestId }) };
    try {
      if (ReconcilePayments.safeParse(event).success)
        return await reconcilePayments(bound, () => invocation.getRemainingTimeInMillis());
      return isBatch(event) ? await applyBatch(bound, event) : await serve(bound, event);
    } finally {
      ports.metrics.flush();
    }
  };
}

async function serve(ports: Ports, event: unknown): Promise<PaymentResult> {
  const parsed = PaymentRequest.safeParse(event);
  if (!parsed.success) {
    const problems = problemsOf(parsed.error);
    ports.log.error("A PaymentRequest is malformed; see handlers/shared/payment-api.ts.", { problems });
    return failure("invalid_request", `The request is malformed: ${problems.join("; ")}.`);
  }
  const request = parsed.data;
  const { clientId } = request;
  switch (request.action) {
    case "create_charge": {
      const { storeId, conversationId } = request;
      return createCharge({ ...ports, log: ports.log.with({ clientId, storeId, conversationId }) }, request);
    }
    case "cancel_charge":
      return cancelCharge({ ...ports, log: ports.log.with({ clientId }) }, request);
    case "forget_customer":
      return forgetCustomer(ports, request);
    case "refund_charge":
      return refundCharge({ ...ports, log: ports.log.with({ clientId }) }, request);
  }
}

/** Orders side by side, the events of each in order: one that fails holds up those behind it, and no other order's. */
async function applyBatch(ports: QueuePorts, batch: QueueEvent): Promise<BatchReply> {
  const groups = Map.groupBy(
    batch.Records,
    ({ attributes, messageId }) => attributes.MessageGroupId ?? messageId,
  );
  const failed = await Promise.all([...groups.values()].map((records) => applyGroup(ports, records)));
  return { batchItemFailures: failed.flat().map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

/** Returns the records to be delivered again. */
async function applyGroup(
  ports: QueuePorts,
  records: readonly QueueRecord[],
): Promise<readonly QueueRecord[]> {
  for (const [index, record] of records.entries()) {
    try {
      const read = eventIn(record.body);
      if (read.ok)
        await applyEvent({ ...ports, log: ports.log.with({ clientId: read.event.clientId }) }, read.event);
      else await setAside(ports, record, read.problem);
    } catch (error) {
      ports.log.error("A payment event was not applied; the queue delivers it again.", {
        ...{ messageId: record.messageId, error },
        deliveries: record.attributes.ApproximateReceiveCount,
      });
      return records.slice(index);
    }
  }
  return [];
}

/** It would fail as often as it came, and hold up its order's other events. */
async function setAside({ queue, log }: QueuePorts, record: QueueRecord, problem: string): Promise<void> {
  await queue.deadLetter(record, record.body, problem);
  log.error("A message on the payments queue is malformed; it went to the dead-letter queue.", {
    messageId: record.messageId,
    problem,
  });
}

type Read =
  | { readonly ok: true; readonly event: PaymentEvent }
  | { readonly ok: false; readonly problem: string };

function eventIn(body: string): Read {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { ok: false, problem: "It is no JSON." };
  }
  const unreadable = UnreadableEvent.safeParse(json);
  if (unreadable.success) return { ok: false, problem: unreadable.data.problem };
  const parsed = PaymentEvent.safeParse(json);
  if (parsed.success) return { ok: true, event: parsed.data };
  const problems = problemsOf(parsed.error);
  return { ok: false, problem: `It is no PaymentEvent: ${problems.join("; ")}.` };
}

function isBatch(event: unknown): event is QueueEvent {
  return typeof event === "object" && event !== null && Array.isArray((event as QueueEvent).Records);
}
