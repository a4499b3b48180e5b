/** POST /webhook/{clientId}: a customer's message, verified, on the inbox queue of the region that processes. */
import type { Receipts } from "../adapters/receipts.ts";
import type { Secret } from "../adapters/secrets.ts";
import type { Tenants } from "../adapters/tenants.ts";
import type { Clock } from "../shared/clock.ts";
import { type ApiEvent, type ApiReply, headerOf, type Invocation, jsonReply } from "../shared/events.ts";
import { type HandOverParts, handOver } from "../shared/hand-over.ts";
import type { Log } from "../shared/logger.ts";
import type { InboundMessage } from "../shared/messages.ts";
import type { Metrics } from "../shared/metrics.ts";
import type { TwilioSecret } from "../shared/secrets.ts";
import type { TenantConfig } from "../shared/tenant.ts";
import { inboundMessage, parseForm, type TwilioForm, withoutChannel } from "./form.ts";
import { signedByTwilio } from "./signature.ts";

export interface WebhookParts extends HandOverParts {
  readonly tenants: Tenants;
  readonly secret: Secret<TwilioSecret>;
  readonly receipts: Receipts;
  readonly publicBaseUrl: string;
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
    const traceId = headerOf(event.headers, "x-amzn-trace-id");
    const log = parts.log.with({ clientId, requestId: invocation.awsRequestId, traceId });
    const parsed = parseForm(event);
    if (!parsed.ok) {
      log.warn(`Refused a malformed webhook. ${parsed.problem}`);
      return jsonReply(400, { message: "The body is not a WhatsApp message as Twilio posts it." });
    }
    const tenant = await parts.tenants.find(clientId);
    if (!tenant?.active) return forbidden(log, "there is no such active tenant");
    const signed = await signedByTwilio(
      event,
      parsed.parameters,
      tenant.twilioConfig.accountSid,
      parts.publicBaseUrl,
      parts.secret,
    );
    if (!signed) return forbidden(log, "its signature is not Twilio's");
    if (!isAddressedTo(tenant, parsed.form)) return forbidden(log, "it is addressed to another restaurant");

    const message = inboundMessage(parsed.form, { clientId, receivedAt: parts.clock(), traceId });
    try {
      await take(message, parts, log.with({ conversationId: message.conversationId }));
    } finally {
      parts.metrics.flush();
    }
    return emptyTwiml;
  };
}

/**
 * The receipt is written once the message is on the queue, so that nothing is called a duplicate that was not taken. Of
 * deliveries at the same moment each may send; the queue keeps one of them, and the conversation answers one.
 */
async function take(message: InboundMessage, parts: WebhookParts, log: Log): Promise<void> {
  const receipt = `twilio#${message.clientId}#${message.messageSid}`;
  const data = { messageSid: message.messageSid };
  if (await parts.receipts.has(receipt)) {
    log.info("The message was taken before; nothing to do.", data);
    return;
  }
  const region = await handOver(
    parts,
    {
      queue: parts.inboxQueue,
      body: message,
      group: message.conversationId,
      deduplicationId: message.messageSid,
    },
    log,
  );
  const first = await parts.receipts.write(receipt).catch((error: unknown) => {
    log.warn("The message is on the queue, but its receipt was not written.", { ...data, error });
    return true;
  });
  if (first) parts.metrics.count("MessagesReceived");
  log.info(first ? "Took the customer's message." : "The message was taken at the same moment.", {
    ...data,
    region,
    characters: message.text.length,
    media: message.media.length,
  });
}

function isAddressedTo(tenant: TenantConfig, form: TwilioForm): boolean {
  const { accountSid, phoneNumber } = tenant.twilioConfig;
  return form.AccountSid === accountSid && withoutChannel(form.To) === phoneNumber;
}

function forbidden(log: Log, because: string): ApiReply {
  log.warn(`Refused a webhook: ${because}.`);
  return jsonReply(403, { message: "Forbidden" });
}
