/** Whether Twilio sent it: its signature over the public URL and every parameter of the form. */
import { validateRequest } from "twilio/lib/webhooks/webhooks.js";
import type { Secret } from "../adapters/secrets.ts";
import { type ApiEvent, headerOf } from "../shared/events.ts";
import type { TwilioSecret } from "../shared/secrets.ts";
import type { FormParameters } from "./form.ts";

/**
 * Throws a sentence when the secret holds no token of the account. A signature that fails once is tried again with the
 * secret read anew: the token may have been rotated since. During a rotation either token will do.
 */
export async function signedByTwilio(
  event: ApiEvent,
  parameters: FormParameters,
  accountSid: string,
  publicBaseUrl: string,
  secret: Secret<TwilioSecret>,
): Promise<boolean> {
  const signature = headerOf(event.headers, "x-twilio-signature");
  if (!signature) return false;
  const url = publicUrl(event, publicBaseUrl);
  const holds = (secrets: TwilioSecret) => {
    const { authToken, nextAuthToken } = secrets[accountSid] ?? {};
    return [authToken, nextAuthToken].some(
      (token) => token !== undefined && validateRequest(token, signature, url, parameters),
    );
  };
  if (holds(await secret.read())) return true;
  const fresh = await secret.refresh();
  if (!fresh[accountSid]) {
    throw new Error(
      `The Twilio secret holds no token of account ${accountSid}: add {"${accountSid}":{"authToken":"…"}} to it.`,
    );
  }
  return holds(fresh);
}

/** The URL that Twilio was given, the same in both regions: never the host that this region was called by. */
function publicUrl(event: ApiEvent, publicBaseUrl: string): string {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(event.multiValueQueryStringParameters ?? {})) {
    for (const value of values ?? []) query.append(name, value);
  }
  return `${publicBaseUrl}${event.path}${query.size > 0 ? `?${query}` : ""}`;
}
