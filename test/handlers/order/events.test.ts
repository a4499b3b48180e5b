import { expect } from "chai";
import { expireOrders } from "../../../handlers/order/closing.ts";
import type { OrderRequest } from "../../../handlers/shared/order-api.ts";
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

type StaffStatus = Extract<OrderRequest, { action: "staff_status" }>["status"];

/** Asaas says that the money went back. */
const back = (orderId: string, amountCentavos = 12_330) =>
  ({
    ...{ clientId: pizzeria.clientId, action: "payment_refunded", orderId, amountCentavos },
    paymentId: `chg_${orderId}`,
  }) satisfies OrderRequest;

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

  describe("of another amount", () => {
    const staffCancels = {
      clientId: "client_bella_napoli",
      action: "staff_status",
      status: "cancelled",
    } as const;
    const refunded = (amountCentavos: number) =>
      the.ask({
        ...{ clientId: "client_bella_napoli", action: "payment_refunded", orderId, paymentId: "chg_1" },
        amountCentavos,
      });
    beforeEach(async () => {
      for (const _ of [1, 2]) await the.ask(settled(orderId, 10_000));
      the.charges.length = 0;
    });

    it("is told to the customer once, and noted", () => {
      expect(told(the, orderId)).to.deep.equal(["payment_requested", "amount_differs"]);
      const { outbox, timeline } = the.store.orders.get(orderId)!;
      expect(outbox.at(-1)?.message).to.include({ amount: "R$ 100,00", total: "R$ 123,30" });
      expect(timeline.at(-1)).to.include({ by: "payment", note: "R$ 100,00 paid, not R$ 123,30" });
    });

    it("leaves the order to a person: it does not expire, and a cancellation is told why", async () => {
      the.now = new Date("2026-11-25T00:00:00Z");
      expect(await expireOrders(the.ports)).to.deep.equal({ ok: true, expired: 0 });
      const error = errorOf(await the.ask({ ...inChat(), action: "cancel_order" }));
      expect(error).to.deep.include({
        code: "amount_differs",
        message:
          "O valor pago (R$ 100,00) é diferente do total do pedido (R$ 123,30): o restaurante vai falar com você.",
      });
      expect(the.charges).to.deep.equal([]);
    });

    it("goes back, as much as it was, when the staff cancels", async () => {
      await the.ask({ ...staffCancels, orderId });
      expect(the.charges).to.have.lengthOf(1);
      expect(the.charges[0]).to.include({ action: "refund_charge", amountCentavos: 10_000 });
      expect(orderOf(await refunded(10_000)).status).to.equal("refunded");
      const notice = the.store.orders.get(orderId)!.outbox.at(-1)?.message;
      expect(notice).to.include({ notice: "refunded", amount: "R$ 100,00" });
    });

    it("that went back in Asaas's panel ends the order", async () => {
      expect(orderOf(await refunded(4_000)).status).to.equal("awaiting_payment");
      expect(orderOf(await refunded(10_000)).status).to.equal("refunded");
    });

    it("goes back, too, when it comes after the order's end", async () => {
      const late = await placeOrder(the);
      await the.ask({ ...staffCancels, orderId: late });
      expect(errorOf(await the.ask(settled(late, 10_000))).code).to.equal("amount_differs");
      await expireOrders(the.ports);
      expect(the.charges.at(-1)).to.include({ action: "refund_charge", amountCentavos: 10_000 });
      expect(the.store.orders.get(late)!.status).to.equal("refund_pending");
    });
  });

  it("that comes after the order expired is noted once, answered with ok, and given back", async () => {
    the.now = new Date("2026-11-25T00:00:00Z");
    await expireOrders(the.ports);
    expect(orderOf(await the.ask(settled(orderId))).status).to.equal("expired");
    expect(orderOf(await the.ask(settled(orderId))).status).to.equal("expired");
    const { timeline } = the.store.orders.get(orderId)!;
    expect(timeline.filter(({ note }) => note?.startsWith("late payment"))).to.have.lengthOf(1);
    expect(told(the, orderId)).to.deep.equal(["payment_requested", "expired"]);

    await expireOrders(the.ports);
    await expireOrders(the.ports);
    expect(the.charges.filter(({ action }) => action === "refund_charge")).to.deep.equal([
      {
        action: "refund_charge",
        clientId: pizzeria.clientId,
        orderId,
        amountCentavos: 12_330,
        reason: "Pedido expirado",
      },
    ]);
    expect(orderOf(await the.ask(back(orderId))).status).to.equal("refunded");
    expect(told(the, orderId).at(-1)).to.equal("refunded");
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

  it("rejects with a reason that the customer hears, and the money goes back", async () => {
    const rejected = { ...kitchen(orderId, "rejected"), reason: "Acabou a muçarela" };
    expect(orderOf(await the.ask(rejected)).status).to.equal("rejected");
    expect(the.store.orders.get(orderId)!.status).to.equal("refund_pending");
    expect(the.charges.at(-1)).to.include({
      ...{ action: "refund_charge", amountCentavos: 12_330 },
      reason: "Pedido recusado pela loja",
    });
    await the.ask(rejected);
    await the.ask(back(orderId));
    await the.ask(back(orderId));
    expect(told(the, orderId).slice(3)).to.deep.equal(["rejected", "pos cancelled", "refunded"]);
    const { outbox, timeline } = the.store.orders.get(orderId)!;
    const notice = outbox.find(({ message }) => "notice" in message && message.notice === "rejected");
    expect(notice?.message).to.deep.include({ reason: "Acabou a muçarela" });
    expect(timeline.map(({ to, by }) => `${to} by ${by}`)).to.deep.equal([
      "awaiting_payment by customer",
      "confirmed by payment",
      "rejected by kitchen",
      "refund_pending by payment",
      "refunded by payment",
    ]);
    expect(the.counted.get("OrdersRefunded")).to.equal(1);
  });

  it("is answered although the refund fails, and the schedule asks again", async () => {
    const answer = the.payment;
    the.payment = () => Promise.reject(new Error("Asaas is away"));
    expect(orderOf(await the.ask(kitchen(orderId, "rejected"))).status).to.equal("rejected");
    expect(the.lines.some(({ level, message }) => level === "error" && message.includes("refund"))).to.equal(
      true,
    );
    the.payment = answer;
    await expireOrders(the.ports);
    expect(the.store.orders.get(orderId)!.status).to.equal("refund_pending");
  });

  it("of another restaurant has no such order", async () => {
    const foreign = { ...kitchen(orderId, "accepted"), clientId: "client_tempero_da_bahia" };
    expect(errorOf(await the.ask(foreign)).code).to.equal("no_order");
  });
});

