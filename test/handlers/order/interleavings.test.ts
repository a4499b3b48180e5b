import { expect } from "chai";
import fc from "fast-check";
import { expireOrders } from "../../../handlers/order/closing.ts";
import { canMove } from "../../../handlers/shared/order-states.ts";
import { inChat, pizzeria, placeOrder, settled, told, type World, world } from "./support.ts";

const statuses = ["accepted", "rejected", "ready", "out_for_delivery", "delivered"] as const;
type Event = "paid" | "cancel" | "expire" | "cancel again" | (typeof statuses)[number];
const event = fc.constantFrom<Event>("paid", "paid", "cancel", "expire", "cancel again", ...statuses);

function happen(the: World, orderId: string, what: Event): Promise<unknown> {
  if (what === "paid") return the.ask(settled(orderId));
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
  expect(everything, "each is told once").to.have.lengthOf(new Set(everything).size);
  expect(everything.includes("pos confirmed")).to.equal(timeline.some(({ to }) => to === "confirmed"));
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
        },
      ),
      { numRuns: 200 },
    );
  });

  it("never lose the money: a payment confirms the order or is reported for refund", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray<Event>(["paid", "cancel", "expire", "rejected"]),
        async (events) => {
          const the = world();
          const orderId = await placeOrder(the);
          the.now = new Date("2026-11-25T00:00:00Z");
          for (const what of events) await happen(the, orderId, what);
          const { payment, status } = the.store.orders.get(orderId)!;
          const reported = the.lines.some(
            ({ level, message }) => level === "error" && message.includes("refund"),
          );
          expect(reported).to.equal(Boolean(payment?.paidAt) && status !== "confirmed");
        },
      ),
    );
  });
});
