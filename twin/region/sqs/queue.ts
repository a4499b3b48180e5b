/** One queue's messages: which are ready, which hide until when, and, in a FIFO queue, which groups are locked. */
import type { Clock } from "../../clock.ts";
import type { Message } from "./message.ts";
import type { QueueSettings } from "./settings.ts";

interface Group {
  readonly messages: Set<Message>;
  inFlight: number;
}

export class Queue {
  settings: QueueSettings;
  readonly createdAt: number;
  modifiedAt: number;
  lastPurgeAt = Number.NEGATIVE_INFINITY;
  /** In order of arrival. */
  readonly messages = new Map<string, Message>();
  readonly deduplication = new Map<string, { readonly message: Message; readonly until: number }>();
  readonly #clock: Clock;
  readonly #changed: (queue: Queue) => void;
  readonly #ready = new Set<Message>();
  readonly #hidden = new Set<Message>();
  readonly #groups = new Map<string, Group>();
  #inFlight = 0;
  #alarm: { readonly due: number; readonly cancel: () => void } | undefined;
  #nextExpiry = Number.POSITIVE_INFINITY;

  /** @param changed told after each change of depth or availability. */
  constructor(settings: QueueSettings, clock: Clock, changed: (queue: Queue) => void) {
    this.settings = settings;
    this.#clock = clock;
    this.#changed = changed;
    this.createdAt = clock.now();
    this.modifiedAt = this.createdAt;
  }

  get name(): string {
    return this.settings.name;
  }

  get depth(): { visible: number; inFlight: number; delayed: number } {
    this.refresh();
    return {
      visible: this.#ready.size,
      inFlight: this.#inFlight,
      delayed: this.#hidden.size - this.#inFlight,
    };
  }

  add(message: Message): void {
    this.messages.set(message.id, message);
    if (this.settings.fifo) {
      const group = this.#groups.get(message.groupId!) ?? { messages: new Set(), inFlight: 0 };
      group.messages.add(message);
      this.#groups.set(message.groupId!, group);
      if (message.state === "inFlight") group.inFlight++;
    }
    if (message.state === "inFlight") this.#inFlight++;
    if (message.state === "ready") this.#ready.add(message);
    else this.#hide(message);
    this.#nextExpiry = Math.min(this.#nextExpiry, this.#expiryOf(message));
    this.#changed(this);
  }

  remove(message: Message): void {
    if (!this.messages.delete(message.id)) return;
    this.#leaveFlight(message);
    this.#ready.delete(message);
    this.#hidden.delete(message);
    if (this.settings.fifo) {
      const group = this.#groups.get(message.groupId!);
      group?.messages.delete(message);
      if (group?.messages.size === 0) this.#groups.delete(message.groupId!);
    }
    this.#changed(this);
  }

  /** Hands a ready message out; in a FIFO queue its group is locked and takes its place behind the others. */
  take(message: Message, until: number): void {
    this.#ready.delete(message);
    this.#inFlight++;
    message.state = "inFlight";
    message.hiddenUntil = until;
    const group = this.settings.fifo ? this.#groups.get(message.groupId!) : undefined;
    if (group && group.inFlight++ === 0) {
      this.#groups.delete(message.groupId!);
      this.#groups.set(message.groupId!, group);
    }
    this.#hide(message);
    this.#changed(this);
  }

  /** Moves the end of a message's flight. */
  extend(message: Message, until: number): void {
    message.hiddenUntil = until;
    if (until <= this.#clock.now()) this.#show(message);
    else this.#hide(message);
    this.#changed(this);
  }

  /** What a receive may hand out, best first: whole groups in order, or single messages. */
  *available(): Generator<Message[]> {
    this.refresh();
    if (!this.settings.fifo) {
      for (const message of this.#ready) yield [message];
      return;
    }
    for (const group of [...this.#groups.values()]) {
      const messages = group.inFlight ? [] : readyPrefix(group.messages);
      if (messages.length) yield messages;
    }
  }

  /** How many groups (or, in a standard queue, messages) could be handed out now. */
  get availableCount(): number {
    if (!this.settings.fifo) return this.#ready.size;
    let count = 0;
    for (const { inFlight, messages } of this.#groups.values())
      if (inFlight === 0 && messages.values().next().value?.state === "ready") count++;
    return count;
  }

  clear(): void {
    for (const message of [...this.messages.values()]) this.remove(message);
  }

  /** Brings the queue to the present: what was hidden long enough shows, what is too old is gone. */
  refresh(): void {
    const now = this.#clock.now();
    if (this.#alarm && this.#alarm.due <= now) this.#ring();
    if (this.#nextExpiry > now) return;
    this.#nextExpiry = Number.POSITIVE_INFINITY;
    for (const message of [...this.messages.values()]) {
      const expiry = this.#expiryOf(message);
      if (expiry <= now) this.remove(message);
      else this.#nextExpiry = Math.min(this.#nextExpiry, expiry);
    }
  }

  /** After a change of the retention period. */
  reconsiderExpiry(): void {
    this.#nextExpiry = 0;
    this.refresh();
  }

  stop(): void {
    this.#alarm?.cancel();
    this.#alarm = undefined;
  }

  #expiryOf(message: Message): number {
    return message.sentAt + this.settings.messageRetentionSeconds * 1000;
  }

  #hide(message: Message): void {
    this.#hidden.add(message);
    if (!this.#alarm || message.hiddenUntil < this.#alarm.due) this.#setAlarm(message.hiddenUntil);
  }

  #show(message: Message): void {
    this.#leaveFlight(message);
    this.#hidden.delete(message);
    message.state = "ready";
    this.#ready.add(message);
  }

  #leaveFlight(message: Message): void {
    if (message.state !== "inFlight") return;
    this.#inFlight--;
    const group = this.settings.fifo ? this.#groups.get(message.groupId!) : undefined;
    if (group) group.inFlight--;
  }

  #setAlarm(due: number): void {
    this.#alarm?.cancel();
    const cancel = this.#clock.after(Math.max(0, due - this.#clock.now()), () => this.#ring());
    this.#alarm = { due, cancel };
  }

  #ring(): void {
    this.#alarm?.cancel();
    this.#alarm = undefined;
    const now = this.#clock.now();
    let next = Number.POSITIVE_INFINITY;
    let shown = false;
    for (const message of [...this.#hidden]) {
      if (message.hiddenUntil <= now) {
        this.#show(message);
        shown = true;
      } else next = Math.min(next, message.hiddenUntil);
    }
    if (next < Number.POSITIVE_INFINITY) this.#setAlarm(next);
    if (shown) this.#changed(this);
  }
}

function readyPrefix(messages: ReadonlySet<Message>): Message[] {
  const prefix: Message[] = [];
  for (const message of messages) {
    if (message.state !== "ready" || prefix.length === 10) break;
    prefix.push(message);
  }
  return prefix;
}
