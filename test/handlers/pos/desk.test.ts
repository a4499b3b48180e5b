/** The restaurant's people at the API: what they see, what they may write, and what the schedules wake up. */
import { expect } from "chai";
import { type DeskParts, deskHandler } from "../../../handlers/pos/desk.ts";
import type { DeskRow } from "../../../handlers/pos/desk-store.ts";
import type { PosEvent } from "../../../handlers/pos/kitchen.ts";
import { sweep } from "../../../handlers/pos/sweep.ts";
import { clientId, invocation, tenant, tenantsOf, testClock, testLog, testQueues } from "../support/fakes.ts";

const now = "2026-11-24T13:00:00.000Z";
const row: DeskRow = {
  ...{ clientId, conversationId: "conv_1", phone: "+5511987654321", customerName: "Maria" },
  history: [
    { role: "user", text: "falar com atendente" },
    { role: "assistant", text: "Chamei uma pessoa." },
  ],
  handoff: { since: "2026-11-24T12:50:00.000Z", lastAt: "2026-11-24T12:55:00.000Z", reason: "asked" },
  lastInboundAt: "2026-11-24T12:55:00.000Z",
};

function desk(rows: readonly DeskRow[] = [row], changes: Partial<DeskParts> = {}, active = "us-east-1") {
  const { queues, sent } = testQueues();
  const { log } = testLog();
  const parts = {
    store: {
      find: async (client: string, id: string) =>
        rows.find((one) => one.clientId === client && one.conversationId === id),
      handedOver: async (client: string) => rows.filter((one) => one.clientId === client && one.handoff),
      toSurvey: async (client: string) => rows.filter((one) => one.clientId === client),
    },
    tenants: tenantsOf(tenant()),
    activeTenants: async () => [clientId],
    queues,
    active: { current: async () => active },
    region: "us-east-1",
    inboxQueue: "chatbot-inbox.fifo",
    clock: testClock(now).clock,
    log,
    ...changes,
  };
  const handler = deskHandler(parts);
  const call = async (method: string, body?: unknown, event: Partial<PosEvent> = {}) => {
    const reply = await handler(
      {
        ...{ httpMethod: method, path: "/", headers: {}, isBase64Encoded: false },
        pathParameters: { clientId, conversationId: "conv_1" },
        body: typeof body === "string" ? body : JSON.stringify(body ?? null),
        requestContext: { authorizer: { clientId } },
        ...event,
      },
      invocation(),
    );
    return { status: reply.statusCode, body: JSON.parse(reply.body) };
  };
  return { call, sent, parts };
}

describe("The restaurant's desk", () => {
  it("shows the conversations that a person has, with what was said last", async () => {
    const { body } = await desk([row, { ...row, conversationId: "conv_2", handoff: undefined }]).call("GET");
    expect(body.conversations).to.have.lengthOf(1);
    expect(body.conversations[0]).to.deep.include({
      conversationId: "conv_1",
      customerName: "Maria",
      reason: "asked",
    });
    expect(body.conversations[0].messages[0]).to.deep.equal({
      from: "customer",
      text: "falar com atendente",
    });
  });

  it("puts a reply into the conversation's group, once for one messageId", async () => {
    const { call, sent } = desk();
    expect(await call("POST", { text: "Oi!", messageId: "m-1" })).to.deep.equal({
      status: 200,
      body: { messageId: "m-1" },
    });
    await call("POST", { text: "Oi!", messageId: "m-1" });
    expect(sent).to.have.lengthOf(1);
    expect(sent[0]).to.deep.include({ queue: "chatbot-inbox.fifo", group: "conv_1", region: "us-east-1" });
    expect(sent[0]!.body).to.include({ kind: "staff", action: "reply", text: "Oi!", phone: row.phone });
  });

  it("queues no card and no tax number that a person of the restaurant wrote", async () => {
    const { call, sent } = desk();
    await call("POST", {
      text: "O CPF 529.982.247-25 e o cartão 4111 1111 1111 1111? Ligo para 11 98765-4321.",
    });
    expect(sent[0]!.body).to.include({
      text: "O CPF ***.***.***-25 e o cartão **** **** **** 1111? Ligo para 11 98765-4321.",
    });
  });

  it("hands a reply over to the region that processes", async () => {
    const { call, sent } = desk([row], {}, "sa-east-1");
    await call("POST", { text: "Oi!" });
    expect(sent.map(({ region }) => region)).to.deep.equal(["sa-east-1"]);
  });

  it("gives a conversation back, also one that the bot has already", async () => {
    const { call, sent } = desk([{ ...row, handoff: undefined }]);
    expect((await call("POST", { action: "resume" })).status).to.equal(200);
    expect(sent[0]!.body).to.include({ action: "resume" });
  });

  const refusals: readonly [string, readonly DeskRow[], unknown, number, string, Partial<PosEvent>?][] = [
    [
      "another restaurant's key",
      [row],
      { text: "Oi" },
      403,
      "forbidden",
      { requestContext: { authorizer: { clientId: "client_other" } } },
    ],
    ["no such conversation", [], { text: "Oi" }, 404, "no_conversation"],
    ["what the bot has", [{ ...row, handoff: undefined }], { text: "Oi" }, 409, "not_handed_over"],
    [
      "what is outside of the 24 h",
      [{ ...row, lastInboundAt: "2026-11-23T12:00:00.000Z" }],
      { text: "Oi" },
      409,
      "window_closed",
    ],
    ["an empty text", [row], { text: "  " }, 400, "invalid_request"],
    ["an unknown field", [row], { text: "Oi", to: "+5511" }, 400, "invalid_request"],
    ["no JSON", [row], "Oi", 400, "invalid_request"],
  ];
  for (const [what, rows, body, status, code, event] of refusals)
    it(`refuses ${what}, and sends nothing`, async () => {
      const { call, sent } = desk(rows);
      const reply = await call("POST", body, event);
      expect([reply.status, reply.body.error.code]).to.deep.equal([status, code]);
      expect(sent).to.deep.equal([]);
    });
});

describe("The conversations' schedules", () => {
  const silent = { ...row, handoff: { ...row.handoff!, lastAt: "2026-11-24T12:29:00.000Z" } };

  it("wake up the conversations that have been silent for the restaurant's time", async () => {
    const { parts, sent } = desk([silent, { ...row, conversationId: "conv_2" }]);
    expect(await sweep("release_handoffs", parts)).to.deep.equal({ woken: 1 });
    expect(sent[0]!.body).to.include({ kind: "wake", what: "release_handoff", conversationId: "conv_1" });
  });

  it("wake up the conversations whose survey is due", async () => {
    const { parts, sent } = desk([row]);
    await sweep("send_surveys", parts);
    expect(sent[0]!.body).to.include({ kind: "wake", what: "survey" });
  });

  it("do nothing in the passive region", async () => {
    const { parts, sent } = desk([silent], {}, "sa-east-1");
    expect(await sweep("release_handoffs", parts)).to.deep.equal({ woken: 0 });
    expect(sent).to.deep.equal([]);
  });

  it("go on with the next restaurant when one fails", async () => {
    const { parts } = desk([silent], {
      tenants: { find: async (id) => (id === clientId ? tenant() : Promise.reject(new Error("malformed"))) },
    });
    const both = { ...parts, activeTenants: async () => ["client_broken", clientId] };
    expect(await sweep("release_handoffs", both)).to.deep.equal({ woken: 1 });
  });
});
