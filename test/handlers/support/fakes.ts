/** What the handlers' tests put in place of AWS, Twilio and time. */
import type { QueueMessage, Queues } from "../../../handlers/adapters/queues.ts";
import type { Receipts } from "../../../handlers/adapters/receipts.ts";
import type { Secret } from "../../../handlers/adapters/secrets.ts";
import type { Tenants } from "../../../handlers/adapters/tenants.ts";
import type { Clock } from "../../../handlers/shared/clock.ts";
import type { Invocation } from "../../../handlers/shared/events.ts";
import type { Log, LogContext } from "../../../handlers/shared/logger.ts";
import type { Metrics } from "../../../handlers/shared/metrics.ts";
import { TenantConfig } from "../../../handlers/shared/tenant.ts";

export interface TestClock {
  readonly clock: Clock;
  advance(ms: number): void;
}

export function testClock(start = "2026-11-24T13:00:00.000Z"): TestClock {
  let now = Date.parse(start);
  return {
    clock: () => new Date(now),
    advance(ms) {
      now += ms;
    },
  };
}

export interface LogEntry {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly message: string;
  readonly context: LogContext;
  readonly data?: Readonly<Record<string, unknown>>;
}

export function testLog(): { readonly log: Log; readonly entries: LogEntry[] } {
  const entries: LogEntry[] = [];
  const logWith = (context: LogContext): Log => {
    const write = (level: LogEntry["level"]) => (message: string, data?: LogEntry["data"]) => {
      entries.push({ level, message, context, data });
    };
    return {
      debug: write("debug"),
      info: write("info"),
      warn: write("warn"),
      error: write("error"),
      with: (more) => logWith({ ...context, ...more }),
    };
  };
  return { log: logWith({}), entries };
}

export function testMetrics(): { readonly metrics: Metrics; readonly written: Record<string, number[]> } {
  const written: Record<string, number[]> = {};
  const add = (name: string, value: number) => {
    written[name] = [...(written[name] ?? []), value];
  };
  return {
    metrics: { count: (name, times = 1) => add(name, times), time: add, flush() {} },
    written,
  };
}

export function invocation(remainingMs = 30_000): Invocation {
  return { awsRequestId: "request-1", getRemainingTimeInMillis: () => remainingMs };
}

export function secretOf<Value>(value: Value, fresh: Value = value): Secret<Value> & { refreshes: number } {
  return {
    refreshes: 0,
    read: async () => value,
    async refresh() {
      this.refreshes++;
      return fresh;
    },
  };
}

/** Queues that keep what was sent, once an id, as SQS does; `unreachable` regions throw. */
export function testQueues(...unreachable: string[]) {
  const sent: (QueueMessage & { readonly region: string })[] = [];
  const queues: Queues = {
    async send(region, message) {
      await Promise.resolve();
      if (unreachable.includes(region)) throw new Error(`connect ECONNREFUSED (${region})`);
      if (!sent.some((other) => other.region === region && other.deduplicationId === message.deduplicationId))
        sent.push({ ...message, region });
    },
    async probe() {},
  };
  return { queues, sent };
}

export function testReceipts(): { readonly receipts: Receipts; readonly ids: Set<string> } {
  const ids = new Set<string>();
  return {
    ids,
    receipts: {
      has: async (id) => ids.has(id),
      async write(id) {
        await Promise.resolve();
        const first = !ids.has(id);
        ids.add(id);
        return first;
      },
    },
  };
}

export const accountSid = `AC${"0123456789abcdef".repeat(2)}`;
export const clientId = "client_teste";
export const restaurantPhone = "+551140000001";

const everyDay = {
  monday: ["00:00-23:59"],
  tuesday: ["00:00-23:59"],
  wednesday: ["00:00-23:59"],
  thursday: ["00:00-23:59"],
  friday: ["00:00-23:59"],
  saturday: ["00:00-23:59"],
  sunday: ["00:00-23:59"],
};

export function storeNamed(storeId: string, name: string) {
  return { storeId, name, active: true, address: `Rua ${name}, 1`, operatingHours: everyDay };
}

/** A whole tenant of one store; `changes` spoils or varies it. */
export function tenantRow(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    clientId,
    name: "Restaurante Teste",
    active: true,
    tier: "pool",
    twilioConfig: { accountSid, phoneNumber: restaurantPhone },
    asaasConfig: { sandbox: true, splitPayments: false },
    aiConfig: { systemPrompt: "Você é a Teca, do Restaurante Teste." },
    notificationConfig: { adminEmails: [], adminPhones: [] },
    limits: { requestsPerSecond: 20, burst: 40 },
    createdAt: "2026-01-01T00:00:00Z",
    updatedAt: "2026-01-01T00:00:00Z",
    stores: [storeNamed("store_centro", "Centro")],
    ...changes,
  };
}

export function tenant(changes: Readonly<Record<string, unknown>> = {}): TenantConfig {
  return TenantConfig.parse(tenantRow(changes));
}

export function tenantsOf(...tenants: readonly TenantConfig[]): Tenants {
  return { find: async (wanted) => tenants.find((known) => known.clientId === wanted) };
}
