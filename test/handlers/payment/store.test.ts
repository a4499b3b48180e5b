import { DeleteCommand, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { cancelCharge } from "../../../handlers/payment/cancelling.ts";
import { createCharge } from "../../../handlers/payment/charging.ts";
import { applyEvent } from "../../../handlers/payment/settling.ts";
import { openPaymentStore, toItem } from "../../../handlers/payment/store.ts";
import { type LocalTables, localTables } from "../order/dynamodb.ts";
import { clientId, createRequest, type PaymentWorld, paymentWorld } from "./support.ts";

describe("the table of charges, through the real SDK", () => {
  let local: LocalTables;
  let the: PaymentWorld;
  let store: ReturnType<typeof openPaymentStore>;
  before(async () => {
    local = await localTables("PaymentRecordsTable");
  });
  after(() => local.stop());
  beforeEach(() => {
    the = paymentWorld();
    store = openPaymentStore(local.documents, "PaymentRecordsTable", the.ports.log);
    Object.assign(the.ports, { store });
  });
  const create = (orderId: string) => createCharge(the.ports, { ...createRequest, orderId });
  const pending = async () => {
    const { Items = [] } = await local.documents.send(
      new QueryCommand({
        TableName: "PaymentRecordsTable",
        IndexName: "PendingIndex",
        KeyConditionExpression: "pendingTenant = :clientId",
        ExpressionAttributeValues: { ":clientId": clientId },
      }),
    );
    return Items.map(({ orderId }) => orderId);
  };

  it("finds a charge by its order and by Asaas's id, for its tenant alone", async () => {
    await create("ord_find");
    const record = (await store.find(clientId, "chg_ord_find"))!;
    expect(record).to.include({ status: "pending", orderId: "ord_find" });
    expect(await store.findByProviderId(clientId, record.providerPaymentId!)).to.deep.equal(record);
    expect(await store.find("client_tempero_da_bahia", "chg_ord_find")).to.equal(undefined);
    expect(await store.findByProviderId("client_tempero_da_bahia", record.providerPaymentId!)).to.equal(
      undefined,
    );
  });

  it("lists the others beside one that cannot be read, and says which that is", async () => {
    await create("ord_beside");
    const item = toItem((await store.find(clientId, "chg_ord_beside"))!);
    const Item = { ...item, paymentId: "chg_bad", amountCentavos: "much" };
    await local.documents.send(new PutCommand({ TableName: "PaymentRecordsTable", Item }));
    const listed = (await store.open(clientId)).map(({ paymentId }) => paymentId);
    expect(listed).to.include("chg_ord_beside").and.not.include("chg_bad");
    expect(the.lines.at(-1)).to.deep.include({ level: "error" });
    expect(the.lines.at(-1)?.data?.problem).to.contain("chg_bad").and.contain("amountCentavos");
    await local.documents.send(
      new DeleteCommand({ TableName: "PaymentRecordsTable", Key: { paymentId: "chg_bad" } }),
    );
  });

  it("lets the first of two writers of one revision win", async () => {
    await create("ord_race");
    const record = (await store.find(clientId, "chg_ord_race"))!;
    const written = await Promise.all([store.put(record), store.put(record)]);
    expect(written.filter(Boolean)).to.have.lengthOf(1);
    expect(await store.put({ ...record, revision: 0 })).to.equal(undefined);
  });

  it("lists charges that are neither settled nor withdrawn", async () => {
    for (const orderId of ["ord_open", "ord_paid", "ord_gone"]) await create(orderId);
    const { providerPaymentId } = (await store.find(clientId, "chg_ord_paid"))!;
    await applyEvent(the.ports, {
      v: 1,
      clientId,
      orderId: "ord_paid",
      eventId: "evt_1",
      event: "PAYMENT_RECEIVED",
      providerPaymentId: providerPaymentId!,
      amountCentavos: createRequest.amountCentavos,
      receivedAt: "2026-11-24T23:05:00.000Z",
    });
    await cancelCharge(the.ports, { action: "cancel_charge", clientId, orderId: "ord_gone" });
    expect(await pending())
      .to.include("ord_open")
      .and.not.include.oneOf(["ord_paid", "ord_gone"]);
  });
});
