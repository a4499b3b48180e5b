/**
 * POST /webhook/{clientId}: a customer's message, verified, on the inbox queue of the region that processes. The same for
 * what Twilio says of our own messages at /webhook/twilio/{clientId}/status.
 */
import type { Receipts } from "../adapters/receipts.ts";
import type { Secret } from "../adapters/secrets.ts";
import type { Tenants } from "../adapters/tenants.ts";
import type { Clock } from "../shared/clock.ts";
import { type ApiEvent, type ApiReply, headerOf, type Invocation, jsonReply } from "../shared/events.ts";
import { type HandOverParts, handOver } from "../shared/hand-over.ts";
import type { Log } from "../shared/logger.ts";
import type { DeliveryReport, InboundMessage } from "../shared/messages.ts";
import type { Metrics } from "../shared/metrics.ts";
import { seal } from "../shared/seal.ts";
import type { TwilioSecret } from "../shared/secrets.ts";
import { inboxQueueName } from "../shared/tenant.ts";
import {
  type Arrival,
  deliveryReport,
  type FormParameters,
  inboundMessage,
  parseForm,
  parseStatusForm,
  type Seal,
  withoutChannel,
} from "./form.ts";
import { signedByTwilio } from "./signature.ts";

export interface WebhookParts extends HandOverParts {
  readonly tenants: Tenants;
  readonly secret: Secret<TwilioSecret>;
  readonly receipts: Receipts;
  readonly publicBaseUrl: string;
  /** Of tier pool. */
  readonly inboxQueue: string;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** Says nothing to the customer: the reply comes later, by Twilio's REST API. */
const emptyTwiml: ApiReply = {
  statusCode: 200,
  headers: { "content-type": "text/xml" },
  body: "<Response/>",
};

export function webhookHandler(parts: WebhookParts) {
  return async (event: ApiEvent, invocation: Invocation): Promise<ApiReply> => {
    const clientId = event.pathParameters?.clientId ?? "";
    // As X-Ray and the access log name a trace: the header says more than its root.
    const traceId = /Root=([^;]+)/.exec(headerOf(event.headers, "x-amzn-trace-id") ?? "")?.[1];
    const log = parts.log.with({ clientId, requestId: invocation.awsRequestId, traceId });
    const arrival = { clientId, receivedAt: parts.clock(), traceId };
    const read = event.path.endsWith("/status") ? readStatus : readMessage;
    const posted = read(event, arrival, parts.secret);
    if (!posted.ok) {
      log.warn(`Refused a malformed webhook. ${posted.problem}`);
      return jsonReply(400, { message: "The body is not what Twilio posts here." });
    }
    const tenant = await parts.tenants.find(clientId);
    if (!tenant?.active) return forbidden(log, "there is no such active tenant");
    const { accountSid, phoneNumber } = tenant.twilioConfig;
    const signed = await signedByTwilio(
      event,
      posted.parameters,
      accountSid,
      parts.publicBaseUrl,
      parts.secret,
    );
    if (!signed) return forbidden(log, "its signature is not Twilio's");
    if (posted.accountSid !== accountSid || withoutChannel(posted.restaurant) !== phoneNumber)
      return forbidden(log, "it is addressed to another restaurant");

    const message = await posted.message();
    if (!message) return emptyTwiml;
    try {
      const queue = inboxQueueName(parts.inboxQueue, tenant);
      await take(message, queue, parts, log.with({ conversationId: message.conversationId }));
    } finally {
      parts.metrics.flush();
    }
    return emptyTwiml;
  };
}

type Posted =
  | {
      readonly ok: true;
      readonly parameters: FormParameters;
      readonly accountSid: string;
      /** The restaurant's address: of our own message the sender's. */
      readonly restaurant: string;
      /** undefined when there is nothing to do. */
      readonly message: () => Promise<InboundMessage | DeliveryReport | undefined>;
    }
  | { readonly ok: false; readonly problem: string };

function readMessage(event: ApiEvent, arrival: Arrival, secret: Secret<TwilioSecret>): Posted {
  const parsed = parseForm(event);
  if (!parsed.ok) return parsed;
  const { parameters, form } = parsed;
  const sealed: Seal = async (text, conversationId) => {
    // Under the account's token, which the conversation reads too.
    const { authToken } = (await secret.read())[form.AccountSid]!;
    return seal(text, authToken, conversationId);
  };
  return {
    ok: true,
    parameters,
    accountSid: form.AccountSid,
    restaurant: form.To,
    message: () => inboundMessage(form, arrival, sealed),
  };
}

function readStatus(event: ApiEvent, arrival: Arrival): Posted {
  const parsed = parseStatusForm(event);
  if (!parsed.ok) return parsed;
  const { parameters, form } = parsed;
  return {
    ok: true,
    parameters,
    accountSid: form.AccountSid,
    restaurant: form.From,
    message: async () => deliveryReport(form, arrival),
  };
}

/**
 * The receipt is written once the message is on the queue, so that nothing is called a duplicate that was not taken. Of
 * deliveries at the same moment each may send; the queue keeps one of them, and the conversation answers one.
 */
async function take(
  message: InboundMessage | DeliveryReport,
  queue: string,
  parts: WebhookParts,
  log: Log,
): Promise<void> {
  const own = message.kind === "delivery";
  const id = own ? `${message.messageSid}#${message.status}` : message.messageSid;
  const receipt = `twilio#${message.clientId}#${id}`;
  const data = own
    ? { messageSid: message.messageSid, status: message.status, errorCode: message.errorCode }
    : { messageSid: message.messageSid, characters: message.text.length, media: message.media.length };
  if (await parts.receipts.has(receipt)) {
    log.info("The message was taken before; nothing to do.", data);
    return;
  }
  const region = await handOver(
    parts,
    {
      queue,
      body: message,
      group: message.conversationId,
      deduplicationId: id,
    },
    log,
  );
  const first = await parts.receipts.write(receipt).catch((error: unknown) => {
    log.warn("The message is on the queue, but its receipt was not written.", { ...data, error });
    return true;
  });
  if (first && !own) parts.metrics.count("MessagesReceived");
  const took = own ? "Took Twilio's report of a message of ours." : "Took the customer's message.";
  log.info(first ? took : "The message was taken at the same moment.", { ...data, region });
}

function forbidden(log: Log, because: string): ApiReply {
  log.warn(`Refused a webhook: ${because}.`);
  return jsonReply(403, { message: "Forbidden" });
}
