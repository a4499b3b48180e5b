/** What each secret holds, as JSON. One secret a provider, tenants inside; an operator or the rotation writes them. */
import * as z from "zod/mini";

const text = z.string().check(z.minLength(1));

/** Twilio account sid → its credentials. */
export const TwilioSecret = z.record(text, z.object({ authToken: text }));
/** clientId → the tenant's Asaas key and the token that its webhook carries in `asaas-access-token`. */
export const AsaasSecret = z.record(text, z.object({ apiKey: text, webhookToken: text }));
/** clientId → what the restaurant's point of sale sends in `x-api-key`. */
export const PosSecret = z.record(text, z.object({ apiKey: text }));

export type TwilioSecret = z.infer<typeof TwilioSecret>;
export type AsaasSecret = z.infer<typeof AsaasSecret>;
export type PosSecret = z.infer<typeof PosSecret>;
