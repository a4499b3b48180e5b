import { expect } from "chai";
import type { QueueMessage } from "../../../handlers/adapters/queues.ts";
import { paymentWebhook } from "../../../handlers/payment/receive.ts";
import type { UnreadableEvent } from "../../../handlers/shared/payment-api.ts";
import { type LoggedLine, listeningLog, tuesdayEvening } from "../order/support.ts";
import { clientId } from "./support.ts";

const invocation = { awsRequestId: "req-1", getRemainingTimeInMillis: () => 15_000 };
const body = {
  id: "evt_05b708f961d739ea7eba7e4db318f621&368604920",
  event: "PAYMENT_RECEIVED",
  dateCreated: "2026-11-24 20:05:03",
  account: { id: "8b3a", ownerId: null },
  payment: { object: "payment", id: "pay_1", status: "RECEIVED", value: 123.3, externalReference: "ord_01" },
};

describe("POST /webhook/asaas/{clientId}", () => {
  let sent: { region: string; message: QueueMessage }[];
  let receipts: Set<string>;
  let broken: Set<string>;
  let active: string;
  let secrets: Record<string, { apiKey: string; webhookToken: string; nextWebhookToken?: string }>;
  let lines: LoggedLine[];
  beforeEach(() => {
    [sent, receipts, broken, active, lines] = [[], new Set(), new Set(), "us-east-1", []];
    secrets = { [clientId]: { apiKey: "key", webhookToken: "token-of-bella-napoli" } };
  });

  const handler = () =>
    paymentWebhook({
      secret: { read: async () => ({ ...secrets }), refresh: async () => ({ ...secrets }) },
      receipts: {
        has: async (id) => receipts.has(id),
        async write(id) {
          const first = !receipts.has(id);
          receipts.add(id);
          return first;
        },
      },
      queues: {
        async send(region, message) {
          if (broken.has(region)) throw new Error(`${region} is away`);
          sent.push({ region, message });
        },
        probe: async () => {},
      },
      active: { current: async () => active },
      region: "us-east-1",
      paymentsQueue: "chatbot-payments.fifo",
      clock: () => tuesdayEvening,
      log: listeningLog(lines),
    });

  async function post(posted: unknown = body, token = "token-of-bella-napoli", tenant = clientId) {
    const reply = await handler()(
      {
        httpMethod: "POST",
        path: `/webhook/asaas/${tenant}`,
        headers: { "Asaas-Access-Token": token, "content-type": "application/json" },
        pathParameters: { clientId: tenant },
        body: typeof posted === "string" ? posted : JSON.stringify(posted),
        isBase64Encoded: false,
      },
      invocation,
    );
    return { status: reply.statusCode, json: JSON.parse(reply.body) };
  }

  it("puts the event on the payments queue, in its order's group, and answers 200", async () => {
    expect(await post()).to.deep.equal({ status: 200, json: { received: true } });
    expect(sent).to.deep.equal([
      {
        region: "us-east-1",
        message: {
          queue: "chatbot-payments.fifo",
          group: "ord_01",
          deduplicationId: body.id,
          body: {
            v: 1,
            clientId,
            eventId: body.id,
            event: "PAYMENT_RECEIVED",
            providerPaymentId: "pay_1",
            orderId: "ord_01",
            amountCentavos: 12_330,
            refundedCentavos: undefined,
            receivedAt: "2026-11-24T23:00:00.000Z",
          },
        },
      },
    ]);
  });

  it("sends it to the region that processes", async () => {
    active = "sa-east-1";
    await post();
    expect(sent.map(({ region }) => region)).to.deep.equal(["sa-east-1"]);
  });

  it("answers 200 to an event that came before, and sends nothing", async () => {
    await post();
    expect(await post()).to.deep.equal({ status: 200, json: { received: true } });
    expect(sent).to.have.lengthOf(1);
  });

  it("acknowledges nothing that is not on the queue, and takes it at the next delivery", async () => {
    broken.add("us-east-1");
    await post().then(
      () => expect.fail("it must fail"),
      (error: Error) => expect(error.message).to.equal("us-east-1 is away"),
    );
    broken.clear();
    expect((await post()).status).to.equal(200);
    expect(sent).to.have.lengthOf(1);
  });

  it("refuses a wrong token, another tenant's and none with 401, and leaves no trace", async () => {
    secrets.client_tempero_da_bahia = { apiKey: "other", webhookToken: "token-of-tempero" };
    expect((await post(body, "wrong")).status).to.equal(401);
    expect((await post(body, "token-of-tempero")).status).to.equal(401);
    expect((await post(body, "")).status).to.equal(401);
    expect((await post(body, "", "client_nobody")).status).to.equal(401);
    expect([sent, [...receipts]]).to.deep.equal([[], []]);
  });

  it("takes either token while a rotation lasts", async () => {
    secrets[clientId] = { apiKey: "key", webhookToken: "token-of-bella-napoli", nextWebhookToken: "next" };
    expect((await post()).status).to.equal(200);
    expect((await post(body, "next")).status).to.equal(200);
  });

  it("takes the same event id of two tenants as two events", async () => {
    secrets.client_tempero_da_bahia = { apiKey: "other", webhookToken: "token-of-tempero" };
    await post();
    await post(body, "token-of-tempero", "client_tempero_da_bahia");
    expect(sent).to.have.lengthOf(2);
  });

  for (const [what, posted, place] of [
    ["no JSON", "no JSON, CPF 529.982.247-25", "the body"],
    ["an event without an id", { ...body, id: "" }, "id"],
    ["a charge of no amount", { ...body, payment: { ...body.payment, value: "123,30" } }, "payment.value"],
  ] as const)
    it(`passes ${what} on as what nobody can read, so that Asaas's queue is not paused`, async () => {
      expect((await post(posted)).status).to.equal(200);
      const { queue, group, body: kept } = sent[0]!.message as QueueMessage & { body: UnreadableEvent };
      expect({ queue, group }).to.deep.equal({ queue: "chatbot-payments.fifo", group: clientId });
      expect(kept).to.include({ kind: "unreadable", clientId });
      expect(kept.problem).to.contain(`wrong at ${place}`);
      expect(kept.text).to.equal(
        typeof posted === "string" ? "no JSON, CPF ***.***.***-25" : JSON.stringify(posted),
      );
      expect(lines.at(-1)).to.include({ level: "error" });
    });

  it("is brought again by Asaas when no queue takes what nobody can read", async () => {
    broken.add("us-east-1");
    expect(await post("no JSON").catch(() => "failed")).to.equal("failed");
  });

  it("lets unknown attributes and events about no charge through, so that Asaas's queue is not paused", async () => {
    expect((await post({ ...body, novelty: true })).status).to.equal(200);
    expect((await post({ id: "evt_2", event: "TRANSFER_DONE", transfer: {} })).status).to.equal(200);
    expect(sent).to.have.lengthOf(1);
  });

  it("passes on what has gone back to the payer, and not what is still on its way", async () => {
    const refunds = [
      { status: "DONE", value: 20.05, description: "faltou" },
      { status: "PENDING", value: 5 },
    ];
    await post({ ...body, event: "PAYMENT_PARTIALLY_REFUNDED", payment: { ...body.payment, refunds } });
    expect(sent[0]?.message.body).to.include({ refundedCentavos: 2005 });
  });

  it("groups an event without a reference by Asaas's id", async () => {
    await post({ ...body, payment: { ...body.payment, externalReference: null } });
    expect(sent[0]?.message.group).to.equal("pay_1");
    expect(sent[0]?.message.body).to.have.property("orderId", undefined);
  });
});
