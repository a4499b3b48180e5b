/** What a customer sent, fetched from Twilio with the account's credentials. */
import type { FetchMedium, Medium, MediumError } from "../conversation/ports.ts";
import type { TwilioSecret } from "../shared/secrets.ts";
import type { Secret } from "./secrets.ts";

const timeoutMs = 5_000;
const redirectsAtMost = 3;

/**
 * @param baseUrl the only place that credentials are sent to: a message names its medium's URL, and is not trusted with
 * where that leads.
 */
export function openMediumFetcher(baseUrl: string, secret: Secret<TwilioSecret>): FetchMedium {
  const { origin } = new URL(baseUrl);
  return async (accountSid, url, maximumBytes) => {
    const start = URL.parse(url);
    if (start?.origin !== origin) {
      return failure("refused", `The medium is at ${start?.host ?? "no URL"}, not at Twilio.`);
    }
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const token = (await secret.read())[accountSid]?.authToken;
      if (!token) return failure("unreachable", `The Twilio secret holds no token of account ${accountSid}.`);
      const first = await fetch(start, {
        headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${token}`).toString("base64")}` },
        redirect: "manual",
        signal,
      });
      return await contentOf(await followed(first, start, signal), maximumBytes);
    } catch (error) {
      return failure(
        "unreachable",
        `Twilio did not give it: ${error instanceof Error ? error.message : error}.`,
      );
    }
  };
}

/** Twilio redirects to its storage, whose URL is signed and which refuses credentials beside the signature. */
async function followed(first: Response, from: URL, signal: AbortSignal): Promise<Response> {
  let reply = first;
  let at = from;
  for (let redirects = 0; redirects < redirectsAtMost; redirects++) {
    const location = reply.status >= 300 && reply.status < 400 ? reply.headers.get("location") : null;
    if (!location) break;
    await reply.body?.cancel();
    at = new URL(location, at);
    reply = await fetch(at, { redirect: "manual", signal });
  }
  return reply;
}

/** Reads no more than it may, whatever the header says. */
async function contentOf(reply: Response, maximumBytes: number): Promise<Medium> {
  if (!reply.ok || !reply.body) {
    await reply.body?.cancel();
    return failure("unreachable", `Its place answered HTTP ${reply.status}.`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of reply.body) {
    bytes += chunk.length;
    // Leaving the loop cancels the body.
    if (bytes > maximumBytes) return failure("too_large", `It has more than ${maximumBytes} bytes.`);
    chunks.push(chunk);
  }
  const contentType = reply.headers.get("content-type") ?? "application/octet-stream";
  return { ok: true, content: new Uint8Array(Buffer.concat(chunks)), contentType };
}

function failure(kind: MediumError["kind"], message: string): Medium {
  return { ok: false, error: { kind, message } };
}