describe("a person of the restaurant", () => {
  let the: World;
  let orderId: string;
  beforeEach(async () => {
    the = world();
    orderId = await placeOrder(the);
    await the.ask(settled(orderId));
  });
  const staff = (status: StaffStatus, reason?: string) =>
    the.ask({ clientId: pizzeria.clientId, action: "staff_status", orderId, status, reason });

  it("moves an order as the kitchen does, while the point of sale is out of order", async () => {
    for (const status of ["accepted", "ready", "delivered"] as const)
      expect(orderOf(await staff(status)).status).to.equal(status);
    expect(orderOf(await the.ask(kitchen(orderId, "accepted"))).status).to.equal("delivered");
    expect(the.store.orders.get(orderId)!.timeline.at(-1)).to.include({ by: "staff" });
  });

  it("cancels what the customer no longer can, and the money goes back", async () => {
    await the.ask(kitchen(orderId, "accepted"));
    await the.ask(kitchen(orderId, "ready"));
    expect(orderOf(await staff("cancelled", "entregador não achou o endereço")).status).to.equal("cancelled");
    expect(told(the, orderId).slice(-2)).to.deep.equal(["pos cancelled", "cancelled"]);
    expect(the.store.orders.get(orderId)!.status).to.equal("refund_pending");
    expect(the.charges.at(-1)).to.include({ action: "refund_charge", reason: "Pedido cancelado" });
  });

  it("gives a delivered order's money back, once", async () => {
    for (const status of ["accepted", "ready", "delivered"] as const) await the.ask(kitchen(orderId, status));
    expect(orderOf(await staff("refund_pending", "veio frio")).status).to.equal("refund_pending");
    expect(orderOf(await staff("refund_pending", "veio frio")).status).to.equal("refund_pending");
    expect(the.charges.filter(({ action }) => action === "refund_charge")).to.have.lengthOf(1);
    expect(errorOf(await staff("cancelled")).code).to.equal("illegal_transition");
  });

  it("refunds nothing that is still being made", async () => {
    expect(errorOf(await staff("refund_pending")).code).to.equal("illegal_transition");
    expect(the.charges.filter(({ action }) => action === "refund_charge")).to.deep.equal([]);
  });
});

