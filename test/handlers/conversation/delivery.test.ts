/** What becomes of messages: the customer's 24 h, templates, choices, and each of Twilio's failures. */
import { expect } from "chai";
import type { SendResult } from "../../../handlers/conversation/ports.ts";
import type { DeliveryReport } from "../../../handlers/shared/messages.ts";
import {
  batch,
  conversation,
  conversationId,
  inbound,
  notice,
  phone,
  says,
} from "../support/conversation.ts";
import { accountSid, clientId, restaurantPhone, storeNamed, tenant, tenantsOf } from "../support/fakes.ts";

const hx = (digit: string) => `HX${digit.repeat(32)}`;
const day = 24 * 60 * 60 * 1000;

function withContents(contents: object) {
  const twilioConfig = { accountSid, phoneNumber: restaurantPhone, ...contents };
  return { tenants: tenantsOf(tenant({ twilioConfig })) };
}

function refusedWith(code: number): SendResult {
  return { ok: false, error: { kind: "refused", code, message: `Twilio says ${code}` } };
}

function report(changes: Partial<DeliveryReport> = {}): DeliveryReport {
  return {
    v: 1,
    kind: "delivery",
    clientId,
    conversationId,
    phone,
    messageSid: "SM-out-1",
    status: "undelivered",
    receivedAt: "2026-11-24T13:00:00.000Z",
    ...changes,
  };
}

describe("Outside the customer's 24 h", () => {
  it("a notice goes as the restaurant's template, with its variables", async () => {
    const bot = conversation([says("oi")], withContents({ templates: { accepted: hx("a") } }));
    await bot.run(batch(inbound(1, "oi")));
    bot.advance(day + 60_000);
    await bot.run(batch(notice({ notice: "accepted", minutes: 40 })));
    expect(bot.sent.at(-1)?.content).to.deep.equal({
      sid: hx("a"),
      variables: { 1: "Maria", 2: "R$ 59,90", 3: "40 minutos" },
    });
  });

  it("the template of a part that goes back names the part", async () => {
    const bot = conversation([says("oi")], withContents({ templates: { partly_refunded: hx("a") } }));
    await bot.run(batch(inbound(1, "oi")));
    bot.advance(day + 60_000);
    await bot.run(
      batch(notice({ notice: "partly_refunded", amount: "R$ 5,00", reason: "faltou\n  a coca" })),
    );
    expect(bot.sent.at(-1)?.content?.variables).to.deep.equal({
      1: "Maria",
      2: "R$ 5,00",
      3: "faltou a coca",
    });
  });

  it("a notice without a template is not sent, and the log and a metric say so", async () => {
    const bot = conversation([says("oi")], withContents({ templates: { ready: hx("a") } }));
    await bot.run(batch(inbound(1, "oi")));
    bot.advance(day + 60_000);
    await bot.run(batch(notice({ notice: "accepted" })));
    expect(bot.sent).to.have.length(1);
    expect(bot.entries.some(({ message }) => /^Not sent\..*24 h.*accepted/.test(message))).to.equal(true);
    expect(bot.written.MessagesNotSent).to.deep.equal([1]);
    expect(bot.row()?.outgoing).to.deep.equal([]);
  });

  it("nothing changes within them", async () => {
    const bot = conversation([says("oi")], withContents({ templates: { accepted: hx("a") } }));
    await bot.run(batch(inbound(1, "oi")));
    bot.advance(day - 60_000);
    await bot.run(batch(notice({ notice: "accepted" })));
    expect(bot.sent.at(-1)?.content).to.equal(undefined);
  });
});

describe("Choices", () => {
  const throttled = { ok: false, error: { kind: "throttled", message: "x" } } as const;

  it("are buttons where the restaurant has a content for as many, numbered text elsewhere", async () => {
    const bot = conversation([throttled], withContents({ choices: { 4: hx("c") } }));
    await bot.run(batch(inbound(1, "oi")));
    const { content } = bot.sent[0]!;
    expect(content?.sid).to.equal(hx("c"));
    expect(content?.variables).to.deep.include({ 2: "Ver o cardápio", 3: "menu" });
    expect(content?.variables[1]).to.not.include("*1*");
  });

  it("with a title that a button would cut are numbered text", async () => {
    const name = "Um nome de unidade bem mais longo";
    const stores = [1, 2].map((n) => storeNamed(`store_${n}x`, `${name} ${n}`));
    const { tenants } = withContents({ choices: { 2: hx("c") } });
    const bot = conversation([throttled], {
      tenants: { find: async (id) => ({ ...(await tenants.find(id))!, stores }) },
    });
    await bot.run(batch(inbound(1, "oi")));
    expect(bot.sent[0]?.content).to.equal(undefined);
    expect(bot.texts()[0]).to.include(`*2* – ${name} 2`);
  });

  it("go as numbered text when Twilio refuses the content", async () => {
    const bot = conversation([throttled], withContents({ choices: { 4: hx("c") } }));
    bot.refuse(refusedWith(21655));
    await bot.run(batch(inbound(1, "oi")));
    expect(bot.sent[0]?.content).to.equal(undefined);
    expect(bot.texts()[0]).to.include("*1* – Ver o cardápio");
  });
});

