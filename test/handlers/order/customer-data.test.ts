import { expect } from "chai";
import { serve } from "../../../handlers/order/service.ts";
import { conversationIdOf } from "../../../handlers/shared/identity.ts";
import { ana, errorOf, inChat, orderOf, pizzeria, place, settled, type World, world } from "./support.ts";

describe("a customer's own data", () => {
  let the: World;
  const { clientId } = pizzeria;
  const conversationId = conversationIdOf(clientId, ana.phone);
  const where = () => ({ ...inChat(), conversationId });
  beforeEach(() => {
    the = world();
  });

  async function ordered(): Promise<string> {
    await the.ask({ ...where(), action: "add_item", itemId: "tiramisu", quantity: 1, notes: "para a Ana" });
    const address = { street: "Rua Augusta", number: "100" };
    await the.ask({ ...where(), action: "set_fulfilment", mode: "delivery", address });
    await the.ask({ ...where(), action: "add_item", itemId: "pizza_parma", quantity: 1 });
    const { orderId = "", totalCentavos } = orderOf(await place(the, { conversationId }));
    await the.ask(settled(orderId, totalCentavos));
    return orderId;
  }
  async function ended(): Promise<string> {
    const orderId = await ordered();
    for (const status of ["accepted", "ready", "delivered"] as const)
      await the.ask({ clientId, action: "kitchen_status", orderId, status });
    told(orderId);
    return orderId;
  }
  /** What SQSProducer does. */
  const told = (orderId: string) =>
    the.store.orders.set(orderId, { ...the.store.orders.get(orderId)!, outbox: [] });
  const ask = (action: "customer_orders" | "erase_customer", changes = {}) =>
    the.ask({ clientId, action, phone: ana.phone, ...changes });

  it("lists the orders of one restaurant and one customer alone", async () => {
    const orderId = await ended();
    const history = async (changes = {}) => {
      const result = await ask("customer_orders", changes);
      return result.ok && "history" in result ? result.history : expect.fail(JSON.stringify(result));
    };
    expect(await history()).to.deep.equal([
      { orderId, placedAt: the.now.toISOString(), status: "delivered", total: "R$ 102,80" },
    ]);
    expect(await history({ phone: "+5511900000000" })).to.deep.equal([]);
    expect(await history({ clientId: "client_tempero_da_bahia" })).to.deep.equal([]);
  });

  it("is erased from orders that have ended, and their money stays", async () => {
    const orderId = await ended();
    expect(await ask("erase_customer")).to.deep.equal({ ok: true, erased: 1 });
    const order = the.store.orders.get(orderId)!;
    expect(JSON.stringify(order)).not.to.match(/Augusta|987654321|Ana|cust_ana/);
    expect(order).to.include({ status: "delivered" });
    expect(order.quote?.totalCentavos).to.equal(10_280);
    expect(await ask("customer_orders")).to.deep.equal({ ok: true, history: [] });
    expect([...the.store.pointers.keys()]).to.deep.equal([]);
    const last = await the.ask({ ...where(), action: "last_orders" });
    expect(last).to.deep.equal({ ok: true, orders: [] });
  });

  it("is erased from the charge and the coupon, before nobody finds the order any more", async () => {
    const orderId = await ended();
    await the.coupons.hold({ clientId, orderId, customerId: ana.customerId, code: "PIZZA10" });
    the.payment = async () => ({ ok: false, error: { code: "no_answer", message: "away" } });
    const outcome = await ask("erase_customer").then(JSON.stringify, (error: Error) => error.message);
    expect(outcome).to.equal("away");
    expect(the.store.orders.get(orderId)?.customer, "can be found again").to.deep.equal(ana);
    the.payment = async () => ({ ok: true, paymentId: "chg_1" });
    expect(await ask("erase_customer")).to.deep.equal({ ok: true, erased: 1 });
    expect(the.charges.at(-1)).to.deep.equal({ action: "forget_customer", clientId, orderId });
    expect(the.coupons.uses.get(orderId)?.customerId).to.equal("cust_erased");
    const { payment } = the.store.orders.get(orderId)!;
    expect(payment).to.deep.include({ paymentId: `chg_${orderId}`, paidAt: the.now.toISOString() });
    for (const gone of ["pixCode", "pixQrKey", "invoiceUrl"] as const)
      expect(payment?.[gone]).to.equal(undefined);
  });

  it("is not there to be told that money goes back later; the kitchen is", async () => {
    const orderId = await ended();
    await ask("erase_customer");
    for (const amountCentavos of [500, 10_280])
      await the.ask({ clientId, action: "payment_refunded", orderId, paymentId: "chg_1", amountCentavos });
    const { status, outbox } = the.store.orders.get(orderId)!;
    expect(status).to.equal("refunded");
    expect(outbox.map(({ to }) => to)).to.deep.equal(["pos", "pos"]);
  });

  it("stays while an order is under way, or somebody must still be told of it", async () => {
    const orderId = await ordered();
    expect(errorOf(await ask("erase_customer")).code).to.equal("order_under_way");
    expect(the.store.orders.get(orderId)?.customer).to.deep.equal(ana);
    expect(the.mediaErased, "their media stay too").to.deep.equal([]);
  });

  it("goes with their media, also of a customer who never ordered", async () => {
    expect(await ask("erase_customer")).to.deep.equal({ ok: true, erased: 0 });
    await ask("customer_orders");
    expect(the.mediaErased).to.deep.equal([
      { clientId, conversationId: conversationIdOf(clientId, ana.phone) },
    ]);
  });

  it("is not called erased while nobody has taken the media", async () => {
    await ended();
    const eraseMedia = () => Promise.reject(new Error("Lambda is away"));
    const asked = serve(
      { ...the.ports, eraseMedia },
      { clientId, action: "erase_customer", phone: ana.phone },
    );
    const outcome = await asked.then(JSON.stringify, (error: Error) => error.message);
    expect(outcome).to.equal("Lambda is away");
    expect(await ask("erase_customer"), "the customer tries again").to.include({ ok: true });
    expect(the.mediaErased).to.have.length(1);
  });

  it("may be erased again, when there is nothing left", async () => {
    await ended();
    await ask("erase_customer");
    expect(await ask("erase_customer")).to.deep.equal({ ok: true, erased: 0 });
  });
});
