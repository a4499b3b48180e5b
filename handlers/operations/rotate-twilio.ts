/** Twilio's auth tokens rotate as a pair: requests may carry either, webhooks are signed with the primary. */
import type { TokenError, TokenResult, TwilioTokens } from "../adapters/twilio-tokens.ts";
import type { TwilioSecret } from "../shared/secrets.ts";
import type { Outcome, Provider } from "./rotate.ts";

type Entry = TwilioSecret[string];

export function twilioProvider(tokens: TwilioTokens): Provider<Entry> {
  /** The one that the account knows as its primary; after an unfinished rotation it may be either. */
  async function primaryOf(accountSid: string, entry: Entry, except?: string): Promise<Outcome<string>> {
    for (const token of [entry.authToken, entry.nextAuthToken]) {
      if (token === undefined || token === except) continue;
      const valid = await tokens.isValid({ accountSid, token });
      if (!valid.ok) return problem(valid.error);
      if (valid.value) return { ok: true, value: token };
    }
    return { ok: false, problem: `No token in the secret is account ${accountSid}'s: write its auth token.` };
  }

  return {
    async renew(accountSid, present) {
      const primary = await primaryOf(accountSid, present);
      if (!primary.ok) return primary;
      const account = { accountSid, token: primary.value };
      // One left over from a rotation that ended early: nobody was ever told it.
      const gone = await tokens.deleteSecondary(account);
      if (!gone.ok && gone.error.kind !== "absent") return problem(gone.error);
      const made = await tokens.createSecondary(account);
      return made.ok ? { ok: true, value: { authToken: made.value } } : problem(made.error);
    },

    async both(accountSid, present, next) {
      const { authToken: nextAuthToken } = next;
      if (present.nextAuthToken === undefined || present.nextAuthToken === nextAuthToken)
        return { ok: true, value: { authToken: present.authToken, nextAuthToken } };
      const primary = await primaryOf(accountSid, present);
      return primary.ok ? { ok: true, value: { authToken: primary.value, nextAuthToken } } : primary;
    },

    async changeOver(accountSid, present, next) {
      const primary = await primaryOf(accountSid, present, next.authToken);
      // The old one has ended: a change-over whose answer was lost.
      if (!primary.ok) return working(tokens, accountSid, next);
      return outcomeOf(await tokens.promoteSecondary({ accountSid, token: primary.value }));
    },

    works: (accountSid, next) => working(tokens, accountSid, next),
  };
}

async function working(
  tokens: TwilioTokens,
  accountSid: string,
  { authToken: token }: Entry,
): Promise<Outcome<void>> {
  const valid = await tokens.isValid({ accountSid, token });
  if (!valid.ok) return problem(valid.error);
  return valid.value
    ? { ok: true, value: undefined }
    : { ok: false, problem: `Twilio does not take the new token of account ${accountSid}.` };
}

function outcomeOf<T>(result: TokenResult<T>): Outcome<T> {
  return result.ok ? result : problem(result.error);
}

function problem(error: TokenError): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem: error.message };
}
