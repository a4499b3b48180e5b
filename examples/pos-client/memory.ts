/**
 * What the client has received, in a file: after a crash, a second delivery, or the other region's copy of the same order,
 * it still knows. A real point of sale would use its own database; what matters is that an order is written down before its
 * message is deleted.
 */
import { readFileSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import * as z from "zod";
import type { Order } from "./order.ts";

const Memory = z.record(
  z.string(),
  z.object({
    version: z.int(),
    /** ISO 8601. */
    receivedAt: z.string(),
    /** An acceptance that the ordering system has not confirmed yet. */
    owesAcceptance: z.boolean(),
  }),
);
type Memory = z.infer<typeof Memory>;

/** Longer than any queue keeps a message. */
const keepMs = 30 * 24 * 60 * 60 * 1000;

export class OrderMemory {
  readonly #file: string;
  readonly #now: () => Date;
  #orders: Memory;
  #writing: Promise<void> = Promise.resolve();

  /** @throws a sentence when the file is there and is none of this client's. */
  constructor(file: string, now: () => Date = () => new Date()) {
    this.#file = file;
    this.#now = now;
    this.#orders = load(file);
  }

  /** The same version, or a newer one, was received before. */
  knows({ orderId, version }: Order): boolean {
    return (this.#orders[orderId]?.version ?? Number.NEGATIVE_INFINITY) >= version;
  }

  isNew({ orderId }: Order): boolean {
    return this.#orders[orderId] === undefined;
  }

  /** On the disk when it resolves. */
  remember({ orderId, version }: Order, owesAcceptance: boolean): Promise<void> {
    this.#orders[orderId] = { version, receivedAt: this.#now().toISOString(), owesAcceptance };
    return this.#write();
  }

  accepted(orderId: string): Promise<void> {
    const order = this.#orders[orderId];
    if (order) this.#orders[orderId] = { ...order, owesAcceptance: false };
    return this.#write();
  }

  owed(): string[] {
    return Object.entries(this.#orders).flatMap(([orderId, { owesAcceptance }]) =>
      owesAcceptance ? [orderId] : [],
    );
  }

  /** One after the other; a whole new file takes the old one's place, so that a crash leaves one of them. */
  #write(): Promise<void> {
    this.#writing = this.#writing
      .catch(() => {})
      .then(async () => {
        const oldest = this.#now().getTime() - keepMs;
        this.#orders = Object.fromEntries(
          Object.entries(this.#orders).filter(([, { receivedAt }]) => Date.parse(receivedAt) > oldest),
        );
        const file = await open(`${this.#file}.new`, "w");
        try {
          await file.writeFile(`${JSON.stringify(this.#orders, null, 2)}\n`);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(`${this.#file}.new`, this.#file);
      });
    return this.#writing;
  }
}

function load(file: string): Memory {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
  try {
    return Memory.parse(JSON.parse(text));
  } catch {
    throw new Error(
      `${file} is no memory of this client's: put it aside, and orders that still come are new.`,
    );
  }
}