describe("A message that Twilio refuses", () => {
  for (const [code, why] of [
    [21610, "opted_out"],
    [21211, "unreachable"],
  ] as const)
    it(`with ${code} marks the customer as ${why}: nothing is sent until they write again`, async () => {
      const bot = conversation([says("Olá!")]);
      bot.refuse(refusedWith(code));
      await bot.run(batch(inbound(1, "oi"), notice()));
      expect(bot.texts()).to.deep.equal([]);
      expect(bot.row()?.undeliverable).to.deep.include({ why, code });
      expect(bot.written.CustomersUnreachable).to.deep.equal([1]);
      await bot.run(batch(inbound(2, "voltei")));
      expect(bot.texts()).to.deep.equal(["Olá!"]);
      expect(bot.row()?.undeliverable).to.equal(undefined);
    });

  it("with 63016 goes as a template where there is one", async () => {
    const bot = conversation([says("oi")], withContents({ templates: { payment_confirmed: hx("b") } }));
    await bot.run(batch(inbound(1, "oi")));
    bot.refuse(refusedWith(63016));
    await bot.run(batch(notice()));
    expect(bot.sent.at(-1)?.content?.sid).to.equal(hx("b"));
  });

  for (const [name, result] of [
    ["63018", refusedWith(63018)],
    ["HTTP 429", { ok: false, error: { kind: "throttled", code: 20429, message: "429" } }],
    ["HTTP 503", { ok: false, error: { kind: "unavailable", message: "503" } }],
  ] as const)
    it(`with ${name} stays, and comes again soon`, async () => {
      const bot = conversation([says("Olá!")]);
      bot.refuse(result);
      const { batchItemFailures } = await bot.run(batch(inbound(1, "oi")));
      expect(batchItemFailures).to.have.length(1);
      expect(bot.postponed).to.deep.equal([{ messageIds: ["record-1"], seconds: 5 }]);
      await bot.run(batch(inbound(1, "oi")));
      expect(bot.texts()).to.deep.equal(["Olá!"]);
      expect(bot.asked).to.have.length(1);
    });
});

describe("A delivery report", () => {
  async function told() {
    const bot = conversation([says("oi")], withContents({ templates: { payment_confirmed: hx("b") } }));
    await bot.run(batch(notice()));
    return bot;
  }

  it("of 63016 sends the notice as a template, once", async () => {
    const bot = await told();
    await bot.run(batch(report({ errorCode: 63016 })));
    await bot.run(batch(report({ errorCode: 63016 })));
    expect(bot.sent.map(({ content }) => content?.sid)).to.deep.equal([undefined, hx("b")]);
    await bot.run(batch(report({ messageSid: "SM-out-2", errorCode: 63016 })));
    expect(bot.sent, "a template that fails alike is given up").to.have.length(2);
  });

  it("of Meta's rate lets the message rest and sends it again, three times in all", async () => {
    const bot = await told();
    const { batchItemFailures } = await bot.run(batch(report({ errorCode: 63018 })));
    expect(batchItemFailures).to.have.length(1);
    expect(bot.postponed[0]?.seconds).to.equal(15);
    bot.advance(16_000);
    for (const messageSid of ["SM-out-1", "SM-out-2", "SM-out-3"])
      await bot.run(batch(report({ messageSid, errorCode: 63018 })));
    expect(bot.sent).to.have.length(3);
    expect(bot.written.MessagesNotSent).to.deep.equal([1]);
  });

  it("of an unknown recipient marks the customer as unreachable", async () => {
    const bot = await told();
    await bot.run(batch(report({ errorCode: 63003 }), notice({ version: 3, notice: "accepted" })));
    expect(bot.row()?.undeliverable?.why).to.equal("unreachable");
    expect(bot.sent).to.have.length(1);
  });

  it("of a customer who was erased meanwhile brings no row back", async () => {
    const bot = conversation([]);
    await bot.run(batch(report({ errorCode: 63003 })));
    expect(bot.row()).to.equal(undefined);
  });

  it("of anything else says so in the log and changes nothing", async () => {
    const bot = await told();
    await bot.run(batch(report({ errorCode: 30008 })));
    expect(bot.entries.some(({ level, data }) => level === "error" && data?.code === 30008)).to.equal(true);
    expect(bot.sent).to.have.length(1);
  });
});
