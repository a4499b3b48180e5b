import { expect } from "chai";
import type { QueueMessage } from "../../../handlers/adapters/queues.ts";
import { producerHandler } from "../../../handlers/pos/produce.ts";
import { type OutboxStore, type RelayParts, relayAll, relayOrder } from "../../../handlers/pos/relay.ts";
import { PosMessage } from "../../../handlers/shared/messages.ts";
import { type OutboxEntry, outboxKey } from "../../../handlers/shared/outbox.ts";
import { type LoggedLine, listeningLog, pizzeria, placeOrder, settled, world } from "../order/support.ts";

const { clientId } = pizzeria;

class MemoryOutboxes implements OutboxStore {
  readonly orders = new Map<
    string,
    { clientId: string; entries: readonly OutboxEntry[]; malformed: string[] }
  >();
  async read(tenant: string, orderId: string) {
    const order = this.orders.get(orderId);
    return order?.clientId === tenant ? { ...order } : undefined;
  }
  async clear(_: string, orderId: string, relayed: ReadonlySet<string>) {
    const order = this.orders.get(orderId)!;
    order.entries = order.entries.filter((entry) => !relayed.has(outboxKey(entry)));
  }
  async pending(tenant: string) {
    return [...this.orders].filter(([, o]) => o.clientId === tenant && o.entries.length).map(([id]) => id);
  }
}

/** What OrderService leaves in the outbox of an order that was placed and paid. */
async function paidOrder(): Promise<{ orderId: string; entries: readonly OutboxEntry[] }> {
  const the = world();
  const orderId = await placeOrder(the);
  await the.ask(settled(orderId));
  return { orderId, entries: the.store.orders.get(orderId)!.outbox };
}

