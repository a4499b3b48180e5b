/**
 * Twilio's auth tokens: an account has a primary one and, for a while, a secondary one. Requests may carry either; webhooks
 * are signed with the primary (twilio.com/docs/iam/api/authtoken and secondary_authtoken).
 */
import * as z from "zod/mini";

export type TokenError =
  /** The token is not the account's, or no longer. */
  | { readonly kind: "unauthorized"; readonly message: string }
  /** There is no such thing: no secondary token to promote or to delete. */
  | { readonly kind: "absent"; readonly message: string }
  /** Twilio understood and said no. */
  | { readonly kind: "refused"; readonly message: string }
  /** No answer, or one that cannot be read: it may or may not have been done. */
  | { readonly kind: "unavailable"; readonly message: string };

export type TokenResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: TokenError };

export interface TwilioAccount {
  readonly accountSid: string;
  /** What the request is signed with. */
  readonly token: string;
}

export interface TwilioTokens {
  /** Whether the token is one of the account's. */
  isValid(account: TwilioAccount): Promise<TokenResult<boolean>>;
  createSecondary(account: TwilioAccount): Promise<TokenResult<string>>;
  deleteSecondary(account: TwilioAccount): Promise<TokenResult<void>>;
  /** The secondary token becomes the primary; the primary one ends. */
  promoteSecondary(account: TwilioAccount): Promise<TokenResult<void>>;
}

export interface TwilioTokensOptions {
  /** Without a trailing slash: https://api.twilio.com. */
  readonly apiUrl: string;
  /** Without a trailing slash: https://accounts.twilio.com. */
  readonly accountsUrl: string;
}

const Secondary = z.object({ secondary_auth_token: z.string().check(z.minLength(1)) });
const Refusal = z.object({ message: z.optional(z.string()) });
const timeoutMs = 6_000;

export function openTwilioTokens({ apiUrl, accountsUrl }: TwilioTokensOptions): TwilioTokens {
  const secondary = `${accountsUrl}/v1/AuthTokens/Secondary`;
  return {
    async isValid(account) {
      const found = await ask(
        "GET",
        `${apiUrl}/2010-04-01/Accounts/${account.accountSid}.json`,
        account,
        z.unknown(),
      );
      if (found.ok) return { ok: true, value: true };
      return found.error.kind === "unauthorized" ? { ok: true, value: false } : found;
    },
    async createSecondary(account) {
      const made = await ask("POST", secondary, account, Secondary);
      return made.ok ? { ok: true, value: made.value.secondary_auth_token } : made;
    },
    async deleteSecondary(account) {
      return done(await ask("DELETE", secondary, account, z.unknown()));
    },
    async promoteSecondary(account) {
      return done(await ask("POST", `${accountsUrl}/v1/AuthTokens/Promote`, account, z.unknown()));
    },
  };
}

function done(result: TokenResult<unknown>): TokenResult<void> {
  return result.ok ? { ok: true, value: undefined } : result;
}

async function ask<T>(
  method: "GET" | "POST" | "DELETE",
  url: string,
  { accountSid, token }: TwilioAccount,
  schema: z.ZodMiniType<T>,
): Promise<TokenResult<T>> {
  const what = `${method} ${new URL(url).pathname}`;
  let status: number;
  let body: string;
  try {
    const reply = await fetch(url, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${accountSid}:${token}`).toString("base64")}`,
        accept: "application/json",
      },
      signal: AbortSignal.timeout(timeoutMs),
    });
    status = reply.status;
    body = await reply.text();
  } catch (error) {
    return failure(
      "unavailable",
      `${what} had no answer: ${error instanceof Error ? error.message : error}.`,
    );
  }
  if (status >= 200 && status < 300) {
    const parsed = schema.safeParse(json(body));
    if (parsed.success) return { ok: true, value: parsed.data };
    return failure("unavailable", `${what} was answered ${status} with a body that cannot be read.`);
  }
  const parsed = Refusal.safeParse(json(body));
  const reason = (parsed.success && parsed.data.message) || "no reason given";
  return failure(kindOf(status), `${what} was answered ${status}: ${reason}.`);
}

function kindOf(status: number): TokenError["kind"] {
  if (status === 401) return "unauthorized";
  if (status === 404) return "absent";
  return status === 429 || status >= 500 ? "unavailable" : "refused";
}

function failure(kind: TokenError["kind"], message: string): { ok: false; error: TokenError } {
  return { ok: false, error: { kind, message } };
}

function json(text: string): unknown {
  try {
    return text ? JSON.parse(text) : {};
  } catch {
    return undefined;
  }
}
