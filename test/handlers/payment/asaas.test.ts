import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { openAsaas } from "../../../handlers/adapters/asaas.ts";

interface Seen {
  readonly method?: string;
  readonly url?: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}
type Answer = { readonly status: number; readonly body?: unknown } | "hang" | "drop";

describe("Asaas's API", () => {
  let server: Server;
  let seen: Seen[];
  let answers: Answer[];
  before(async () => {
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { method, url, headers } = request;
      seen.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      const answer = answers.shift() ?? { status: 500 };
      if (answer === "hang") return;
      if (answer === "drop") return void request.socket.destroy();
      response.writeHead(answer.status);
      response.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  beforeEach(() => {
    [seen, answers] = [[], []];
  });
  const asaas = (signal = new AbortController().signal, timeoutMs = 5_000) =>
    openAsaas({
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v3`,
      apiKey: "$aact_key",
      ...{ signal, timeoutMs },
    });
  const newCharge = {
    method: "PIX",
    customer: "cus_1",
    amountCentavos: 12_330,
    dueDate: "2026-11-24",
    description: "Pedido",
    externalReference: "ord_01",
  } as const;
  const charge = { id: "pay_1", status: "PENDING", value: 123.3, invoiceUrl: "https://asaas.example/i/1" };
  const unknownOf = (result: { ok: boolean; error?: { kind: string; message: string } }) => {
    expect(result).to.have.nested.property("error.kind", "unknown");
    return result.error!.message;
  };

  it("is given its key and the sender's name in headers, and the value in reais", async () => {
    answers = [{ status: 200, body: charge }];
    const made = await asaas().createCharge(newCharge);
    expect(made).to.deep.equal({
      ok: true,
      value: {
        id: "pay_1",
        status: "PENDING",
        billingType: undefined,
        amountCentavos: 12_330,
        refundedCentavos: 0,
        refundingCentavos: 0,
        deleted: false,
        invoiceUrl: charge.invoiceUrl,
      },
    });
    expect(seen[0]).to.deep.include({ method: "POST", url: "/v3/payments" });
    expect(seen[0]?.headers).to.include({ access_token: "$aact_key", "user-agent": "pos-modern-chatbot" });
    expect(JSON.parse(seen[0]!.body)).to.include({
      billingType: "PIX",
      value: 123.3,
      externalReference: "ord_01",
    });
  });

  it("is asked for the part of another wallet, as a share or as an amount", async () => {
    answers = [
      { status: 200, body: charge },
      { status: 200, body: charge },
    ];
    await asaas().createCharge({ ...newCharge, split: { walletId: "w-1", percent: 12.5 } });
    await asaas().createCharge({
      ...newCharge,
      method: "BOLETO",
      split: { walletId: "w-1", fixedCentavos: 250 },
    });
    const [share, fixed] = seen.map(({ body }) => JSON.parse(body));
    expect(share.split).to.deep.equal([{ walletId: "w-1", percentualValue: 12.5 }]);
    expect(fixed).to.deep.include({ billingType: "BOLETO", split: [{ walletId: "w-1", fixedValue: 2.5 }] });
  });

  it("refunds once for each time that it is asked, and tells what went back from what is on its way", async () => {
    const refunds = [
      { status: "DONE", value: 10.5 },
      { status: "PENDING", value: 3 },
      { status: "CANCELLED", value: 50 },
    ];
    answers = [{ status: 200, body: { ...charge, status: "RECEIVED", refunds } }];
    const asked = await asaas().refundCharge("pay_1", { amountCentavos: 300, description: "faltou" });
    expect(asked).to.have.property("value").that.includes({ refundedCentavos: 1050, refundingCentavos: 300 });
    expect(seen[0]).to.include({ method: "POST", url: "/v3/payments/pay_1/refund" });
    expect(JSON.parse(seen[0]!.body)).to.deep.equal({ value: 3, description: "faltou" });
    answers = [{ status: 503 }, { status: 200, body: charge }];
    unknownOf(await asaas().refundCharge("pay_1", { amountCentavos: 300, description: "faltou" }));
    expect(answers, "no second refund").to.have.lengthOf(1);
  });

  it("is asked for one charge, and knows that it has none of an id", async () => {
    answers = [
      { status: 200, body: { ...charge, deleted: true } },
      { status: 404, body: { errors: [{ code: "not_found", description: "Não encontrado." }] } },
    ];
    expect(await asaas().charge("pay_1")).to.have.nested.property("value.deleted", true);
    expect(await asaas().charge("pay_2")).to.deep.equal({ ok: true, value: undefined });
  });

  it("says whether its webhook is paused", async () => {
    answers = [{ status: 200, body: { data: [{ url: "https://x/y", enabled: true, interrupted: true }] } }];
    expect(await asaas().webhooks()).to.deep.equal({
      ok: true,
      value: [{ url: "https://x/y", enabled: true, interrupted: true }],
    });
  });

  it("is searched by reference, and does not show what was deleted", async () => {
    const data = [charge, { ...charge, id: "pay_2", deleted: true }];
    answers = [{ status: 200, body: { object: "list", data } }];
    const found = await asaas().findCharges("ord 01&x");
    expect(found.ok && found.value.map(({ id }) => id)).to.deep.equal(["pay_1"]);
    expect(seen[0]?.url).to.equal("/v3/payments?externalReference=ord+01%26x");
  });

  it("gives the PIX code and its picture", async () => {
    answers = [
      { status: 200, body: { encodedImage: Buffer.from("PNG").toString("base64"), payload: "00020126" } },
    ];
    const pix = await asaas().pixQrCode("pay_1");
    expect(pix.ok && [pix.value.code, Buffer.from(pix.value.png).toString()]).to.deep.equal([
      "00020126",
      "PNG",
    ]);
  });

  it("says why it refused", async () => {
    const errors = [{ code: "invalid_value", description: "O valor é inválido." }];
    answers = [{ status: 400, body: { errors } }];
    expect(await asaas().createCharge(newCharge)).to.deep.equal({
      ok: false,
      error: {
        kind: "refused",
        status: 400,
        code: "invalid_value",
        message: "POST /payments was answered 400: O valor é inválido.",
      },
    });
  });

  it("tells a wrong key and too many requests from a refusal", async () => {
    answers = [{ status: 401, body: { errors: [] } }, { status: 429 }];
    expect(await asaas().findCharges("ord_01")).to.have.nested.property("error.kind", "unauthorized");
    expect(await asaas().findCharges("ord_01")).to.have.nested.property("error.kind", "throttled");
    expect(seen, "neither is tried again").to.have.lengthOf(2);
  });

  it("is read a second time after no answer, but a charge is never made a second time", async () => {
    answers = ["drop", { status: 200, body: { data: [] } }];
    expect(await asaas().findCharges("ord_01")).to.deep.equal({ ok: true, value: [] });
    answers = [{ status: 503 }, { status: 200, body: { deleted: true } }];
    expect((await asaas().deleteCharge("pay_1")).ok).to.equal(true);
    answers = ["drop", { status: 200, body: charge }];
    unknownOf(await asaas().createCharge(newCharge));
    expect(seen.filter(({ method }) => method === "POST")).to.have.lengthOf(1);
  });

  it("is not waited for longer than the timeout, nor beyond the end of the work", async () => {
    answers = ["hang"];
    expect(unknownOf(await asaas(undefined, 20).createCharge(newCharge))).to.contain("had no answer");
    answers = ["hang", { status: 200, body: { data: [] } }];
    unknownOf(await asaas(AbortSignal.timeout(20)).findCharges("ord_01"));
    expect(answers, "no second try when the time is over").to.have.lengthOf(1);
  });

  it("is not believed when its answer is no charge", async () => {
    answers = [
      { status: 200, body: "<html>" },
      { status: 200, body: { id: "pay_1", status: "PENDING" } },
    ];
    unknownOf(await asaas().createCharge(newCharge));
    expect(unknownOf(await asaas().createCharge(newCharge))).to.contain("wrong at value");
  });
});
