import { expect } from "chai";
import type { PaymentRequest, PaymentResult } from "../../../handlers/shared/payment-api.ts";
import {
  ana,
  place as confirm,
  errorOf,
  fillCart,
  filledTotal,
  inChat,
  orderOf,
  placeOrder,
  told,
  type World,
  world,
} from "./support.ts";

describe("placing an order", () => {
  let the: World;
  beforeEach(() => {
    the = world();
  });
  const place = (requestId?: string) => confirm(the, { requestId });
  const refuseCharge = async (): Promise<PaymentResult> => ({
    ok: false,
    error: { code: "refused", message: "no" },
  });

  it("charges the frozen total and holds the order for the store's half hour", async () => {
    const orderId = await placeOrder(the);
    expect(the.charges).to.have.lengthOf(1);
    expect(the.charges[0]).to.deep.include({
      action: "create_charge",
      orderId,
      amountCentavos: filledTotal,
      customer: ana,
      expiresAt: "2026-11-24T23:30:00.000Z",
    });
    const order = the.store.orders.get(orderId)!;
    expect(order).to.deep.include({
      status: "awaiting_payment",
      etaMinutes: 45,
      epoch: 3,
      region: "us-east-1",
    });
    expect(order.quote?.totalCentavos).to.equal(filledTotal);
    expect(order.timeline).to.have.lengthOf(1);
    expect(order.timeline[0]).to.deep.include({
      from: "cart",
      to: "awaiting_payment",
      by: "customer",
      epoch: 3,
    });
    expect(the.counted.get("OrdersPlaced")).to.equal(1);
    expect(the.counted.get("OrderValue")).to.equal(123.3);
  });

  it("tells the customer the PIX code by a notice, in the very write that placed the order", async () => {
    const orderId = await placeOrder(the);
    const [entry] = the.store.orders.get(orderId)!.outbox;
    expect(entry?.message).to.deep.include({
      notice: "payment_requested",
      pixCode: "00020126PIX",
      total: "R$ 123,30",
      phone: ana.phone,
      conversationId: "conv_ana",
    });
    expect(the.relayed).to.deep.equal([orderId]);
  });

  it("stands although the relay could not be started", async () => {
    the = world();
    Object.assign(the.ports, { relay: () => Promise.reject(new Error("throttled")) });
    await placeOrder(the);
    expect(the.lines.find(({ level }) => level === "warn")?.message).to.contain("the schedule relays");
  });

  it("keeps today's prices when the menu changes afterwards", async () => {
    const orderId = await placeOrder(the);
    const view = orderOf(await the.ask({ ...inChat(), action: "order_status" }));
    expect(view).to.deep.include({ orderId, status: "awaiting_payment", total: "R$ 123,30" });
  });

  it("is one order and one charge when the same request comes three times, at once", async () => {
    await fillCart(the);
    const answers = await Promise.all([place("SM9#1"), place("SM9#1"), place("SM9#1")]);
    const again = await place("SM9#1");
    const ids = [...answers, again].flatMap((a) => (a.ok && "order" in a ? [a.order.orderId] : []));
    expect(new Set(ids).size).to.equal(1);
    expect(told(the, ids[0]!)).to.deep.equal(["payment_requested"]);
    expect(the.counted.get("OrdersPlaced")).to.equal(1);
    expect(the.charges.every(({ action }) => action === "create_charge")).to.equal(true);
  });

  it("leaves the basket usable when the charge is refused, and places it at the next try", async () => {
    the.payment = refuseCharge;
    await fillCart(the);
    const refused = errorOf(await place());
    expect(refused.code).to.equal("payment_failed");
    expect(refused.message).to.contain("Seu carrinho continua guardado");
    expect(orderOf(await the.ask({ ...inChat(), action: "view_cart" })).totalCentavos).to.equal(filledTotal);

    the.payment = world().payment;
    expect(orderOf(await place()).status).to.equal("awaiting_payment");
    const ids = the.charges.map(({ orderId }) => orderId);
    expect(new Set(ids).size, "both tries charge the same order").to.equal(1);
  });

  it("asks for the charge once more when PaymentService had no answer at once", async () => {
    await fillCart(the);
    const answer = the.payment;
    the.payment = async () => {
      the.payment = answer;
      return { ok: false, error: { code: "no_answer", message: "The charge changed while it was made." } };
    };
    expect(orderOf(await place()).status).to.equal("awaiting_payment");
    expect(the.charges).to.have.lengthOf(2);
    expect(the.charges[1]).to.deep.equal(the.charges[0]);
  });

  it("does not ask again when that took long", async () => {
    await fillCart(the);
    the.payment = async () => {
      the.now = new Date(the.now.getTime() + 4_000);
      return { ok: false, error: { code: "no_answer", message: "Asaas did not answer." } };
    };
    expect(errorOf(await place()).code).to.equal("payment_failed");
    expect(the.charges).to.have.lengthOf(1);
  });

  it("leaves the basket usable when PaymentService gives no answer", async () => {
    the.payment = () => Promise.reject(new Error("timed out"));
    await fillCart(the);
    expect(errorOf(await place()).code).to.equal("payment_failed");
    expect(orderOf(await the.ask({ ...inChat(), action: "view_cart" })).items).to.have.lengthOf(2);
  });

  it("is not placed when the basket changed while it was charged, and the next try replaces the charge", async () => {
    await fillCart(the);
    const answer = the.payment;
    the.payment = async (request: PaymentRequest) => {
      await the.ask({ ...inChat(), action: "add_item", itemId: "tiramisu", quantity: 1 });
      return answer(request);
    };
    expect(errorOf(await place()).code).to.equal("invalid_request");
    the.payment = answer;
    const order = orderOf(await place());
    expect(order.items).to.have.lengthOf(3);
    const amounts = the.charges.map(
      (request) => request.action === "create_charge" && request.amountCentavos,
    );
    expect(amounts).to.deep.equal([filledTotal, filledTotal + 2290]);
    expect(new Set(the.charges.map(({ orderId }) => orderId)).size, "for the same order").to.equal(1);
  });

  it("answers with the order when another try of the same request placed it meanwhile", async () => {
    await fillCart(the);
    const answer = the.payment;
    the.payment = async () => {
      the.payment = answer;
      await place("SM3#1");
      return refuseCharge();
    };
    const order = orderOf(await place("SM3#1"));
    expect(order.status).to.equal("awaiting_payment");
    expect(told(the, order.orderId!)).to.deep.equal(["payment_requested"]);
  });

  it("opens a new basket for what the customer adds afterwards", async () => {
    const first = await placeOrder(the);
    await the.ask({ ...inChat(), action: "add_item", itemId: "tiramisu", quantity: 1 });
    const cart = orderOf(await the.ask({ ...inChat(), action: "view_cart" }));
    expect(cart.items.map(({ itemId }) => itemId)).to.deep.equal(["tiramisu"]);
    expect(orderOf(await the.ask({ ...inChat(), action: "order_status" })).orderId).to.equal(first);
  });

  it("repeats nothing when the turn that placed it is worked through again", async () => {
    await the.ask({ ...inChat("SM7#1"), action: "add_item", itemId: "pizza_margherita", quantity: 1 });
    await the.ask({ ...inChat("SM7#2"), action: "set_fulfilment", mode: "pickup" });
    await place("SM7#3");
    await the.ask({ ...inChat("SM7#1"), action: "add_item", itemId: "pizza_margherita", quantity: 1 });
    await the.ask({ ...inChat("SM7#2"), action: "set_fulfilment", mode: "pickup" });
    expect(orderOf(await place("SM7#3")).items[0]?.quantity).to.equal(1);
    expect(the.store.orders.size).to.equal(1);
  });

  it("repeats nothing when that turn went on to a new basket", async () => {
    const turn = async () => {
      await the.ask({ ...inChat("SM8#1"), action: "add_item", itemId: "pizza_margherita", quantity: 1 });
      await the.ask({ ...inChat("SM8#2"), action: "set_fulfilment", mode: "pickup" });
      const placed = orderOf(await place("SM8#3"));
      await the.ask({ ...inChat("SM8#4"), action: "add_item", itemId: "tiramisu", quantity: 1 });
      return placed.orderId;
    };
    const orderId = await turn();
    expect(await turn()).to.equal(orderId);
    const basket = orderOf(await the.ask({ ...inChat(), action: "view_cart" }));
    expect(basket.items.map(({ itemId, quantity }) => [itemId, quantity])).to.deep.equal([["tiramisu", 1]]);
    expect(the.store.orders.size).to.equal(2);
  });

  it("repeats nothing when that turn placed two orders and opened a third basket", async () => {
    const pay = { paymentMethod: "CASH" } as const;
    const turn = async () => {
      await the.ask({ ...inChat("SM6#1"), action: "add_item", itemId: "pizza_margherita", quantity: 1 });
      await the.ask({ ...inChat("SM6#2"), action: "set_fulfilment", mode: "pickup" });
      await confirm(the, { requestId: "SM6#3", ...pay });
      await the.ask({ ...inChat("SM6#4"), action: "reorder" });
      await confirm(the, { requestId: "SM6#5", ...pay });
      await the.ask({ ...inChat("SM6#6"), action: "add_item", itemId: "tiramisu", quantity: 1 });
    };
    await turn();
    await turn();
    const statuses = [...the.store.orders.values()].map(({ status }) => status);
    expect(statuses.sort()).to.deep.equal(["cart", "confirmed", "confirmed"]);
  });

  describe("is refused", () => {
    const codeAfter = async (prepare: () => Promise<unknown>) => {
      await prepare();
      return errorOf(await place()).code;
    };
    const add = (itemId: string) => the.ask({ ...inChat(), action: "add_item", itemId, quantity: 1 });
    const fulfil = (mode: "delivery" | "pickup") => the.ask({ ...inChat(), action: "set_fulfilment", mode });

    afterEach(() => expect(the.charges, "nothing is charged").to.deep.equal([]));

    it("for an empty basket", async () => {
      expect(await codeAfter(async () => {})).to.equal("empty_cart");
    });

    it("while delivery or pick-up is open, and without an address", async () => {
      expect(await codeAfter(() => add("pizza_margherita"))).to.equal("incomplete");
      expect(await codeAfter(() => fulfil("delivery"))).to.equal("incomplete");
    });

    it("below the minimum of a delivery", async () => {
      const address = { street: "Rua Augusta", number: "100" };
      await add("coca_cola_lata");
      await the.ask({ ...inChat(), action: "set_fulfilment", mode: "delivery", address });
      expect(errorOf(await place())).to.deep.equal({
        code: "below_minimum",
        message: "O pedido mínimo para entrega é de R$ 30,00, sem contar a taxa.",
      });
    });

    it("while the store is closed, and says when it opens", async () => {
      const there = () => ({ ...inChat(), storeId: "store_pinheiros" });
      the.now = new Date("2026-11-24T15:00:00Z");
      await the.ask({ ...there(), action: "add_item", itemId: "pizza_parma", quantity: 1 });
      await the.ask({ ...there(), action: "set_fulfilment", mode: "pickup" });
      const closed = await confirm(the, { storeId: "store_pinheiros" });
      expect(errorOf(closed)).to.deep.equal({
        code: "store_closed",
        message: "Bella Napoli Pinheiros está fechada agora e abre hoje às 18:00.",
      });
    });

    it("when an item ran out after it was put into the basket", async () => {
      await add("tiramisu");
      await fulfil("pickup");
      const [order] = the.store.orders.values();
      the.store.orders.set(order!.orderId, { ...order!, lines: [{ itemId: "petit_gateau", quantity: 1 }] });
      expect(errorOf(await place())).to.deep.equal({
        code: "item_unavailable",
        message: "Petit Gâteau acabou. Tire do carrinho ou troque para fechar o pedido.",
      });
    });
  });
});
