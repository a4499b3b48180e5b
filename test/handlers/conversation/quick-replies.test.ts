/** What may be tapped under a model's answer. */
import { expect } from "chai";
import type { ModelAnswer } from "../../../handlers/conversation/ports.ts";
import type { OrderView } from "../../../handlers/shared/order-api.ts";
import { batch, calls, conversation, inbound, orderView, says } from "../support/conversation.ts";
import { accountSid, restaurantPhone, storeNamed, tenant, tenantsOf } from "../support/fakes.ts";

const contents = { 2: `HX${"2".repeat(32)}`, 3: `HX${"3".repeat(32)}` };
const question = "Total: R$ 59,90. Posso confirmar?";

function bot(
  script: readonly ModelAnswer[],
  {
    choices = contents,
    stores = [storeNamed("store_centro", "Centro")],
    order = {} as Partial<OrderView>,
  } = {},
) {
  const twilioConfig = { accountSid, phoneNumber: restaurantPhone, choices };
  const tenants = tenantsOf(tenant({ twilioConfig, stores }));
  return conversation([...script], {
    tenants,
    orders: async () => orderView({ total: "R$ 59,90", missing: [], ...order }),
  });
}

describe("Under a model's answer", () => {
  it("a quote that awaits the customer's word has its buttons, and the history has none of them", async () => {
    const chat = bot([calls(["view_cart"]), says(question)]);
    await chat.run(batch(inbound(1, "quanto deu?")));
    expect(chat.sent[0]?.content).to.deep.equal({
      sid: contents[2],
      variables: {
        ...{ 1: question, 2: "Confirmar o pedido", 3: "quote:confirm" },
        ...{ 4: "Quero mudar algo", 5: "quote:change" },
      },
    });
    expect(chat.row()?.history.at(-1)?.text).to.equal(question);
  });

  it("a tap reaches the model as its title, written, does", async () => {
    const heard = async (choice?: { id: string }) => {
      const chat = bot([calls(["view_cart"]), says(question), says("Qual é a forma de pagamento?")]);
      await chat.run(batch(inbound(1, "quanto deu?")));
      await chat.run(batch(inbound(2, "Confirmar o pedido", { choice })));
      return chat.asked.at(-1)?.messages;
    };
    const tapped = await heard({ id: "quote:confirm" });
    expect(tapped?.at(-1)).to.deep.equal({ role: "user", content: [{ text: "Confirmar o pedido" }] });
    expect(tapped).to.deep.equal(await heard());
  });

  it("the text stands alone where the restaurant has no such content, or Twilio refuses it", async () => {
    const without = bot([calls(["view_cart"]), says(question)], { choices: {} as typeof contents });
    await without.run(batch(inbound(1, "quanto deu?")));
    const refused = bot([calls(["view_cart"]), says(question)]);
    refused.refuse({ ok: false, error: { kind: "refused", code: 21655, message: "invalid" } });
    await refused.run(batch(inbound(1, "quanto deu?")));
    for (const { sent } of [without, refused]) {
      expect(sent.map(({ text }) => text)).to.deep.equal([question]);
      expect(sent[0]?.content).to.equal(undefined);
    }
  });

  it("nothing is to be confirmed while something is missing, or the customer is not told the total", async () => {
    const missing = bot([calls(["view_cart"]), says(question)], { order: { missing: ["fulfilment"] } });
    const untold = bot([calls(["view_cart"]), says("Posso confirmar?")]);
    const placed = bot([calls(["order_status"]), says(question)], { order: { status: "awaiting_payment" } });
    const later = bot([calls(["view_cart"], ["unknown"]), says(question)]);
    for (const chat of [missing, untold, placed, later]) {
      await chat.run(batch(inbound(1, "quanto deu?")));
      expect(chat.sent[0]?.content).to.equal(undefined);
    }
  });

  it("the stores are a list until one is chosen", async () => {
    const stores = ["Centro", "Zona Sul", "Zona Norte"].map((name, n) => storeNamed(`store_n${n}`, name));
    const chat = bot(
      [says("De qual unidade?"), calls(["choose_store", { storeId: "store_n1" }]), says("Certo!")],
      {
        stores,
      },
    );
    await chat.run(batch(inbound(1, "oi")));
    expect(chat.sent[0]?.content).to.deep.include({ sid: contents[3] });
    expect(chat.sent[0]?.content?.variables).to.include({ 4: "Zona Sul", 5: "store:store_n1" });
    await chat.run(batch(inbound(2, "Zona Sul", { choice: { id: "store:store_n1" } })));
    expect(chat.sent[1]).to.deep.include({ text: "Certo!", content: undefined });
  });

  it("nothing is offered once a person is called", async () => {
    const stores = ["Centro", "Zona Sul"].map((name, n) => storeNamed(`store_n${n}`, name));
    const chat = bot([calls(["call_person"]), says("Chamei uma pessoa da equipe.")], { stores });
    await chat.run(batch(inbound(1, "vocês erraram tudo")));
    expect(chat.row()?.handoff).to.include({ reason: "asked" });
    expect(chat.sent[0]).to.deep.include({ text: "Chamei uma pessoa da equipe.", content: undefined });
  });

  it("buttons are under the last part of a long answer, and under none that is too long for them", async () => {
    const long = `${"Muitos itens. ".repeat(100)}\n\n${"E mais alguns. ".repeat(30)}${question}`;
    const split = bot([calls(["view_cart"]), says(long)]);
    await split.run(batch(inbound(1, "quanto deu?")));
    expect(split.sent.map(({ content }) => content?.sid)).to.deep.equal([undefined, contents[2]]);
    const whole = bot([calls(["view_cart"]), says(`${"Muitos itens. ".repeat(80)}${question}`)]);
    await whole.run(batch(inbound(1, "quanto deu?")));
    expect(whole.sent.map(({ content }) => content)).to.deep.equal([undefined]);
  });
});