describe("money that goes back without our asking", () => {
  let the: World;
  let orderId: string;
  beforeEach(async () => {
    the = world();
    orderId = await placeOrder(the);
    await the.ask(settled(orderId));
  });
  const lastToKitchen = () =>
    the.store.orders.get(orderId)!.outbox.findLast(({ to }) => to === "pos")?.message;

  it("all of it stops the order, and the kitchen and the customer hear", async () => {
    await the.ask(kitchen(orderId, "accepted"));
    expect(orderOf(await the.ask(back(orderId))).status).to.equal("refunded");
    expect(lastToKitchen()).to.deep.include({ status: "cancelled" });
    expect(errorOf(await the.ask(kitchen(orderId, "ready"))).code).to.equal("illegal_transition");
  });

  it("a part of it is told to the kitchen and to the customer, once, and stops nothing", async () => {
    const part = { ...back(orderId, 500), reason: "faltou a coca" };
    expect(orderOf(await the.ask(part)).status).to.equal("confirmed");
    expect(orderOf(await the.ask(part)).status).to.equal("confirmed");
    const message = lastToKitchen();
    expect(message).to.include({ status: "confirmed" });
    expect(message && "payment" in message && message.payment.refundedCentavos).to.equal(500);
    const { outbox } = the.store.orders.get(orderId)!;
    expect(outbox.at(-1)?.message).to.include({
      ...{ notice: "partly_refunded", amount: "R$ 5,00", total: "R$ 123,30", reason: "faltou a coca" },
    });
    expect(told(the, orderId).slice(3)).to.deep.equal(["pos confirmed", "partly_refunded"]);
  });

  it("the next part is told as such, and the rest as all of it", async () => {
    for (const sum of [500, 1_500, 12_330, 1_500]) await the.ask(back(orderId, sum));
    const { outbox } = the.store.orders.get(orderId)!;
    const notices = outbox.flatMap(({ to, message }) => (to === "customer" ? [message] : []));
    expect(notices.slice(2).map(({ notice, amount }) => [notice, amount])).to.deep.equal([
      ["partly_refunded", "R$ 5,00"],
      ["partly_refunded", "R$ 10,00"],
      ["refunded", undefined],
    ]);
  });

  describe("a dispute", () => {
    const disputed = (state: "opened" | "won") =>
      the.ask({
        ...{ clientId: pizzeria.clientId, action: "payment_disputed", orderId, paymentId: "chg_1", state },
        amountCentavos: 12_330,
      });
    const refunds = () => the.charges.filter(({ action }) => action === "refund_charge").length;
    const expired = async () => {
      await expireOrders(the.ports);
      return the.store.orders.get(orderId)!;
    };

    it("keeps what a cancelled order owes until the restaurant has won", async () => {
      await disputed("opened");
      await the.ask({ ...inChat(), action: "cancel_order" });
      expect(await expired()).to.include({ status: "cancelled", expiresAt: undefined });
      expect(refunds()).to.equal(0);
      await disputed("won");
      expect(refunds(), "PaymentService waits for the answer").to.equal(0);
      expect((await expired()).status).to.equal("refund_pending");
      expect(refunds()).to.equal(1);
    });

    it("opened while the refund is still to be asked for stops the schedule", async () => {
      the.payment = async () => ({ ok: false, error: { code: "no_answer", message: "Asaas is away" } });
      await the.ask({ ...inChat(), action: "cancel_order" });
      await disputed("opened");
      const before = refunds();
      expect(await expired()).to.include({ status: "cancelled", expiresAt: undefined });
      expect(refunds()).to.equal(before);
    });

    it("that the restaurant lost leaves nothing to give back", async () => {
      await disputed("opened");
      await the.ask({ ...inChat(), action: "cancel_order" });
      expect(orderOf(await the.ask(back(orderId))).status).to.equal("refunded");
      expect(refunds()).to.equal(0);
    });

    it("keeps the staff from giving a delivered order's money back", async () => {
      await the.ask(kitchen(orderId, "accepted"));
      await the.ask(kitchen(orderId, "ready"));
      await the.ask(kitchen(orderId, "delivered"));
      await disputed("opened");
      const asked = { clientId: pizzeria.clientId, action: "staff_status", orderId } as const;
      expect(errorOf(await the.ask({ ...asked, status: "refund_pending" })).message).to.contain("banco");
      expect(refunds()).to.equal(0);
    });
  });

  it("a dispute is noted and told to the kitchen, once for each turn of it", async () => {
    for (const state of ["opened", "opened", "won"] as const)
      await the.ask({
        ...{ clientId: pizzeria.clientId, action: "payment_disputed", orderId, paymentId: "chg_1", state },
        amountCentavos: 12_330,
      });
    const { status, timeline } = the.store.orders.get(orderId)!;
    expect(status).to.equal("confirmed");
    expect(timeline.flatMap(({ note }) => note ?? [])).to.deep.equal(["dispute opened", "dispute won"]);
  });

  it("of an order that nobody paid is refused", async () => {
    const unpaid = await placeOrder(the);
    expect(errorOf(await the.ask(back(unpaid))).code).to.equal("illegal_transition");
  });
});

describe("the customer's order", () => {
  it("is none before one was placed", async () => {
    expect(errorOf(await world().ask({ ...inChat(), action: "order_status" })).code).to.equal("no_order");
  });
});
