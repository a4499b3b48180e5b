import { expect } from "chai";
import { owed } from "../../../handlers/order/owed.ts";
import {
  type actors,
  canMove,
  movesFrom,
  type OrderStatus,
  orderStatuses,
} from "../../../handlers/shared/order-states.ts";

const targets = (from: OrderStatus) => Object.keys(movesFrom(from)) as OrderStatus[];

/** Every state in which an order may be, with its money paid or not, as the table and a late payment make them. */
function reachable(): Map<string, { status: OrderStatus; paid: boolean }> {
  const found = new Map<string, { status: OrderStatus; paid: boolean }>();
  const visit = (status: OrderStatus, paid: boolean) => {
    if (found.has(`${status} ${paid}`)) return;
    found.set(`${status} ${paid}`, { status, paid });
    for (const to of targets(status)) {
      const pays = status === "awaiting_payment" && movesFrom(status)[to]?.includes("payment");
      // Refunds are of what was paid.
      if (to === "refund_pending" || to === "refunded") {
        if (paid) visit(to, true);
      } else visit(to, paid || pays === true);
    }
    if (status === "cancelled" || status === "expired") visit(status, true);
  };
  visit("cart", false);
  return found;
}

const payment = (paid: boolean) =>
  paid ? { method: "PIX" as const, paidAt: "2026-11-24T23:00:00Z" } : undefined;

describe("the transition table", () => {
  it("reaches every state from the basket", () => {
    const reached = new Set([...reachable().values()].map(({ status }) => status));
    expect([...reached]).to.have.members(orderStatuses);
  });

  it("leaves no paid order neither fulfilled nor refunded: where it ends otherwise, the money is owed", () => {
    for (const { status, paid } of reachable().values()) {
      if (!paid || status === "delivered" || status === "refunded") continue;
      const goesOn = targets(status).some((to) => to !== "refund_pending" && to !== "refunded");
      const owes = owed({ status, payment: payment(true) }).refund;
      expect(goesOn || owes || status === "refund_pending", `${status}, paid`).to.equal(true);
      if (owes) expect(canMove(status, "refund_pending", "payment"), status).to.equal(true);
    }
    expect(canMove("refund_pending", "refunded", "payment")).to.equal(true);
  });

  it("leads every paid order that goes on to the door, or to its money back", () => {
    const ends = (status: OrderStatus, seen = new Set<OrderStatus>()): boolean => {
      if (status === "delivered" || status === "refunded") return true;
      if (seen.has(status)) return false;
      return targets(status).some((to) => ends(to, new Set([...seen, status])));
    };
    for (const { status, paid } of reachable().values())
      if (paid) expect(ends(status), status).to.equal(true);
  });

  it("owes nothing for an order that nobody paid or that is under way", () => {
    for (const status of orderStatuses) {
      expect(owed({ status, payment: payment(false) }).refund, status).to.equal(false);
      const ended = ["rejected", "cancelled", "expired"].includes(status);
      expect(owed({ status, payment: payment(true) }).refund, status).to.equal(ended);
    }
  });

  it("owes no money while the payer's bank wants it back, and owes it again once that is over", () => {
    const during = { ...payment(true)!, dispute: "opened" as const };
    expect(owed({ status: "cancelled", payment: during }).refund).to.equal(false);
    expect(owed({ status: "cancelled", payment: { ...during, dispute: "won" } }).refund).to.equal(true);
  });

  it("lets each mover make its own moves only", () => {
    const by = (actor: (typeof actors)[number]) =>
      orderStatuses.flatMap((from) =>
        targets(from).flatMap((to) => (canMove(from, to, actor) ? [`${from} → ${to}`] : [])),
      );
    expect(by("customer")).to.have.members([
      "cart → awaiting_payment",
      "cart → confirmed",
      "cart → scheduled",
      "awaiting_payment → cancelled",
      "scheduled → cancelled",
      "confirmed → cancelled",
    ]);
    expect(by("schedule")).to.have.members(["awaiting_payment → expired", "scheduled → confirmed"]);
    expect(by("kitchen").some((move) => /refund|cancelled|awaiting/.test(move))).to.equal(false);
    expect(
      by("payment").every((move) => /refund|^awaiting_payment → (confirmed|scheduled)$/.test(move)),
    ).to.equal(true);
    for (const from of orderStatuses)
      for (const to of targets(from)) expect(movesFrom(from)[to], `${from} → ${to}`).to.not.be.empty;
  });
});
