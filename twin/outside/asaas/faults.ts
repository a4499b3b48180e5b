/** What can be made to go wrong at Asaas, and what it does by itself to those who ask too often. */
import type { Context, MiddlewareHandler } from "hono";
import type { Clock } from "../../clock.ts";
import { refuse } from "./refusal.ts";
import type { AsaasEnv } from "./rest.ts";
import type { AsaasFaults } from "./types.ts";

const none: AsaasFaults = { delayMs: 0, failNext: 0, loseNext: 0, dropWebhooks: false };

export class Faults {
  #now = none;

  get current(): AsaasFaults {
    return this.#now;
  }

  change(change: Partial<AsaasFaults> = {}): AsaasFaults {
    this.#now = { ...this.#now, ...change };
    return this.#now;
  }

  /** Before the API: slow, away, or done without an answer. */
  middleware(clock: Clock): MiddlewareHandler {
    return async (context, next) => {
      const { delayMs, failNext } = this.#now;
      if (delayMs > 0) await clock.sleep(delayMs);
      if (failNext > 0) {
        this.change({ failNext: failNext - 1 });
        return away(context);
      }
      await next();
      const { loseNext } = this.#now;
      if (loseNext === 0) return;
      this.change({ loseNext: loseNext - 1 });
      context.res = away(context);
    };
  }
}

function away(context: Context): Response {
  return refuse(context, 500, "internal_error", "Ocorreu um erro inesperado. Tente novamente.");
}

/** "25.000 requisições a cada 12 horas", from an account's first request on. */
const windowMs = 12 * 60 * 60 * 1000;
export const usualQuota = 25_000;

/** Counts an account's requests, says so in headers, and answers 429 beyond the quota. */
export function quotaMiddleware(clock: Clock, quota: number): MiddlewareHandler<AsaasEnv> {
  const windows = new Map<string, { used: number; readonly endsAt: number }>();
  return async (context, next) => {
    const { clientId } = context.get("account");
    const now = clock.now();
    const known = windows.get(clientId);
    const window = known && known.endsAt > now ? known : { used: 0, endsAt: now + windowMs };
    windows.set(clientId, window);
    window.used++;
    context.header("RateLimit-Limit", String(quota));
    context.header("RateLimit-Remaining", String(Math.max(0, quota - window.used)));
    context.header("RateLimit-Reset", String(Math.ceil((window.endsAt - now) / 1000)));
    if (window.used > quota)
      return refuse(context, 429, "too_many_requests", "Limite de requisições excedido. Aguarde.");
    await next();
  };
}
