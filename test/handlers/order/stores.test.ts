import { PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { openTenants } from "../../../handlers/adapters/tenants.ts";
import type { TenantReader } from "../../../handlers/order/ports.ts";
import { openStores } from "../../../handlers/order/stores.ts";
import { testClock } from "../support/fakes.ts";
import { type LocalTables, localTables } from "./dynamodb.ts";
import { centro, pizzeria } from "./support.ts";

const { clientId } = pizzeria;
const { storeId } = centro;

describe("what a store sells", () => {
  let local: LocalTables;
  let stores: TenantReader;
  const time = testClock();
  const set = (TableName: string, Key: Record<string, string>, field: string, value: unknown) =>
    local.documents.send(
      new UpdateCommand({
        ...{ TableName, Key },
        UpdateExpression: "SET #field = :value",
        ExpressionAttributeNames: { "#field": field },
        ExpressionAttributeValues: { ":value": value },
      }),
    );

  before(async () => {
    local = await localTables("TenantConfigTable", "OrderConfigTable");
    const tenant = {
      ...pizzeria,
      stores: pizzeria.stores.map(({ orderConfig: _, ...store }) => store),
    };
    await local.documents.send(new PutCommand({ TableName: "TenantConfigTable", Item: tenant }));
    const Item = { clientId, storeId, ...centro.orderConfig };
    await local.documents.send(new PutCommand({ TableName: "OrderConfigTable", Item }));
  });
  after(() => local.stop());
  beforeEach(() => {
    const { documents: tables } = local;
    const tenants = openTenants(tables, "TenantConfigTable", time.clock);
    const activeTenants = async () => [clientId];
    stores = openStores({
      ...{ tables, tenants, activeTenants, clock: time.clock },
      orderConfigTable: "OrderConfigTable",
    });
  });

  const holdMinutes = async () => {
    const store = await stores.store(clientId, storeId);
    return typeof store === "string" ? store : store.orderConfig.holdMinutes;
  };

  it("is read once for a turn's many questions, and again after half a minute", async () => {
    expect(await holdMinutes()).to.equal(30);
    await set("OrderConfigTable", { clientId, storeId }, "holdMinutes", 40);
    time.advance(29_999);
    expect(await holdMinutes()).to.equal(30);
    time.advance(1);
    expect(await holdMinutes()).to.equal(40);
  });

  it("is of no store that the restaurant has not, nor of no restaurant", async () => {
    expect(await stores.store(clientId, "store_lua")).to.equal("unknown_store");
    expect(await stores.store("client_nobody", storeId)).to.equal("unknown_tenant");
  });

  it("says whether the restaurant is suspended", async () => {
    await set("TenantConfigTable", { clientId }, "suspended", true);
    expect(await stores.store(clientId, storeId)).to.include({ suspended: true });
  });

  it("is looked up again after a malformed row, which is named with the place in it", async () => {
    await set("OrderConfigTable", { clientId, storeId }, "holdMinutes", 1);
    const problem = await holdMinutes().catch((error: Error) => error.message);
    expect(problem).to.contain(`row of ${clientId} and ${storeId}`).and.to.contain("holdMinutes");
    await set("OrderConfigTable", { clientId, storeId }, "holdMinutes", 45);
    expect(await holdMinutes()).to.equal(45);
  });
});
