/**
 * POST /webhook/asaas/{clientId}: an event of Asaas's, authenticated, on the payments queue of the region that processes.
 * Asaas wants a 200 within ten seconds and pauses its queue after fifteen refusals, so nothing is worked on here.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import * as z from "zod/mini";
import { RefundBody, refundedOf } from "../adapters/asaas.ts";
import type { Receipts } from "../adapters/receipts.ts";
import type { Secret } from "../adapters/secrets.ts";
import type { Clock } from "../shared/clock.ts";
import {
  type ApiEvent,
  type ApiReply,
  bodyOf,
  headerOf,
  type Invocation,
  jsonReply,
} from "../shared/events.ts";
import { type HandOverParts, handOver } from "../shared/hand-over.ts";
import type { Log } from "../shared/logger.ts";
import { maskWritten } from "../shared/mask.ts";
import { fromReais } from "../shared/money.ts";
import type { PaymentEvent, UnreadableEvent } from "../shared/payment-api.ts";
import type { AsaasSecret } from "../shared/secrets.ts";

export interface ReceiveParts extends HandOverParts {
  readonly secret: Secret<AsaasSecret>;
  readonly receipts: Receipts;
  readonly paymentsQueue: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Asaas adds attributes without notice, so others are let through. The id is also the queue's deduplication id. */
const AnyEvent = z.looseObject({
  id: z.string().check(z.regex(/^[\x21-\x7e]{1,128}$/)),
  event: z.string().check(z.minLength(1)),
});
const ChargeEvent = z.looseObject({
  payment: z.looseObject({
    id: z.string().check(z.minLength(1)),
    value: z.number(),
    externalReference: z.nullish(z.string()),
    // Of another shape it is as if it were missing: an event that is refused would pause the restaurant's queue.
    refunds: z.catch(z.nullish(z.array(RefundBody)), undefined),
  }),
});

/** A queue takes a quarter of a mebibyte, and a character may be several bytes. */
const textLength = 30_000;

const received = jsonReply(200, { received: true });

export function paymentWebhook(parts: ReceiveParts) {
  return async (event: ApiEvent, invocation: Invocation): Promise<ApiReply> => {
    const clientId = event.pathParameters?.clientId ?? "";
    const log = parts.log.with({ clientId, requestId: invocation.awsRequestId });
    if (!(await fromAsaas(clientId, event, parts.secret))) {
      log.warn("Refused a payment webhook: its asaas-access-token is not the tenant's.");
      return jsonReply(401, { message: "asaas-access-token is missing or wrong." });
    }
    const json = parseJson(bodyOf(event));
    const any = AnyEvent.safeParse(json);
    if (!any.success) return keepUnreadable(parts, log, clientId, event, any.error);
    if (!any.data.event.startsWith("PAYMENT_")) {
      log.info(`${any.data.event} is about no charge; nothing to do.`, { eventId: any.data.id });
      return received;
    }
    const charge = ChargeEvent.safeParse(json);
    if (!charge.success) return keepUnreadable(parts, log, clientId, event, charge.error);
    const { id, value, externalReference, refunds } = charge.data.payment;
    await take(parts, log, {
      v: 1,
      clientId,
      eventId: any.data.id,
      event: any.data.event,
      providerPaymentId: id,
      orderId: externalReference || undefined,
      amountCentavos: fromReais(value),
      refundedCentavos: refunds ? refundedOf(refunds) : undefined,
      receivedAt: parts.clock().toISOString(),
    });
    return received;
  };
}

/**
 * The receipt is written once the event is on the queue: an event whose sending failed is answered 500, and Asaas brings it
 * again. Of two deliveries at the same moment the queue keeps one.
 */
async function take(parts: ReceiveParts, log: Log, event: PaymentEvent): Promise<void> {
  const { clientId, eventId, providerPaymentId, orderId } = event;
  const receipt = `asaas#${clientId}#${eventId}`;
  const about = { eventId, event: event.event, orderId };
  if (await parts.receipts.has(receipt)) {
    log.info("The event was taken before; nothing to do.", about);
    return;
  }
  const group = orderId ?? providerPaymentId;
  const message = { queue: parts.paymentsQueue, body: event, group, deduplicationId: eventId };
  const region = await handOver(parts, message, log);
  await parts.receipts.write(receipt).catch((error: unknown) => {
    log.warn("The event is on the queue, but its receipt was not written.", { ...about, error });
  });
  log.info("Took an event of Asaas's.", { ...about, region });
}

/** A token that fails once is compared with the secret read anew: it may have been rotated since. */
async function fromAsaas(clientId: string, event: ApiEvent, secret: Secret<AsaasSecret>): Promise<boolean> {
  const token = headerOf(event.headers, "asaas-access-token") ?? "";
  const holds = (secrets: AsaasSecret) => {
    const { webhookToken, nextWebhookToken } = secrets[clientId] ?? {};
    return [webhookToken, nextWebhookToken].some(
      (expected) => expected !== undefined && sameText(token, expected),
    );
  };
  return holds(await secret.read()) || holds(await secret.refresh());
}

/** In constant time, whatever the lengths. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** Asaas would bring it again and then nothing else: it ends where messages that nobody can read do. */
async function keepUnreadable(
  parts: ReceiveParts,
  log: Log,
  clientId: string,
  event: ApiEvent,
  error: z.core.$ZodError,
): Promise<ApiReply> {
  const places = error.issues.map((issue) => issue.path.join(".") || "the body").join(", ");
  const problem = `It is no event as Asaas posts it: wrong at ${places}.`;
  const text = maskWritten(bodyOf(event)).slice(0, textLength);
  const body: UnreadableEvent = { v: 1, kind: "unreadable", clientId, problem, text };
  const deduplicationId = createHash("sha256").update(bodyOf(event)).digest("hex");
  const region = await handOver(
    parts,
    { queue: parts.paymentsQueue, body, group: clientId, deduplicationId },
    log,
  );
  log.error("A payment webhook cannot be read; it goes to the dead-letter queue.", { problem, region });
  return received;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
