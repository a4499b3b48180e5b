import { expect } from "chai";
import { expireOrders } from "../../../handlers/order/closing.ts";
import {
  ana,
  errorOf,
  fillCart,
  inChat,
  orderOf,
  pizzeria,
  placeOrder,
  settled,
  told,
  type World,
  world,
} from "./support.ts";

const { clientId } = pizzeria;

describe("a suspended restaurant", () => {
  let the: World;
  beforeEach(() => {
    the = world();
  });
  const suspend = () =>
    Object.assign(the.tenants.find((tenant) => tenant.clientId === clientId)!, { suspended: true });

  it("takes no order, whoever asks for it, and charges nothing", async () => {
    await fillCart(the);
    const { quoteId } = orderOf(await the.ask({ ...inChat(), action: "view_cart" }));
    suspend();
    const place = { action: "place_order", paymentMethod: "PIX", customer: ana, quoteId } as const;
    const error = errorOf(await the.ask({ ...inChat(), ...place }));
    expect(error).to.deep.equal({
      code: "suspended",
      message: "Bella Napoli Centro não está recebendo pedidos no momento.",
    });
    const add = { action: "add_item", itemId: "coca_cola_lata", quantity: 1 } as const;
    expect(errorOf(await the.ask({ ...inChat(), ...add })).code).to.equal("suspended");
    expect(errorOf(await the.ask({ ...inChat(), action: "reorder" })).code).to.equal("suspended");
    expect(the.charges).to.deep.equal([]);
    expect([...the.store.orders.values()].map(({ status }) => status)).to.deep.equal(["cart"]);
  });

  it("goes on with what was ordered before: payment, kitchen, status", async () => {
    const orderId = await placeOrder(the);
    suspend();
    expect(orderOf(await the.ask(settled(orderId))).status).to.equal("confirmed");
    const kitchen = { clientId, orderId, action: "kitchen_status" } as const;
    expect(orderOf(await the.ask({ ...kitchen, status: "accepted" })).status).to.equal("accepted");
    expect(orderOf(await the.ask({ ...inChat(), action: "order_status" })).status).to.equal("accepted");
    expect(await the.ask({ ...inChat(), action: "last_orders" })).to.include({ ok: true });
  });

  it("still lets a customer cancel, and gives the money back", async () => {
    const orderId = await placeOrder(the);
    await the.ask(settled(orderId));
    suspend();
    expect(await the.ask({ ...inChat(), action: "cancel_order" })).to.include({ ok: true });
    expect(the.charges.at(-1)).to.deep.include({ action: "refund_charge", orderId });
    expect(told(the, orderId)).to.include("cancelled");
  });

  it("still has its unpaid orders expire", async () => {
    const orderId = await placeOrder(the);
    suspend();
    the.now = new Date("2026-11-24T23:30:00Z");
    await expireOrders(the.ports);
    expect(the.store.orders.get(orderId)!.status).to.equal("expired");
  });
});
