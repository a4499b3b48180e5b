/** The adapters of tables, through the SDK against an engine that keeps DynamoDB's rules. */
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { openConversations } from "../../../handlers/adapters/conversations.ts";
import { openCustomers } from "../../../handlers/adapters/customers.ts";
import { openReceipts } from "../../../handlers/adapters/receipts.ts";
import { openTenants } from "../../../handlers/adapters/tenants.ts";
import { newConversation } from "../../../handlers/conversation/record.ts";
import { type TableName, type TableShape, tables } from "../../../handlers/shared/tables.ts";
import { type Fixture, startTables } from "../../twin/region/dynamodb/tables.ts";
import { clientId, tenantRow, testClock, testLog } from "../support/fakes.ts";

function declared(name: TableName) {
  const { hashKey, rangeKey }: TableShape = tables[name];
  return {
    name: `test-${name}`,
    billingMode: "PAY_PER_REQUEST",
    hashKey,
    rangeKey,
    attributes: [hashKey, ...(rangeKey ? [rangeKey] : [])].map((attribute) => ({
      name: attribute,
      type: "S",
    })),
  };
}

async function messageOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "",
    (error: Error) => error.message,
  );
}

describe("The tables", () => {
  let fixture: Fixture;
  before(async () => {
    const names = ["ConversationTable", "CustomerTable", "IdempotencyTable", "TenantConfigTable"] as const;
    fixture = await startTables(undefined, names.map(declared));
  });
  after(() => fixture.stop());

  const find = async (name: TableName, key: Record<string, string>) => {
    const { Item } = await fixture.documents.send(new GetCommand({ TableName: `test-${name}`, Key: key }));
    return Item;
  };

  it("keep a conversation as it was saved, with its index, its region and an end", async () => {
    const { clock } = testClock("2026-11-24T13:00:00.000Z");
    const conversations = openConversations(fixture.documents, "test-ConversationTable", "us-east-1", clock);
    const fresh = newConversation(clientId, "conv_1", "+5511987654321");
    const saved = await conversations.save({
      ...fresh,
      outgoing: [{ text: "oi" }],
      openTurn: {
        messageSids: ["SM1"],
        text: "uma pizza",
        receivedAt: "2026-11-24T13:00:00.000Z",
        rounds: [
          {
            role: "assistant",
            content: [
              { reasoningContent: { text: "hm" } },
              { toolUse: { toolUseId: "1", name: "get_menu", input: {} } },
            ],
          },
        ],
      },
    });
    expect(saved.revision).to.equal(1);
    expect(await conversations.find(clientId, "conv_1")).to.deep.equal({ ok: true, conversation: saved });
    expect(await find("ConversationTable", { clientId, conversationId: "conv_1" })).to.include({
      tenantPhone: `${clientId}#+5511987654321`,
      lastUpdated: "2026-11-24T13:00:00.000Z",
      region: "us-east-1",
      ttl: Date.parse("2026-12-24T13:00:00.000Z") / 1000,
    });
    expect(await conversations.find("client_outro", "conv_1")).to.deep.equal({ ok: true });
  });

  it("refuse a conversation that somebody else has written since", async () => {
    const conversations = openConversations(
      fixture.documents,
      "test-ConversationTable",
      "us-east-1",
      testClock().clock,
    );
    const fresh = newConversation(clientId, "conv_2", "+5511987654321");
    const first = await conversations.save(fresh);
    expect(await messageOf(conversations.save(fresh)))
      .to.include("conv_2")
      .and.to.include("revision 0");
    await conversations.save(first);
    expect(await messageOf(conversations.save(first))).to.include("revision 1");
  });

  it("name the row and the field of a malformed conversation, and discard it when told", async () => {
    await fixture.documents.send(
      new PutCommand({
        TableName: "test-ConversationTable",
        Item: { clientId, conversationId: "conv_3", history: "?" },
      }),
    );
    const conversations = openConversations(
      fixture.documents,
      "test-ConversationTable",
      "us-east-1",
      testClock().clock,
    );
    const found = await conversations.find(clientId, "conv_3");
    expect(!found.ok && found.problem)
      .to.include(`${clientId} conv_3`)
      .and.to.include("history");
    expect(!found.ok && found.row).to.include({ history: "?" });
    await conversations.discard(clientId, "conv_3");
    expect(await conversations.find(clientId, "conv_3")).to.deep.equal({ ok: true });
  });

  it("note what becomes known of a customer, take it away again, and bring back nobody who was erased", async () => {
    const customers = openCustomers(
      fixture.documents,
      "test-CustomerTable",
      testClock().clock,
      testLog().log,
    );
    const customerId = "cust_noted";
    await customers.greet(clientId, { customerId, phone: "BR.123abc", name: "Ana" });
    const consent = { version: "1", at: "2026-11-24T13:00:00.000Z" };
    await customers.note(clientId, customerId, { consent, marketingOptOutAt: consent.at });
    await customers.note(clientId, customerId, { marketingOptOutAt: null });
    expect(await customers.find(clientId, customerId)).to.deep.equal({
      ...{ clientId, customerId, whatsAppUserId: "BR.123abc", name: "Ana", consent },
      createdAt: "2026-11-24T13:00:00.000Z",
    });
    await customers.erase(clientId, customerId);
    await customers.note(clientId, customerId, { consent });
    expect(await customers.find(clientId, customerId)).to.equal(undefined);
  });

  it("hold up nobody whose row cannot be read, and say so", async () => {
    const { log, entries } = testLog();
    const customers = openCustomers(fixture.documents, "test-CustomerTable", testClock().clock, log);
    const Item = { clientId, customerId: "cust_bad", name: 7, createdAt: "2026-11-24" };
    await fixture.documents.send(new PutCommand({ TableName: "test-CustomerTable", Item }));
    const someone = { customerId: "cust_bad", phone: "+5511987654321", name: "Maria" };
    expect(await customers.greet(clientId, someone)).to.equal(undefined);
    expect(entries.at(-1)).to.include({ level: "error" });
    expect(JSON.stringify(entries.at(-1)?.data)).to.contain("name: ");
    expect(await find("CustomerTable", { clientId, customerId: "cust_bad" })).to.deep.equal(Item);
  });

  it("keep the first that is known of a customer", async () => {
    const customers = openCustomers(
      fixture.documents,
      "test-CustomerTable",
      testClock().clock,
      testLog().log,
    );
    const customer = { customerId: "cust_1", phone: "+5511987654321", name: "Maria" };
    await customers.greet(clientId, customer);
    await customers.greet(clientId, { ...customer, name: "Outra" });
    expect(await find("CustomerTable", { clientId, customerId: "cust_1" })).to.deep.equal({
      clientId,
      ...customer,
      tenantPhone: `${clientId}#+5511987654321`,
      createdAt: "2026-11-24T13:00:00.000Z",
    });
  });

  it("take a receipt once, and let it end after a week", async () => {
    const receipts = openReceipts(fixture.documents, "test-IdempotencyTable", testClock().clock);
    expect(await receipts.has("twilio#a#SM1")).to.equal(false);
    const writes = await Promise.all(Array.from({ length: 5 }, () => receipts.write("twilio#a#SM1")));
    expect(writes.filter(Boolean)).to.have.length(1);
    expect(await receipts.has("twilio#a#SM1")).to.equal(true);
    expect(await find("IdempotencyTable", { id: "twilio#a#SM1" })).to.deep.equal({
      id: "twilio#a#SM1",
      at: "2026-11-24T13:00:00.000Z",
      ttl: Date.parse("2026-12-01T13:00:00.000Z") / 1000,
    });
  });

  it("give a tenant's document without the row's index attributes", async () => {
    await fixture.documents.send(
      new PutCommand({
        TableName: "test-TenantConfigTable",
        Item: { ...tenantRow(), whatsAppNumber: "+551140000001" },
      }),
    );
    const tenants = openTenants(fixture.documents, "test-TenantConfigTable", testClock().clock);
    expect((await tenants.find(clientId))?.name).to.equal("Restaurante Teste");
    expect(await tenants.find("client_outro")).to.equal(undefined);
  });
});
