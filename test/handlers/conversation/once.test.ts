import { expect } from "chai";
import type { SendResult } from "../../../handlers/conversation/ports.ts";
import { batch, calls, conversation, inbound, notice, says, sid } from "../support/conversation.ts";

const unavailable: SendResult = { ok: false, error: { kind: "unavailable", message: "HTTP 503" } };
const refused: SendResult = { ok: false, error: { kind: "refused", code: 21617, message: "too long" } };

function failed(reply: { batchItemFailures: readonly { itemIdentifier: string }[] }): string[] {
  return reply.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

describe("Once", () => {
  it("a message that comes again is answered once", async () => {
    const bot = conversation([says("Olá!")]);
    for (let n = 0; n < 5; n++) expect(failed(await bot.run(batch(inbound(1, "oi"))))).to.deep.equal([]);
    await bot.run(batch(inbound(1, "oi"), inbound(1, "oi")));
    expect(bot.texts()).to.deep.equal(["Olá!"]);
    expect(bot.asked).to.have.length(1);
  });

  it("a message and its repetition in one batch are one message", async () => {
    const bot = conversation([says("Olá!")]);
    await bot.run(batch(inbound(1, "oi"), inbound(1, "oi")));
    expect(bot.texts()).to.deep.equal(["Olá!"]);
    expect(bot.row()?.answered).to.deep.equal([sid(1)]);
  });

  it("a reply that Twilio could not take is sent when the message comes again, without a model", async () => {
    const bot = conversation([says("Olá!")]);
    bot.refuse(unavailable);
    expect(failed(await bot.run(batch(inbound(1, "oi"))))).to.deep.equal(["record-1"]);
    expect(bot.texts()).to.deep.equal([]);
    expect(failed(await bot.run(batch(inbound(1, "oi"))))).to.deep.equal([]);
    expect(bot.texts()).to.deep.equal(["Olá!"]);
    expect(bot.asked).to.have.length(1);
    expect(bot.row()?.outgoing).to.deep.equal([]);
  });

  it("of several messages only those go again that Twilio had not taken", async () => {
    const bot = conversation([says(`${"a".repeat(1_500)}. ${"b".repeat(1_500)}. fim`)]);
    bot.refuse(undefined, unavailable);
    expect(failed(await bot.run(batch(inbound(1, "oi"))))).to.deep.equal(["record-1"]);
    expect(failed(await bot.run(batch(inbound(1, "oi"))))).to.deep.equal([]);
    expect(bot.texts().map((text) => text[0])).to.deep.equal(["a", "b"]);
  });

  it("a message that Twilio will never take is dropped, and the conversation goes on", async () => {
    const bot = conversation([says("Olá!")]);
    bot.refuse(refused);
    expect(failed(await bot.run(batch(inbound(1, "oi"))))).to.deep.equal([]);
    await bot.run(batch(inbound(2, "oi?")));
    expect(bot.texts()).to.deep.equal(["Olá!"]);
    expect(bot.entries.find(({ level }) => level === "error")?.data).to.include({ code: 21617 });
  });

  it("an interrupted turn repeats its calls under the same ids, whatever a model would say now", async () => {
    const bot = conversation([
      calls(["get_menu"]),
      calls(["add_item", { itemId: "calabresa", quantity: 1 }]),
      () => {
        throw new Error("the function was stopped");
      },
      says("Calabresa anotada."),
      says("E a coca."),
    ]);
    const first = inbound(1, "uma calabresa");
    expect(failed(await bot.run(batch(first)))).to.deep.equal(["record-1"]);
    expect(bot.row()?.openTurn?.rounds).to.have.length(2);

    // It comes again together with what the customer has written since.
    expect(failed(await bot.run(batch(first, inbound(2, "e uma coca"))))).to.deep.equal([]);
    const once = [
      ["get_menu", `${sid(1)}#1`],
      ["add_item", `${sid(1)}#2`],
    ];
    expect(
      bot.ordered.map((request) => [request.action, "requestId" in request && request.requestId]),
    ).to.deep.equal([...once, ...once]);
    expect(bot.asked[3]!.messages[0]!.content).to.deep.equal([{ text: "uma calabresa" }]);
    expect(bot.texts()).to.deep.equal(["Calabresa anotada.", "E a coca."]);
    expect(bot.row()?.openTurn).to.equal(undefined);
    expect(bot.row()?.answered).to.deep.equal([sid(1), sid(2)]);
  });

  it("an interrupted turn whose messages do not come again is given up", async () => {
    const bot = conversation([
      calls(["add_item", { itemId: "calabresa", quantity: 1 }]),
      () => {
        throw new Error("the function was stopped");
      },
      says("Oi!"),
    ]);
    await bot.run(batch(inbound(1, "uma calabresa")));
    await bot.run(batch(inbound(2, "oi")));
    expect(bot.texts()).to.deep.equal(["Oi!"]);
    expect(bot.ordered).to.have.length(1);
    expect(bot.row()?.openTurn).to.equal(undefined);
  });

  it("a conversation that somebody else has written since is tried again", async () => {
    const bot = conversation([
      async () => {
        const row = bot.row();
        bot.rows.set([...bot.rows.keys()][0]!, { ...row!, revision: row!.revision + 1 });
        return says("Olá!");
      },
      says("Olá de novo!"),
    ]);
    await bot.run(batch(notice()));
    expect(failed(await bot.run(batch(inbound(1, "oi"))))).to.deep.equal(["record-1"]);
    expect(failed(await bot.run(batch(inbound(1, "oi"))))).to.deep.equal([]);
    expect(bot.texts().at(-1)).to.equal("Olá de novo!");
  });
});

describe("A batch", () => {
  it("stops a conversation at its first failure and goes on with the others", async () => {
    const other = { conversationId: "conv_other", phone: "+5521900000000" };
    const bot = conversation([says("Olá!")]);
    bot.refuse(unavailable);
    const reply = await bot.run(
      batch(notice(), inbound(1, "oi"), inbound(2, "oi", other), notice({ version: 3, notice: "accepted" })),
    );
    expect(failed(reply)).to.deep.equal(["record-1", "record-2", "record-4"]);
    expect(bot.sent.map(({ to }) => to)).to.deep.equal([other.phone]);
  });

  it("puts a malformed message aside with the reason, and answers those before and behind it", async () => {
    const bot = conversation([says("Olá!")]);
    const malformed = '{"kind":"inbound","v":1}';
    const reply = await bot.run(batch(inbound(1, "oi"), malformed, inbound(2, "alô")));
    expect(failed(reply)).to.deep.equal([]);
    expect(bot.texts()).to.deep.equal(["Olá!", "Olá!"]);
    expect(bot.deadLetters.map(({ messageId, body }) => [messageId, body])).to.deep.equal([
      ["record-2", malformed],
    ]);
    expect(bot.deadLetters[0]!.reason).to.include("clientId");
    expect(bot.written.DeadLettered).to.deep.equal([1]);
  });

  it("puts a malformed row of the conversation aside, and serves the customer anew", async () => {
    const bot = conversation([says("Olá!")]);
    await bot.run(batch(inbound(1, "oi")));
    const key = [...bot.rows.keys()][0]!;
    bot.rows.set(key, { ...bot.rows.get(key)!, history: "spoilt" as never });
    expect(failed(await bot.run(batch(inbound(2, "alô"))))).to.deep.equal([]);
    expect(bot.texts()).to.deep.equal(["Olá!", "Olá!"]);
    expect(bot.deadLetters[0]!.body).to.include("spoilt");
    expect(bot.deadLetters[0]!.reason).to.include("history");
    expect(bot.row()?.answered).to.deep.equal([sid(2)]);
  });

  it("keeps a notice's place between the customer's messages", async () => {
    const bot = conversation([says("um"), says("dois")]);
    await bot.run(batch(inbound(1, "a"), notice(), inbound(2, "b"), inbound(3, "c")));
    expect(bot.texts().map((text) => text.slice(0, 9))).to.deep.equal(["um", "Pagamento", "dois"]);
    expect(bot.asked).to.have.length(2);
  });

  it("fails a message of a tenant that does not exist", async () => {
    const bot = conversation([says("oi")]);
    const stranger = { clientId: "client_outro", conversationId: "conv_outro" };
    expect(failed(await bot.run(batch(inbound(1, "oi", stranger))))).to.deep.equal(["record-1"]);
    expect(bot.sent).to.deep.equal([]);
  });
});
