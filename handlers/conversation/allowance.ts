/**
 * Whether a tenant may have a model now. Over its messages a minute or its tokens a day a turn goes on with menus: the
 * customer is served at once and cheaply, no message waits in a queue that others share, and no other tenant's models are
 * kept busy.
 */
import type { TenantConfig } from "../shared/tenant.ts";
import type { MenuReason } from "./menus/state.ts";
import type { StepParts } from "./ports.ts";

export type Allowance =
  /** Tokens of the day that are counted already. */
  { readonly ok: true; readonly reserved: number } | { readonly ok: false; readonly reason: MenuReason };

/** What a turn takes of the day's tokens before it begins: turns at the same time cannot all have the last ones. */
const reservedTokens = 4_000;

type Tenant = Pick<TenantConfig, "clientId" | "limits">;

/** Takes a message of the tenant's, and a turn's first tokens. */
export async function allow(
  { clientId, limits }: Tenant,
  { usage, log }: Pick<StepParts, "usage" | "log">,
): Promise<Allowance> {
  const { messagesPerMinute, tokensPerDay } = limits;
  try {
    if (messagesPerMinute && !(await usage.takeMessage(clientId, messagesPerMinute))) {
      return { ok: false, reason: "messages_per_minute" };
    }
    if (tokensPerDay) {
      const reserved = await usage.reserveTokens(clientId, reservedTokens, tokensPerDay);
      return reserved ? { ok: true, reserved: reservedTokens } : { ok: false, reason: "tokens_per_day" };
    }
  } catch (error) {
    // A count that cannot be read must not stop a sale.
    log.warn("The tenant's usage could not be read; the turn goes on as if within its limits.", { error });
  }
  return { ok: true, reserved: 0 };
}

/** @param reserved of the tokens, what is counted already. */
export async function spend(
  { clientId, limits }: Tenant,
  tokens: number,
  { usage, metrics, log }: Pick<StepParts, "usage" | "metrics" | "log">,
  reserved = 0,
): Promise<void> {
  if (tokens > 0) metrics.count("ModelTokens", tokens);
  if (!limits.tokensPerDay || tokens === reserved) return;
  await usage.addTokens(clientId, tokens - reserved).catch((error: unknown) => {
    log.warn("The tenant's tokens could not be counted.", { tokens, error });
  });
}
