/**
 * Asaas's webhook queues: one a restaurant, in order, at least once. An event that is not answered with 200 within
 * 10 s is tried again after growing pauses and holds up those behind it; the 15th failure pauses the queue
 * (docs.asaas.com, "Penalização de filas" and "Webhooks FAQ").
 */
import { randomBytes } from "node:crypto";
import type { Clock } from "../../clock.ts";
import { type Internet, postPublic } from "../internet.ts";
import type { AsaasSnapshot, WebhookConfig, WebhookDelivery, WebhookEvent, WebhookQueue } from "./types.ts";

const minute = 60_000;
const hour = 60 * minute;
/** Before the 2nd, 3rd, … attempt. */
const pausesMs = [
  0.5 * minute,
  minute,
  3.5 * minute,
  5 * minute,
  15 * minute,
  25 * minute,
  ...Array<number>(5).fill(hour),
  2 * hour,
  2 * hour,
  3 * hour,
];
const budgetMs = 10_000;
const deliveriesKept = 200;

interface Queue {
  readonly clientId: string;
  readonly config: WebhookConfig;
  readonly pending: WebhookEvent[];
  readonly sent: WebhookEvent[];
  readonly deliveries: WebhookDelivery[];
  failures: number;
  busy: boolean;
  cancelRetry?: () => void;
}

export class WebhookDeliveries {
  readonly #clock: Clock;
  readonly #queues = new Map<string, Queue>();
  #internet: Internet | undefined;
  #stopped = false;

  /** Whether an event is lost instead of sent. */
  readonly #dropped: () => boolean;

  constructor(clock: Clock, dropped: () => boolean, restore: AsaasSnapshot["webhooks"] = []) {
    this.#clock = clock;
    this.#dropped = dropped;
    for (const { clientId, config, pending, failures } of restore)
      this.#queues.set(clientId, {
        ...{ clientId, config, failures, busy: false },
        ...{ pending: [...pending], sent: [], deliveries: [] },
      });
  }

  /** From here on events leave; what was waiting goes first. */
  connect(internet: Internet): void {
    this.#internet = internet;
    for (const queue of this.#queues.values()) void this.#pump(queue);
  }

  /** One webhook a restaurant: a second configuration replaces the first. */
  configure(clientId: string, config: WebhookConfig): WebhookConfig {
    const known = this.#queues.get(clientId);
    if (known) {
      Object.assign(known.config, { ...config, id: known.config.id });
      void this.#pump(known);
      return known.config;
    }
    this.#queues.set(clientId, {
      ...{ clientId, config, failures: 0, busy: false },
      ...{ pending: [], sent: [], deliveries: [] },
    });
    return config;
  }

  config(clientId: string): WebhookConfig | undefined {
    return this.#queues.get(clientId)?.config;
  }

  add(clientId: string, event: string, payment: object): void {
    const queue = this.#queues.get(clientId);
    if (!queue?.config.enabled || !queue.config.events.includes(event)) return;
    if (this.#dropped()) return;
    const at = this.#clock.now();
    const id = `evt_${randomBytes(16).toString("hex")}&${at}`;
    const dateCreated = new Date(at).toLocaleString("sv-SE", { timeZone: "America/Sao_Paulo" });
    const body = JSON.stringify({
      id,
      event,
      dateCreated,
      account: { id: clientId, ownerId: null },
      payment,
    });
    queue.pending.push({ id, event, at, body });
    void this.#pump(queue);
  }

  async redeliver(eventId: string): Promise<void> {
    for (const queue of this.#queues.values()) {
      const event = [...queue.sent, ...queue.pending].find((candidate) => candidate.id === eventId);
      if (event) return void (await this.#attempt(queue, event));
    }
    throw new Error(`No event ${eventId} to deliver again.`);
  }

  reactivate(clientId: string): void {
    const queue = this.#queues.get(clientId);
    if (!queue) throw new Error(`${clientId} has no webhook at Asaas.`);
    queue.config.interrupted = false;
    queue.failures = 0;
    void this.#pump(queue);
  }

  queues(): readonly WebhookQueue[] {
    return [...this.#queues.values()].map((queue) => ({
      clientId: queue.clientId,
      url: queue.config.url,
      failures: queue.failures,
      interrupted: queue.config.interrupted,
      pending: [...queue.pending],
      deliveries: [...queue.deliveries],
    }));
  }

  snapshot(): AsaasSnapshot["webhooks"] {
    return structuredClone(
      [...this.#queues.values()].map(({ clientId, config, pending, failures }) => ({
        ...{ clientId, config, pending, failures },
      })),
    );
  }

  stop(): void {
    this.#stopped = true;
    for (const queue of this.#queues.values()) queue.cancelRetry?.();
  }

  async #pump(queue: Queue): Promise<void> {
    if (queue.busy) return;
    queue.busy = true;
    queue.cancelRetry?.();
    while (queue.pending[0] && this.#internet && !queue.config.interrupted && !this.#stopped) {
      if (await this.#attempt(queue, queue.pending[0])) {
        queue.failures = 0;
        queue.sent.push(queue.pending.shift()!);
        continue;
      }
      queue.failures++;
      const pause = pausesMs[queue.failures - 1];
      if (pause === undefined) queue.config.interrupted = true;
      else if (!this.#stopped) queue.cancelRetry = this.#clock.after(pause, () => void this.#pump(queue));
      break;
    }
    queue.busy = false;
  }

  /** True when the restaurant took it. */
  async #attempt(queue: Queue, event: WebhookEvent): Promise<boolean> {
    if (!this.#internet) return false;
    const reply = await postPublic(this.#internet, this.#clock, {
      url: queue.config.url,
      headers: {
        "content-type": "application/json",
        "user-agent": "Java/1.8.0_282",
        "asaas-access-token": queue.config.authToken,
      },
      body: event.body,
      budgetMs,
    });
    queue.deliveries.push({
      eventId: event.id,
      event: event.event,
      at: this.#clock.now(),
      httpStatus: reply.ok ? reply.status : undefined,
      error: reply.ok ? undefined : reply.reason,
      viaRegion: reply.region,
    });
    if (queue.deliveries.length > deliveriesKept) queue.deliveries.shift();
    return reply.ok && reply.status === 200;
  }
}
