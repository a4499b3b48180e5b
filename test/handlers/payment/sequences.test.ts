/** Asaas delivers at least once and not always in order: whatever comes, the outcome is the one of the orderly sequence. */
import { expect } from "chai";
import fc from "fast-check";
import { reconcilePayments } from "../../../handlers/payment/reconciling.ts";
import type { PaymentStatus } from "../../../handlers/payment/record.ts";
import { applyEvent } from "../../../handlers/payment/settling.ts";
import type { PaymentEvent } from "../../../handlers/shared/payment-api.ts";
import { charged, confirmed, type PaymentWorld, paymentEvent } from "./support.ts";

type Change = Partial<PaymentEvent>;
const named = (event: string, more: Change = {}): Change => ({ event, ...more });

const story: readonly Change[] = [
  named("PAYMENT_CREATED"),
  named("PAYMENT_OVERDUE"),
  named("PAYMENT_DELETED"),
  named("PAYMENT_CONFIRMED"),
  named("PAYMENT_RECEIVED"),
  named("PAYMENT_PARTIALLY_REFUNDED", { refundedCentavos: 1_000 }),
  named("PAYMENT_PARTIALLY_REFUNDED", { refundedCentavos: 2_500 }),
  named("PAYMENT_CHARGEBACK_REQUESTED"),
  named("PAYMENT_CHARGEBACK_DISPUTE"),
  named("PAYMENT_REFUNDED"),
].map((event, index) => ({ ...event, eventId: `evt_${index}` }));

const money = /CONFIRMED|RECEIVED|REFUNDED|CHARGEBACK/;

/** Where the charge must be, from which events came alone. */
function expected(events: readonly Change[]): PaymentStatus {
  const has = (name: RegExp) => events.some(({ event }) => name.test(event!));
  if (has(/^PAYMENT_REFUNDED/)) return "refunded";
  if (has(/CHARGEBACK/)) return "disputed";
  if (has(money)) return "settled";
  return has(/DELETED/) ? "cancelled" : "pending";
}

/** Some of the story, shuffled, with repeats among them. */
const deliveries = fc
  .subarray([...story])
  .chain((events) =>
    fc.tuple(
      fc.shuffledSubarray([...events], { minLength: events.length }),
      fc.array(events.length ? fc.constantFrom(...events) : fc.constant(story[0]!), { maxLength: 6 }),
    ),
  )
  .chain(([all, again]) => fc.shuffledSubarray([...all, ...again], { minLength: all.length + again.length }));

async function deliver(the: PaymentWorld, events: readonly Change[]): Promise<void> {
  const providerPaymentId = the.record().providerPaymentId!;
  for (const event of events) await applyEvent(the.ports, paymentEvent(the, { providerPaymentId, ...event }));
}

const askedFor = (the: PaymentWorld, action: string) =>
  the.asked.filter((request) => request.action === action);

describe("any sequence of Asaas's events", () => {
  it("ends where the orderly one ends, and settles and refunds the order at most once", () =>
    fc.assert(
      fc.asyncProperty(deliveries, async (events) => {
        const the = await charged();
        await deliver(the, events);
        expect(the.record().status).to.equal(expected(events));
        expect(the.record().untold).to.deep.equal([]);
        const settled = askedFor(the, "payment_settled");
        expect(settled).to.have.lengthOf(events.some(({ event }) => money.test(event!)) ? 1 : 0);
        if (settled.length) expect(the.asked[0]?.action, "the money comes first").to.equal("payment_settled");
        const amounts = askedFor(the, "payment_refunded").map(
          (request) => "amountCentavos" in request && request.amountCentavos,
        );
        expect(amounts, "what went back only grows").to.deep.equal(
          [...new Set(amounts)].sort((a, b) => Number(a) - Number(b)),
        );
        expect(askedFor(the, "payment_disputed").length).to.be.at.most(1);
        expect(the.counted.get("PaymentConfirmed") ?? 0).to.equal(settled.length);
      }),
      { numRuns: 300 },
    ));

  it("ends there although the order's answers are lost, and each event comes until it is taken", () =>
    fc.assert(
      fc.asyncProperty(deliveries, fc.infiniteStream(fc.boolean()), async (events, lost) => {
        const the = await charged();
        the.order = async () => {
          if (lost.next().value) throw new Error("timed out");
          return confirmed;
        };
        const providerPaymentId = the.record().providerPaymentId!;
        for (const event of events) {
          const full = paymentEvent(the, { providerPaymentId, ...event });
          const taken = () =>
            applyEvent(the.ports, full).then(
              () => true,
              () => false,
            );
          for (let tries = 0; tries < 50 && !(await taken()); tries++);
        }
        the.order = async () => confirmed;
        await deliver(the, events.slice(-1));
        expect(the.record().status).to.equal(expected(events));
        expect(the.record().untold).to.deep.equal([]);
        expect(the.counted.get("PaymentConfirmed") ?? 0).to.be.at.most(1);
      }),
      { numRuns: 100 },
    ));

  it("ends there although a webhook is lost, once the reconciliation has looked", () =>
    fc.assert(
      fc.asyncProperty(fc.subarray(story.slice(3, 5)), fc.boolean(), async (heard, refunded) => {
        const the = await charged();
        await deliver(the, heard);
        the.asaas.set(refunded && !heard.length ? { status: "REFUNDED" } : { status: "RECEIVED" });
        for (let run = 0; run < 2; run++) {
          the.now = new Date(the.now.getTime() + 15 * 60_000);
          await reconcilePayments(the.ports, () => 30_000);
        }
        await deliver(the, story.slice(3, 5));
        expect(the.record().status).to.equal(refunded && !heard.length ? "refunded" : "settled");
        expect(askedFor(the, "payment_settled")).to.have.lengthOf(1);
      }),
    ));
});
