import { GetCommand, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { openTenantList } from "../../../handlers/adapters/tenant-list.ts";
import { openTurns } from "../../../handlers/adapters/turns.ts";
import { expireOrders } from "../../../handlers/order/closing.ts";
import type { OrderStore } from "../../../handlers/order/ports.ts";
import { emptyCart, type OrderRecord } from "../../../handlers/order/record.ts";
import { openOrderStore } from "../../../handlers/order/store.ts";
import { openOutboxStore } from "../../../handlers/pos/outbox-store.ts";
import { outboxKey } from "../../../handlers/shared/outbox.ts";
import { type LocalTables, localTables } from "./dynamodb.ts";
import {
  inChat,
  orderOf,
  pizzeria,
  placeOrder,
  settled,
  tuesdayEvening,
  type World,
  world,
} from "./support.ts";

const { clientId } = pizzeria;

describe("the table of orders, through the real SDK", () => {
  let local: LocalTables;
  let store: OrderStore;
  let the: World;
  before(async () => {
    local = await localTables("WhatsAppBotOrders", "TenantConfigTable", "IdempotencyTable");
  });
  after(() => local.stop());
  beforeEach(() => {
    store = openOrderStore(local.documents, "WhatsAppBotOrders");
    the = world();
    Object.assign(the.ports, { store });
  });
  const key = () => ({ clientId, storeId: "store_centro", conversationId: `conv_${Math.random()}` });
  const stamp = { at: tuesdayEvening.toISOString(), region: "us-east-1", epoch: 1 };
  const raw = async (orderId: string) =>
    (await local.documents.send(new GetCommand({ TableName: "WhatsAppBotOrders", Key: { orderId } }))).Item!;
  const index = async (IndexName: string, attribute: string, value: string) => {
    const { Items = [] } = await local.documents.send(
      new QueryCommand({
        TableName: "WhatsAppBotOrders",
        IndexName,
        KeyConditionExpression: "#key = :value",
        ExpressionAttributeNames: { "#key": attribute },
        ExpressionAttributeValues: { ":value": value },
      }),
    );
    return Items.map((item) => item.orderId);
  };

  it("lets the first of two writers of one version win", async () => {
    const cart = emptyCart("ord_1", key(), stamp);
    const [one, two] = await Promise.all([store.put(cart), store.put(cart)]);
    expect([one, two].filter(Boolean)).to.have.lengthOf(1);
    const stored = (one ?? two) as OrderRecord;
    expect(await store.put({ ...stored, version: 1 })).to.include({ revision: 2 });
    expect(await store.put({ ...stored, version: 1 })).to.equal(undefined);
  });

  it("drops a conversation's pointer only from where it was seen", async () => {
    const { conversationId } = key();
    const at = (currentOrderId: string) => ({ currentOrderId });
    await store.movePointer(clientId, conversationId, undefined, at("ord_a"));
    expect(await store.dropPointer(clientId, conversationId, at("ord_b"))).to.equal(false);
    expect(await store.dropPointer(clientId, conversationId, at("ord_a"))).to.equal(true);
    expect(await store.pointer(clientId, conversationId)).to.equal(undefined);
  });

  it("moves a conversation's pointer only from where it was seen", async () => {
    const { conversationId } = key();
    const move = (from: string | undefined, to: string) =>
      store.movePointer(clientId, conversationId, from ? { currentOrderId: from } : undefined, {
        currentOrderId: to,
        previousOrderId: from,
        served: from ? [{ requestId: "SM1#1", orderId: from }] : undefined,
      });
    expect(await move(undefined, "ord_a")).to.equal(true);
    expect(await move(undefined, "ord_b")).to.equal(false);
    expect(await move("ord_a", "ord_c")).to.equal(true);
    expect(await move("ord_a", "ord_d")).to.equal(false);
    expect(await store.pointer(clientId, conversationId)).to.deep.equal({
      currentOrderId: "ord_c",
      previousOrderId: "ord_a",
      served: [{ requestId: "SM1#1", orderId: "ord_a" }],
    });
    expect(await store.pointer("client_tempero_da_bahia", conversationId)).to.equal(undefined);
  });

  it("gives no order to another tenant", async () => {
    await store.put(emptyCart("ord_private", key(), stamp));
    expect(await store.order(clientId, "ord_private")).to.include({ orderId: "ord_private" });
    expect(await store.order("client_tempero_da_bahia", "ord_private")).to.equal(undefined);
  });

  it("carries an order from basket to kitchen as it was written", async () => {
    const orderId = await placeOrder(the);
    expect(orderOf(await the.ask(settled(orderId))).status).to.equal("confirmed");
    const order = (await store.order(clientId, orderId))!;
    expect(order.timeline.map(({ to }) => to)).to.deep.equal(["awaiting_payment", "confirmed"]);
    expect(order.outbox.map(outboxKey)).to.deep.equal([
      `${orderId}#4#payment_requested`.replace("#4", `#${order.version - 1}`),
      `${orderId}#${order.version}`,
      `${orderId}#${order.version}#payment_confirmed`,
    ]);
  });

  it("forgets baskets after a week and keeps placed orders", async () => {
    const conversation = key().conversationId;
    await the.ask({
      ...inChat(),
      conversationId: conversation,
      action: "add_item",
      itemId: "tiramisu",
      quantity: 1,
    });
    const { currentOrderId } = (await store.pointer(clientId, conversation))!;
    expect((await raw(currentOrderId)).ttl).to.equal(tuesdayEvening.getTime() / 1000 + 7 * 24 * 3600);
    const placed = await raw(await placeOrder(the));
    expect(placed.ttl).to.equal(undefined);
    expect(placed).to.include({
      tenantStore: "client_bella_napoli#store_centro",
      statusCreatedAt: "awaiting_payment#2026-11-24T23:00:00.000Z",
      tenantPhone: "client_bella_napoli#+5511987654321",
    });
  });

  it("lists an order for expiry from its placing until it is closed, under its tenant alone", async () => {
    const orderId = await placeOrder(the);
    expect(await index("ExpiryIndex", "expiryTenant", clientId)).to.include(orderId);
    expect(await store.expired(clientId, "2026-11-24T23:29:59.999Z")).to.not.include(orderId);
    expect(await store.expired("client_tempero_da_bahia", "2027-01-01T00:00:00.000Z")).to.deep.equal([]);
    the.now = new Date("2026-11-24T23:30:00Z");
    await expireOrders(the.ports);
    expect(await index("ExpiryIndex", "expiryTenant", clientId)).to.not.include(orderId);
  });

  it("lists an order in the outbox index until all is relayed, and clearing never brings an entry back", async () => {
    const outboxes = openOutboxStore(local.documents, "WhatsAppBotOrders");
    const orderId = await placeOrder(the);
    expect(await outboxes.pending(clientId)).to.include(orderId);
    const { entries, stored } = (await outboxes.read(clientId, orderId))!;
    const [requested] = entries;
    const seen = (await store.order(clientId, orderId))!;

    await the.ask(settled(orderId));
    await outboxes.clear(clientId, orderId, new Set([outboxKey(requested!)]), stored);
    const left = (await outboxes.read(clientId, orderId))!.entries;
    expect(left.map(({ to }) => to)).to.deep.equal(["pos", "customer"]);
    expect(await outboxes.pending(clientId)).to.include(orderId);
    expect(await store.put(seen), "a writer that read before the clearing").to.equal(undefined);

    await outboxes.clear(clientId, orderId, new Set(left.map(outboxKey)));
    expect(await outboxes.pending(clientId)).to.not.include(orderId);
    expect((await store.order(clientId, orderId))!.outbox).to.deep.equal([]);
    expect(await outboxes.read("client_tempero_da_bahia", orderId)).to.equal(undefined);
  });

  it("keeps an outbox entry that does not parse, and says what is wrong with it", async () => {
    const outboxes = openOutboxStore(local.documents, "WhatsAppBotOrders");
    const Item = { orderId: "ord_odd", clientId, revision: 1, outbox: [{ to: "moon" }] };
    await local.documents.send(new PutCommand({ TableName: "WhatsAppBotOrders", Item }));
    const outbox = (await outboxes.read(clientId, "ord_odd"))!;
    expect(outbox.entries).to.deep.equal([]);
    expect(outbox.malformed).to.have.lengthOf(1);
    await outboxes.clear(clientId, "ord_odd", new Set(["anything"]));
    expect((await raw("ord_odd")).outbox).to.have.lengthOf(1);
  });

  it("lists the active tenants only", async () => {
    for (const [id, active] of [
      ["client_b", true],
      ["client_a", true],
      ["client_closed", false],
    ])
      await local.documents.send(
        new PutCommand({ TableName: "TenantConfigTable", Item: { clientId: id, active } }),
      );
    const list = openTenantList(local.documents, "TenantConfigTable");
    expect(await list()).to.deep.equal(["client_a", "client_b"]);
  });

  it("hands the turn to one of two that take it", async () => {
    const turns = openTurns(local.documents, "IdempotencyTable");
    expect(await turns.read()).to.equal(undefined);
    const first = { epoch: 1, region: "us-east-1" };
    expect(await turns.replace(undefined, first)).to.equal(true);
    expect(await turns.replace(undefined, first)).to.equal(false);
    const next = { epoch: 2, region: "sa-east-1" };
    const taken = await Promise.all([turns.replace(first, next), turns.replace(first, next)]);
    expect(taken).to.have.members([true, false]);
    expect(await turns.read()).to.deep.equal(next);
  });
});