describe("relaying an order's outbox", () => {
  let store: MemoryOutboxes;
  let sent: { region: string; message: QueueMessage }[];
  let broken: Set<string>;
  let lines: LoggedLine[];
  let counted: number;
  let parts: RelayParts;
  let orderId: string;
  let tier: "pool" | "silo";
  beforeEach(async () => {
    tier = "pool";
    store = new MemoryOutboxes();
    [sent, broken, lines, counted] = [[], new Set(), [], 0];
    const order = await paidOrder();
    orderId = order.orderId;
    store.orders.set(orderId, { clientId, entries: order.entries, malformed: [] });
    parts = {
      store,
      queues: {
        async send(region, message) {
          if (broken.has(message.queue)) throw new Error("QueueDoesNotExist");
          sent.push({ region, message });
        },
      },
      active: { current: async () => "us-east-1" },
      activeTenants: async () => ["client_tempero_da_bahia", clientId],
      tenants: { find: async () => ({ ...pizzeria, tier }) },
      region: "us-east-1",
      inboxQueue: "chatbot-inbox.fifo",
      metrics: {
        count(_, times = 1) {
          counted += times;
        },
      },
      log: listeningLog(lines),
    };
  });

  it("tells customers of tier silo by the inbox that is the tenant's own", async () => {
    const inboxes = () =>
      new Set(sent.map(({ message }) => message.queue).filter((queue) => queue.startsWith("chatbot-inbox")));
    tier = "silo";
    await relayOrder(parts, clientId, orderId);
    expect([...inboxes()]).to.deep.equal(["chatbot-inbox-client_bella_napoli.fifo"]);
  });

  it("sends the order to its store's queue, in the store's group, once for each version", async () => {
    expect(await relayOrder(parts, clientId, orderId)).to.deep.equal({ relayed: 3, left: 0 });
    const toStore = sent.filter(({ message }) => message.queue === "client_bella_napoli_store_centro.fifo");
    expect(toStore).to.have.lengthOf(1);
    const [{ region, message }] = toStore as [(typeof sent)[number]];
    const order = PosMessage.parse(message.body);
    expect(region).to.equal("us-east-1");
    expect(message).to.include({ group: "store_centro", deduplicationId: `${orderId}#${order.version}` });
    expect(order).to.deep.include({ orderId, clientId, storeId: "store_centro", totalCentavos: 12_330 });
  });

  it("sends the notices to the conversation's group, in the order in which things happened", async () => {
    await relayOrder(parts, clientId, orderId);
    const notices = sent
      .filter(({ message }) => message.queue === "chatbot-inbox.fifo")
      .map((s) => s.message);
    expect(notices.map(({ group }) => group)).to.deep.equal(["conv_ana", "conv_ana"]);
    expect(notices.map(({ deduplicationId }) => deduplicationId.replace(/^.*#/, ""))).to.deep.equal([
      "payment_requested",
      "payment_confirmed",
    ]);
  });

  it("sends nothing the second time", async () => {
    await relayOrder(parts, clientId, orderId);
    sent.length = 0;
    expect(await relayOrder(parts, clientId, orderId)).to.deep.equal({ relayed: 0, left: 0 });
    expect(sent).to.deep.equal([]);
    expect(counted).to.equal(3);
  });

  it("keeps what a queue did not take and clears the rest", async () => {
    broken.add("client_bella_napoli_store_centro.fifo");
    expect(await relayOrder(parts, clientId, orderId)).to.deep.equal({ relayed: 2, left: 1 });
    expect(store.orders.get(orderId)!.entries.map(({ to }) => to)).to.deep.equal(["pos"]);
    broken.clear();
    expect(await relayOrder(parts, clientId, orderId)).to.deep.equal({ relayed: 1, left: 0 });
  });

  it("does not let a notice overtake one that its queue did not take", async () => {
    let calls = 0;
    const queues = { send: async () => Promise.reject(new Error(`no ${calls++}`)) };
    expect(await relayOrder({ ...parts, queues }, clientId, orderId)).to.deep.equal({ relayed: 0, left: 3 });
    expect(calls, "one try for each queue").to.equal(2);
  });

  it("relays nothing of another tenant's order", async () => {
    await relayOrder(parts, "client_tempero_da_bahia", orderId);
    expect(sent).to.deep.equal([]);
  });

  it("sweeps every tenant in the active region", async () => {
    expect(await relayAll(parts)).to.deep.equal({ relayed: 3, left: 0 });
  });

  it("sweeps nothing in the passive region", async () => {
    const passive = { ...parts, region: "sa-east-1" };
    expect(await relayAll(passive)).to.deep.equal({ relayed: 0, left: 0 });
    expect(sent).to.deep.equal([]);
  });

  it("adopts after a failover what the other region wrote and did not send", async () => {
    const adopting = { ...parts, region: "sa-east-1", active: { current: async () => "sa-east-1" } };
    expect((await relayAll(adopting)).relayed).to.equal(3);
    expect(new Set(sent.map(({ region }) => region))).to.deep.equal(new Set(["sa-east-1"]));
  });

  it("goes on to the next order when one cannot be read", async () => {
    store.orders.set("ord_broken", { clientId, entries: store.orders.get(orderId)!.entries, malformed: [] });
    const { read } = store;
    store.read = (tenant, id) =>
      id === "ord_broken" ? Promise.reject(new Error("away")) : read.call(store, tenant, id);
    expect(await relayAll(parts)).to.deep.equal({ relayed: 3, left: 1 });
    expect(lines.some(({ level, data }) => level === "error" && data?.orderId === "ord_broken")).to.equal(
      true,
    );
  });

  describe("as SQSProducer", () => {
    const invocation = { awsRequestId: "req-1", getRemainingTimeInMillis: () => 30_000 };
    const handler = () =>
      producerHandler({ ...parts, metrics: { ...parts.metrics, time: () => {}, flush: () => {} } });
    const failing = async (event: unknown) =>
      handler()(event, invocation).then(
        () => expect.fail("it must throw"),
        (error: Error) => error.message,
      );

    it("relays one order, or sweeps", async () => {
      const event = { action: "relay_order", clientId, orderId };
      expect((await handler()(event, invocation)).relayed).to.equal(3);
      expect((await handler()({ action: "relay_outbox" }, invocation)).relayed).to.equal(0);
    });

    it("fails while something is left, so that Lambda tries again", async () => {
      broken.add("chatbot-inbox.fifo");
      expect(await failing({ action: "relay_order", clientId, orderId })).to.contain("2 entries");
    });

    it("fails on an event that names no order", async () => {
      expect(await failing({ action: "relay_order" })).to.contain("needs a clientId and an orderId");
    });
  });
});
