import { expect } from "chai";
import { noticeTexts } from "../../../handlers/conversation/texts.ts";
import { Notice } from "../../../handlers/shared/messages.ts";
import { batch, conversation, inbound, notice, orderView, says } from "../support/conversation.ts";

async function heard(...notices: readonly Notice[]): Promise<string[]> {
  const bot = conversation([says("")]);
  await bot.run(batch(...notices));
  return bot.texts();
}

describe("A notice", () => {
  it("is told once, however often it comes", async () => {
    const bot = conversation([says("oi")]);
    for (let n = 0; n < 3; n++) await bot.run(batch(notice(), notice()));
    await bot.run(batch(notice({ version: 3, notice: "accepted", minutes: 40 })));
    expect(bot.texts()).to.deep.equal([
      "Pagamento de R$ 59,90 confirmado! ✅ Seu pedido já foi enviado para a cozinha.",
      "Pedido aceito! 👩‍🍳 Já estamos preparando: chega em cerca de 40 minutos.",
    ]);
    expect(bot.asked).to.deep.equal([]);
  });

  it("of a payment carries the PIX code alone in a message, and the QR code as a picture", async () => {
    const bot = conversation([says("")]);
    await bot.run(
      batch(notice({ notice: "payment_requested", pixCode: "00020126BR.GOV.BCB.PIX", pixQrKey: "c/qr.png" })),
    );
    expect(bot.texts()[0]).to.include("R$ 59,90").and.to.include("PIX Copia e Cola");
    expect(bot.sent[1]).to.include({ text: "00020126BR.GOV.BCB.PIX" });
    expect(bot.sent[1]!.mediaUrl).to.equal(undefined);
    expect(bot.sent[2]!.mediaUrl).to.equal("https://media.test/c/qr.png?signed");
  });

  it("of a payment needs no QR code", async () => {
    const texts = await heard(notice({ notice: "payment_requested", pixCode: "PIX" }));
    expect(texts).to.have.length(2);
  });

  it("speaks of delivery or of pick-up as the order was placed", async () => {
    const ready = (mode: "delivery" | "pickup") => heard(notice({ notice: "ready", mode }));
    expect((await ready("pickup"))[0]).to.include("retirar");
    expect((await ready("delivery"))[0]).to.include("entrega");
    const accepted = await heard(notice({ notice: "accepted", mode: "pickup", minutes: 1 }));
    expect(accepted[0]).to.include("fica pronto em cerca de 1 minuto.");
  });

  it("gives the kitchen's reason when there is one", async () => {
    expect((await heard(notice({ notice: "rejected", reason: "Acabou a massa." })))[0]).to.include(
      "(Acabou a massa)",
    );
    expect((await heard(notice({ notice: "rejected", reason: " " })))[0]).to.not.include("(");
    const [long] = await heard(notice({ notice: "cancelled", reason: "não deu. ".repeat(1000) }));
    expect(long)
      .to.have.lengthOf.below(1600)
      .and.match(/^Seu pedido foi cancelado \(não deu/);
  });

  it("has words for every step", () => {
    for (const step of Notice.shape.notice.options) {
      expect(noticeTexts[step](notice({ notice: step })), step).to.have.length.above(10);
    }
  });

  it("says what was paid when that is not what the order costs, and gives that back", async () => {
    const paid = { amount: "R$ 100,00", total: "R$ 123,30" };
    expect((await heard(notice({ notice: "amount_differs", ...paid })))[0]).to.equal(
      "Recebemos R$ 100,00, mas o total do pedido é R$ 123,30. O restaurante vai falar com você.",
    );
    expect((await heard(notice({ notice: "refunded", ...paid })))[0]).to.equal(
      "Devolvemos o pagamento de R$ 100,00.",
    );
  });

  it("is known to the model afterwards, without the code", async () => {
    const bot = conversation([says("Por nada!")]);
    await bot.run(batch(inbound(1, "oi")));
    await bot.run(batch(notice({ notice: "payment_requested", pixCode: "00020126BR.GOV.BCB.PIX" })));
    await bot.run(batch(inbound(2, "obrigado")));
    const [, said] = bot.asked[1]!.messages;
    expect(said?.role).to.equal("assistant");
    expect(JSON.stringify(said)).to.include("Para pagar").and.not.include("BR.GOV.BCB");
  });

  describe("of a payment, once more", () => {
    const again = async (text: string, order: Parameters<typeof orderView>[0]) => {
      const bot = conversation([says("Olá!")], { orders: async () => orderView(order) });
      await bot.run(batch(inbound(1, "oi")));
      const requested = { notice: "payment_requested", pixCode: "00020126BR.GOV.BCB.PIX" } as const;
      await bot.run(batch(notice({ ...requested, pixQrKey: "c/qr.png" })));
      const before = bot.texts().slice(1);
      await bot.run(batch(inbound(2, text)));
      return { before, after: bot.texts().slice(1 + before.length), row: bot.row() };
    };
    const waiting = { status: "awaiting_payment", total: "R$ 59,90" } as const;

    it("comes as it was when the customer asks for it, and the code is nothing to remember", async () => {
      for (const text of ["manda o pix de novo", "não recebi o código", "o pix não chegou"]) {
        const { before, after, row } = await again(text, waiting);
        expect(after, text).to.deep.equal([...before, "Aí está de novo. 👆"]);
        expect(JSON.stringify(row?.history)).to.not.include("BR.GOV.BCB");
      }
    });

    it("does not come when nothing waits for it, or something else does", async () => {
      for (const order of [
        { ...waiting, status: "expired" },
        { ...waiting, total: "R$ 10,00" },
      ] as const)
        expect((await again("manda o pix de novo", order)).after).to.deep.equal(["Olá!"]);
      expect((await again("aceita pix?", waiting)).after).to.deep.equal(["Olá!"]);
    });
  });
});
