import { expect } from "chai";
import fc from "fast-check";
import { expireOrders } from "../../../handlers/order/closing.ts";
import { canMove } from "../../../handlers/shared/order-states.ts";
import { filledTotal, inChat, pizzeria, placeOrder, settled, told, type World, world } from "./support.ts";

const statuses = ["accepted", "rejected", "ready", "out_for_delivery", "delivered"] as const;
const others = [
  "paid",
  "paid less",
  "cancel",
  "expire",
  "cancel again",
  "refunded",
  "disputed",
  "won",
  "staff cancels",
] as const;
type Event = (typeof others)[number] | (typeof statuses)[number];
const event = fc.constantFrom<Event>("paid", ...others, ...statuses);

function happen(the: World, orderId: string, what: Event): Promise<unknown> {
  if (what === "paid") return the.ask(settled(orderId));
  if (what === "paid less") return the.ask(settled(orderId, filledTotal - 1));
  const about = { clientId: pizzeria.clientId, orderId, paymentId: "chg_1", amountCentavos: filledTotal };
  if (what === "refunded") return the.ask({ ...about, action: "payment_refunded" });
  if (what === "disputed") return the.ask({ ...about, action: "payment_disputed", state: "opened" });
  if (what === "staff cancels")
    return the.ask({ clientId: about.clientId, orderId, action: "staff_status", status: "cancelled" });
  if (what === "won") return the.ask({ ...about, action: "payment_disputed", state: "won" });
  if (what === "expire") return expireOrders(the.ports);
  if (what === "cancel" || what === "cancel again")
    return the.ask({ ...inChat(`SM1#${what}`), action: "cancel_order" });
  return the.ask({ clientId: pizzeria.clientId, action: "kitchen_status", orderId, status: what });
}

function checkLegal(the: World, orderId: string): void {
  const { timeline, status } = the.store.orders.get(orderId)!;
  let at: string = "cart";
  for (const { from, to } of timeline) {
    expect(from).to.equal(at);
    if (from !== to) expect(canMove(from, to), `${from} → ${to}`).to.equal(true);
    at = to;
  }
  expect(status).to.equal(at);
  const everything = told(the, orderId);
  const notices = everything.filter((what) => !what.startsWith("pos "));
  expect(notices, "each is told once").to.have.lengthOf(new Set(notices).size);
  expect(everything.includes("pos confirmed")).to.equal(timeline.some(({ to }) => to === "confirmed"));
}

/** The schedule runs, Asaas says what it did: what must come of the order's money. */
async function checkMoney(the: World, orderId: string, atOnce = false): Promise<void> {
  await expireOrders(the.ports);
  // What waits for the end of a dispute is seen to once it is over.
  if (the.store.orders.get(orderId)!.payment?.dispute === "opened") await happen(the, orderId, "won");
  await expireOrders(the.ports);
  await expireOrders(the.ports);
  const { payment, status, timeline } = the.store.orders.get(orderId)!;
  const refunds = the.charges.filter(({ action }) => action === "refund_charge");
  if (!payment?.paidAt) return void expect(refunds).to.deep.equal([]);
  const underWay = ["confirmed", "accepted", "ready", "out_for_delivery", "delivered"];
  if (payment.paidCentavos !== undefined && status === "awaiting_payment")
    return void expect(refunds, "a person decides").to.deep.equal([]);
  expect([...underWay, "refund_pending", "refunded"], "fulfilled or refunded").to.include(status);
  const owed = timeline.some(({ to }) => ["rejected", "cancelled", "expired"].includes(to));
  if (owed && !timeline.some(({ from, to }) => to === "refunded" && from !== "refund_pending"))
    // PaymentService gives it once, should two that see the debt at the same moment both ask.
    expect(refunds.length, "asked for").to.be.within(1, atOnce ? 5 : 1);
}

/** Where the events lead, and what was told on the way. */
async function endOf(events: readonly Event[]) {
  const the = world();
  const orderId = await placeOrder(the);
  the.now = new Date("2026-11-25T00:00:00Z");
  for (const what of events) await happen(the, orderId, what);
  const { status, payment, timeline } = the.store.orders.get(orderId)!;
  return {
    ...{ status, paid: payment?.paidAt !== undefined, told: told(the, orderId) },
    moves: timeline.map(({ from, to, by }) => `${from} ${to} ${by}`),
  };
}

describe("events of an order", () => {
  it("end in a legal state with each notice told once, repeated and reordered as they come", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 14 }), async (events) => {
        const the = world();
        const orderId = await placeOrder(the);
        the.now = new Date("2026-11-25T00:00:00Z");
        for (const what of events) await happen(the, orderId, what);
        checkLegal(the, orderId);
      }),
      { numRuns: 300 },
    );
  });

  it("do so when they happen at the same moment, in any interleaving of reads and writes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(event, { minLength: 2, maxLength: 5 }),
        async (scheduler, events) => {
          const the = world();
          const orderId = await placeOrder(the);
          the.now = new Date("2026-11-25T00:00:00Z");
          the.store.order = scheduler.scheduleFunction(the.store.order.bind(the.store));
          the.store.put = scheduler.scheduleFunction(the.store.put.bind(the.store));
          const all = Promise.all(events.map((what) => happen(the, orderId, what)));
          await scheduler.waitFor(all);
          checkLegal(the, orderId);
          delete (the.store as Partial<typeof the.store>).order;
          delete (the.store as Partial<typeof the.store>).put;
          await checkMoney(the, orderId, true);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("never lose the money: whatever happens, a paid order is fulfilled or refunded", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 10 }), async (events) => {
        const the = world();
        const orderId = await placeOrder(the);
        the.now = new Date("2026-11-25T00:00:00Z");
        for (const what of events) await happen(the, orderId, what);
        await checkMoney(the, orderId);
      }),
      { numRuns: 300 },
    );
  });

  it("come to the same end however often each is repeated", async () => {
    const repeated = fc.array(fc.tuple(event, fc.integer({ min: 1, max: 3 })), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(repeated, async (events) => {
        const once = await endOf(events.map(([what]) => what));
        // The late payment's refund is the schedule's: a second run of it is a repeat of nothing.
        const often = await endOf(
          events.flatMap(([what, times]) =>
            Array.from({ length: what === "expire" ? 1 : times }, () => what),
          ),
        );
        expect(often).to.deep.equal(once);
      }),
      { numRuns: 200 },
    );
  });

  it("come to the same end when what happened before is delivered again later, in any order", async () => {
    const endings: Event[][] = [
      ["paid", "accepted", "ready", "out_for_delivery", "delivered"],
      ["paid", "accepted", "ready", "delivered", "refunded"],
      ["paid", "accepted", "rejected", "refunded"],
      ["paid", "disputed", "cancel", "refunded"],
      ["cancel", "paid", "expire", "refunded"],
      ["expire", "paid", "expire", "refunded"],
    ];
    const replayed = fc.constantFrom(...endings).chain((history) =>
      fc.record({
        history: fc.constant(history),
        /** After which event which earlier one comes again. */
        again: fc.array(fc.tuple(fc.nat(history.length - 1), fc.nat(history.length - 1)), { maxLength: 8 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(replayed, async ({ history, again }) => {
        const events = history.flatMap((what, index) => [
          what,
          ...again.flatMap(([after, earlier]) =>
            after === index && earlier <= index ? (history[earlier] ?? []) : [],
          ),
        ]);
        expect(await endOf(events)).to.deep.equal(await endOf(history));
      }),
      { numRuns: 300 },
    );
  });
});
