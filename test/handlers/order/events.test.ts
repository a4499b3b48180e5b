import { expect } from "chai";
import type { OrderRequest } from "../../../handlers/shared/order-api.ts";
import { canMove, type OrderStatus, orderTransitions } from "../../../handlers/shared/order-states.ts";
import {
  errorOf,
  inChat,
  orderOf,
  pizzeria,
  placeOrder,
  settled,
  told,
  type World,
  world,
} from "./support.ts";

const kitchen = (
  orderId: string,
  status: "accepted" | "rejected" | "ready" | "out_for_delivery" | "delivered",
) => ({ clientId: pizzeria.clientId, action: "kitchen_status", orderId, status }) satisfies OrderRequest;

describe("a payment", () => {
  let the: World;
  let orderId: string;
  beforeEach(async () => {
    the = world();
    orderId = await placeOrder(the);
  });

  it("confirms the order, and tells the kitchen and the customer in the same write", async () => {
    expect(orderOf(await the.ask(settled(orderId))).status).to.equal("confirmed");
    const order = the.store.orders.get(orderId)!;
    const [kitchens] = order.outbox.filter(({ to }) => to === "pos");
    expect(kitchens?.message).to.deep.include({
      type: "order",
      status: "confirmed",
      version: order.version,
      totalCentavos: 12_330,
      deliveryFeeCentavos: 700,
      region: "us-east-1",
    });
    expect(told(the, orderId)).to.deep.equal(["payment_requested", "pos confirmed", "payment_confirmed"]);
    expect(the.counted.get("OrdersConfirmed")).to.equal(1);
  });

  it("confirms once when it comes five times, at once", async () => {
    await Promise.all(Array.from({ length: 5 }, () => the.ask(settled(orderId))));
    expect(told(the, orderId)).to.deep.equal(["payment_requested", "pos confirmed", "payment_confirmed"]);
    expect(the.counted.get("OrdersConfirmed")).to.equal(1);
  });

  it("of another amount confirms nothing, and is reported", async () => {
    const error = errorOf(await the.ask(settled(orderId, 12_329)));
    expect(error.code).to.equal("amount_differs");
    expect(the.store.orders.get(orderId)!.status).to.equal("awaiting_payment");
    expect(the.lines.some(({ level }) => level === "error")).to.equal(true);
  });

  it("that comes after the order expired is noted once and reported, and answered with ok", async () => {
    the.now = new Date("2026-11-25T00:00:00Z");
    const { expireOrders } = await import("../../../handlers/order/closing.ts");
    await expireOrders(the.ports);
    expect(orderOf(await the.ask(settled(orderId))).status).to.equal("expired");
    expect(orderOf(await the.ask(settled(orderId))).status).to.equal("expired");
    const { timeline } = the.store.orders.get(orderId)!;
    expect(timeline.filter(({ note }) => note?.startsWith("late payment"))).to.have.lengthOf(1);
    const reports = the.lines.filter(({ level, message }) => level === "error" && message.includes("refund"));
    expect(reports).to.have.lengthOf(1);
    expect(told(the, orderId)).to.deep.equal(["payment_requested", "expired"]);
  });

  it("of another tenant's order settles nothing", async () => {
    const foreign = { ...settled(orderId), clientId: "client_tempero_da_bahia" };
    expect(errorOf(await the.ask(foreign)).code).to.equal("no_order");
    expect(the.store.orders.get(orderId)!.status).to.equal("awaiting_payment");
  });
});

describe("the kitchen", () => {
  let the: World;
  let orderId: string;
  beforeEach(async () => {
    the = world();
    orderId = await placeOrder(the);
    await the.ask(settled(orderId));
  });

  it("moves an order to the customer's door, telling each step once", async () => {
    const steps = ["accepted", "ready", "out_for_delivery", "delivered"] as const;
    for (const status of steps)
      expect(orderOf(await the.ask(kitchen(orderId, status))).status).to.equal(status);
    expect(told(the, orderId).slice(3)).to.deep.equal(steps);
  });

  it("promises minutes that the customer hears and sees", async () => {
    const view = orderOf(await the.ask({ ...kitchen(orderId, "accepted"), minutes: 25 }));
    expect(view.etaMinutes).to.equal(25);
    const last = the.store.orders.get(orderId)!.outbox.at(-1);
    expect(last?.message).to.deep.include({ notice: "accepted", minutes: 25 });
  });

  it("changes nothing by repeating itself, even late", async () => {
    await the.ask(kitchen(orderId, "accepted"));
    await the.ask(kitchen(orderId, "ready"));
    const { version } = the.store.orders.get(orderId)!;
    expect(orderOf(await the.ask(kitchen(orderId, "accepted"))).status).to.equal("ready");
    expect(the.store.orders.get(orderId)!.version).to.equal(version);
  });

  it("cannot skip a step, nor touch an order that is not paid", async () => {
    expect(errorOf(await the.ask(kitchen(orderId, "delivered"))).code).to.equal("illegal_transition");
    const unpaid = await placeOrder(the);
    const error = errorOf(await the.ask(kitchen(unpaid, "accepted")));
    expect(error).to.deep.equal({
      code: "illegal_transition",
      message: "Não é possível: o pedido está aguardando o pagamento.",
    });
  });

  it("rejects with a reason that the customer hears, and the money to give back is reported", async () => {
    await the.ask({ ...kitchen(orderId, "rejected"), reason: "Acabou a muçarela" });
    const last = the.store.orders.get(orderId)!.outbox.at(-1);
    expect(last?.message).to.deep.include({ notice: "rejected", reason: "Acabou a muçarela" });
    expect(the.lines.some(({ message }) => message.includes("refund its payment"))).to.equal(true);
  });

  it("of another restaurant has no such order", async () => {
    const foreign = { ...kitchen(orderId, "accepted"), clientId: "client_tempero_da_bahia" };
    expect(errorOf(await the.ask(foreign)).code).to.equal("no_order");
  });
});

describe("the customer's order", () => {
  it("is none before one was placed", async () => {
    expect(errorOf(await world().ask({ ...inChat(), action: "order_status" })).code).to.equal("no_order");
  });
});

describe("the transition table", () => {
  it("reaches every state from the basket, and leaves no final state", () => {
    const reached = new Set<OrderStatus>(["cart"]);
    for (const from of reached) for (const to of orderTransitions[from]) reached.add(to);
    expect([...reached]).to.have.members(Object.keys(orderTransitions));
    for (const end of ["delivered", "rejected", "cancelled", "expired"] as const)
      for (const to of reached) expect(canMove(end, to)).to.equal(false);
  });
});
