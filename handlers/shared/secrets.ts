/**
 * What each secret holds, as JSON. One secret a provider, tenants inside; an operator or the rotation writes them. During
 * a rotation an entry has two credentials, and both are good.
 */
import * as z from "zod/mini";

const text = z.string().check(z.minLength(1));

/** Twilio account sid → its credentials. nextAuthToken: becomes the primary one in a moment, or just did. */
export const TwilioSecret = z.record(text, z.object({ authToken: text, nextAuthToken: z.optional(text) }));
/**
 * clientId → the tenant's Asaas key and the token that its webhook carries in `asaas-access-token`. nextWebhookToken: what
 * it carries in a moment, or just did.
 */
export const AsaasSecret = z.record(
  text,
  z.object({ apiKey: text, webhookToken: text, nextWebhookToken: z.optional(text) }),
);
/**
 * clientId → what the restaurant's point of sale sends in `x-api-key`. previousApiKey: good until the next rotation, since
 * somebody has to enter a new one at the restaurant.
 */
export const PosSecret = z.record(text, z.object({ apiKey: text, previousApiKey: z.optional(text) }));

export type TwilioSecret = z.infer<typeof TwilioSecret>;
export type AsaasSecret = z.infer<typeof AsaasSecret>;
export type PosSecret = z.infer<typeof PosSecret>;
