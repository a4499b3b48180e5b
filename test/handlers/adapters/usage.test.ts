/** What tenants use up, against an engine that keeps DynamoDB's rules. */
import { expect } from "chai";
import { openUsage } from "../../../handlers/adapters/usage.ts";
import { type Fixture, startTables } from "../../twin/region/dynamodb/tables.ts";
import { testClock } from "../support/fakes.ts";

const table = "test-IdempotencyTable";

describe("What a tenant uses up", () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await startTables(undefined, [
      {
        name: table,
        billingMode: "PAY_PER_REQUEST",
        hashKey: "id",
        attributes: [{ name: "id", type: "S" }],
      },
    ]);
  });
  afterEach(() => fixture.stop());

  it("is as many messages a minute as its bucket holds, even when they are taken at once", async () => {
    const { clock, advance } = testClock();
    const usage = openUsage(fixture.documents, table, clock);
    const take = (times: number) =>
      Promise.all(Array.from({ length: times }, () => usage.takeMessage("client_a", 6)));
    const taken = async (times: number) => (await take(times)).filter(Boolean).length;
    expect(await taken(10)).to.equal(6);
    expect(await taken(1)).to.equal(0);
    expect(await usage.takeMessage("client_b", 6), "another tenant's bucket is full").to.equal(true);
    advance(10_000);
    expect(await taken(3), "one more every ten seconds").to.equal(1);
    advance(10 * 60_000);
    expect(await taken(10), "never more than a minute's").to.equal(6);
  });

  it("is the day's tokens, by São Paulo's calendar", async () => {
    const { clock, advance } = testClock("2026-11-25T02:30:00.000Z");
    const usage = openUsage(fixture.documents, table, clock);
    expect(await usage.reserveTokens("client_a", 4_000, 10_000)).to.equal(true);
    await usage.addTokens("client_a", 7_000);
    expect(await usage.reserveTokens("client_a", 4_000, 10_000)).to.equal(false);
    await usage.addTokens("client_a", -2_000);
    expect(await usage.reserveTokens("client_a", 4_000, 10_000)).to.equal(true);
    expect(await usage.reserveTokens("client_b", 4_000, 10_000)).to.equal(true);
    advance(20 * 60_000);
    expect(await usage.reserveTokens("client_a", 4_000, 10_000), "23:50 there").to.equal(false);
    advance(20 * 60_000);
    expect(await usage.reserveTokens("client_a", 4_000, 10_000), "past midnight there").to.equal(true);
  });
});
