import { expect } from "chai";
import { drainHandler } from "../../../handlers/operations/signal.ts";
import { invocation, testClock, testLog } from "../support/fakes.ts";

function drain(items: Readonly<Record<string, { ttl?: number }>>) {
  const handler = drainHandler({
    find: async (id) => items[id],
    clock: testClock("2026-11-24T13:00:00Z").clock,
    log: testLog().log,
  });
  return (region: string | undefined) =>
    handler(
      {
        httpMethod: "GET",
        path: `/drain/${region}`,
        headers: null,
        pathParameters: { region },
        body: null,
        isBase64Encoded: false,
      },
      invocation(),
    );
}

describe("The drain signal", () => {
  it("is 200 while the region's item exists, else 404", async () => {
    const ask = drain({ "drain#us-east-1": {} });
    expect(await ask("us-east-1")).to.deep.include({ statusCode: 200, body: '{"drained":true}' });
    expect(await ask("sa-east-1")).to.deep.include({ statusCode: 404, body: '{"drained":false}' });
  });

  it("ends with the item's time to live, before DynamoDB removes it", async () => {
    const now = Date.parse("2026-11-24T13:00:00Z") / 1000;
    const ask = drain({ "drain#us-east-1": { ttl: now - 1 }, "drain#sa-east-1": { ttl: now + 60 } });
    expect((await ask("us-east-1")).statusCode).to.equal(404);
    expect((await ask("sa-east-1")).statusCode).to.equal(200);
  });

  it("knows only names of regions", async () => {
    const ask = drain({ "drain#x": {}, "drain#undefined": {} });
    expect((await ask("x")).statusCode).to.equal(404);
    expect((await ask(undefined)).statusCode).to.equal(404);
  });

  it("is no 200 when the table cannot be read, so that a broken region drains nobody", async () => {
    const handler = drainHandler({
      find: async () => {
        throw new Error("table unreachable");
      },
      clock: testClock().clock,
      log: testLog().log,
    });
    const failure = await handler(
      {
        httpMethod: "GET",
        path: "/drain/us-east-1",
        headers: null,
        pathParameters: { region: "us-east-1" },
        body: null,
        isBase64Encoded: false,
      },
      invocation(),
    ).catch((error: Error) => error.message);
    expect(failure).to.equal("table unreachable");
  });
});
