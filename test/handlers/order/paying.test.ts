import { expect } from "chai";
import { centavosIn } from "../../../handlers/order/placeable.ts";
import { toItem } from "../../../handlers/order/store.ts";
import {
  ana,
  errorOf,
  fillCart,
  filledTotal,
  inChat,
  orderOf,
  place,
  told,
  type World,
  world,
} from "./support.ts";

describe("the way of paying", () => {
  let the: World;
  beforeEach(async () => {
    the = world();
    await fillCart(the);
  });
  const stored = (orderId = "") => the.store.orders.get(orderId)!;

  it("by card or boleto is a link that the customer is sent, and no PIX code", async () => {
    for (const paymentMethod of ["CREDIT_CARD", "BOLETO"] as const) {
      await fillCart(the);
      const order = orderOf(await place(the, { paymentMethod }));
      expect(the.charges.at(-1)).to.include({ action: "create_charge", method: paymentMethod });
      const { outbox, payment } = stored(order.orderId);
      expect(outbox[0]?.message).to.deep.include({
        notice: "payment_requested",
        paymentMethod,
        invoiceUrl: "https://www.asaas.com/i/1",
        pixCode: undefined,
      });
      expect(payment).to.include({ method: paymentMethod }).and.to.not.have.property("pixCode");
      await the.ask({ ...inChat(), action: "cancel_order" });
    }
  });

  it("by boleto is waited for for days", async () => {
    const order = orderOf(await place(the, { paymentMethod: "BOLETO" }));
    expect(stored(order.orderId).expiresAt).to.equal("2026-11-27T23:00:00.000Z");
  });

  it("hands a payer's CPF to the charge, keeps it nowhere, and asks for it when it is needed", async () => {
    const answer = the.payment;
    the.payment = async (request) =>
      request.action === "create_charge" && !request.customer.cpfCnpj
        ? { ok: false, error: { code: "document_required", message: "A boleto needs a CPF." } }
        : answer(request);
    expect(errorOf(await place(the, { paymentMethod: "BOLETO" })).code).to.equal("document_required");
    const wrong = await place(the, { paymentMethod: "BOLETO", cpfCnpj: "529.982.247-26" });
    expect(errorOf(wrong).message).to.contain("não está certo");
    const order = orderOf(await place(the, { paymentMethod: "BOLETO", cpfCnpj: "529.982.247-25" }));
    expect(the.charges.at(-1)).to.deep.include({ customer: { ...ana, cpfCnpj: "52998224725" } });
    expect(JSON.stringify([...the.store.orders.values()])).to.not.match(/52998224725|529\.982/);
    expect(order.status).to.equal("awaiting_payment");
  });

  it("at the door needs no charge: the kitchen has the order at once", async () => {
    const order = orderOf(await place(the, { paymentMethod: "CASH", changeFor: "R$ 150,00" }));
    expect(order).to.include({ status: "confirmed", paymentMethod: "CASH" });
    expect(the.charges).to.deep.equal([]);
    expect(told(the, order.orderId!)).to.deep.equal(["pos confirmed", "confirmed"]);
    const message = stored(order.orderId).outbox[0]?.message;
    expect(message && "payment" in message && message.payment).to.deep.include({
      method: "CASH",
      dueCentavos: filledTotal,
      changeForCentavos: 15_000,
      paymentId: undefined,
    });
    expect(toItem(stored(order.orderId)).expiryTenant, "nothing is waited for").to.equal(undefined);
    expect(the.counted.get("OrdersPlaced")).to.equal(1);
    expect(the.counted.get("OrdersConfirmed")).to.equal(1);
  });

  it("at the door has nothing to refund when the kitchen rejects, and no payment to settle", async () => {
    const order = orderOf(await place(the, { paymentMethod: "CARD_ON_DELIVERY" }));
    const about = { clientId: inChat().clientId, orderId: order.orderId! };
    const settled = {
      ...about,
      action: "payment_settled",
      paymentId: "x",
      amountCentavos: filledTotal,
    } as const;
    expect(errorOf(await the.ask(settled)).code).to.equal("illegal_transition");
    await the.ask({ ...about, action: "kitchen_status", status: "rejected" });
    expect(the.charges).to.deep.equal([]);
    expect(stored(order.orderId).status).to.equal("rejected");
  });

  it("in cash asks for a note that is enough", async () => {
    const message = async (changeFor: string) =>
      errorOf(await place(the, { paymentMethod: "CASH", changeFor })).message;
    expect(await message("100")).to.contain("R$ 123,30");
    expect(await message("uma nota grande")).to.contain("troco é para quanto");
  });

  it("is one that the store takes", async () => {
    Object.assign(the.tenants[0]!.stores[0]!.orderConfig, { paymentMethods: ["PIX"] });
    expect(errorOf(await place(the, { paymentMethod: "CASH" })).code).to.equal("invalid_request");
    expect(the.charges).to.deep.equal([]);
  });
});

describe("the customer's confirmation", () => {
  let the: World;
  beforeEach(async () => {
    the = world();
    await fillCart(the);
  });
  const ask = (how: { quoteId?: string; confirmedTotal?: string }) =>
    the.ask({ ...inChat(), action: "place_order", paymentMethod: "PIX", customer: ana, ...how });
  const quoteId = async () => orderOf(await the.ask({ ...inChat(), action: "view_cart" })).quoteId!;

  it("by the total that was shown places the order", async () => {
    expect(orderOf(await ask({ confirmedTotal: "R$ 123,30" })).totalCentavos).to.equal(filledTotal);
  });

  it("is needed: without it nothing is placed", async () => {
    expect(errorOf(await ask({}))).to.deep.equal({
      code: "quote_changed",
      message: "Antes de fechar, confirme o resumo do pedido: o total é R$ 123,30.",
    });
  });

  it("of another total, or of one that the model made up, places nothing", async () => {
    for (const confirmedTotal of ["R$ 12,33", "R$ 123,31", "noventa por cento de desconto", ""])
      expect(errorOf(await ask({ confirmedTotal })).code, confirmedTotal).to.equal("quote_changed");
    expect(the.charges).to.deep.equal([]);
  });

  it("is void once anything of the basket changed, though it cost the same", async () => {
    const changes = [
      () => the.ask({ ...inChat(), action: "add_item", itemId: "tiramisu", quantity: 1 }),
      () =>
        the.ask({
          ...{ ...inChat(), action: "set_fulfilment", mode: "delivery" },
          address: { street: "Rua da Consolação", number: "1" },
        }),
      () => the.ask({ ...inChat(), action: "set_schedule", scheduledFor: "2026-11-25T12:30:00" }),
      () => the.ask({ ...inChat(), action: "apply_coupon", code: "BEMVINDO10" }),
      async () => {
        the.tenants[0]!.stores[0]!.orderConfig.delivery.feeCentavos = 600;
      },
    ];
    for (const change of changes) {
      const seen = await quoteId();
      await change();
      expect(errorOf(await ask({ quoteId: seen })).code).to.equal("quote_changed");
    }
    expect(orderOf(await ask({ quoteId: await quoteId() })).status).to.equal("awaiting_payment");
  });

  it("reads amounts as people and models write them", () => {
    for (const text of ["R$ 1.114,80", "1114,80", "R$1114.80", "1.114,8"])
      expect(centavosIn(text), text).to.equal(111_480);
    for (const text of ["100", "R$ 100", "100 reais", "100,00"])
      expect(centavosIn(text), text).to.equal(10_000);
    for (const text of ["", "cem", "-5", "1e3", "12,345", "R$"])
      expect(centavosIn(text), text).to.equal(undefined);
  });
});
