import { expect } from "chai";
import { healthHandler, type Probe } from "../../../handlers/operations/check.ts";
import type { ApiEvent } from "../../../handlers/shared/events.ts";
import { invocation, testClock, testLog } from "../support/fakes.ts";

const event: ApiEvent = {
  httpMethod: "GET",
  path: "/health",
  headers: {},
  pathParameters: null,
  body: null,
  isBase64Encoded: false,
};

function health(probes: Readonly<Record<string, Probe>>, patienceMs?: number) {
  const time = testClock();
  const { log, entries } = testLog();
  const handler = healthHandler({ probes, region: "us-east-1", clock: time.clock, log, patienceMs });
  return { ask: () => handler(event, invocation()), time, entries };
}

describe("Health", () => {
  it("answers 200 with each part when all of them answer", async () => {
    const { ask } = health({ ConversationTable: async () => {}, inbox: async () => {} });
    const reply = await ask();
    expect(reply.statusCode).to.equal(200);
    const body = JSON.parse(reply.body);
    expect(body).to.deep.include({ healthy: true, region: "us-east-1" });
    expect(body.parts.inbox.ok).to.equal(true);
  });

  it("answers 503 and names the part that fails, without its message", async () => {
    const { ask, entries } = health({
      ConversationTable: async () => {
        throw Object.assign(new Error("secret detail"), { name: "AccessDeniedException" });
      },
      inbox: async () => {},
    });
    const reply = await ask();
    expect(reply.statusCode).to.equal(503);
    expect(JSON.parse(reply.body).parts.ConversationTable).to.deep.equal({
      ok: false,
      error: "AccessDeniedException",
    });
    expect(reply.body).to.not.include("secret detail");
    expect(entries[0]?.level).to.equal("error");
  });

  it("does not wait for a part that never answers", async () => {
    const { ask } = health({ inbox: () => new Promise(() => {}) }, 20);
    const reply = await ask();
    expect(reply.statusCode).to.equal(503);
    expect(JSON.parse(reply.body).parts.inbox).to.deep.equal({ ok: false, error: "TimeoutError" });
  });

  it("asks its parts again after five seconds only", async () => {
    let asked = 0;
    const { ask, time } = health({
      inbox: async () => {
        asked++;
      },
    });
    await ask();
    time.advance(4_999);
    await ask();
    expect(asked).to.equal(1);
    time.advance(1);
    await ask();
    expect(asked).to.equal(2);
  });
});
