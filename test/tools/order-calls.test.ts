import { expect } from "chai";
import { callLimits, countOneOrder } from "../../tools/bench/order-calls.ts";
import { regionOf } from "../support/journey/orders.ts";
import { quiet } from "../support/journey/quiet.ts";
import { nextPhone, sharedTwin } from "../support/shared-twin.ts";

describe("one whole order", function () {
  this.timeout(60_000);

  it("asks each service no more often than its limit, and each at least once", async () => {
    const twin = await sharedTwin();
    for (const region of twin.regions.keys()) await quiet(twin, region);
    const counts = await countOneOrder(twin, [nextPhone(), nextPhone()]);
    for (const [service, limit] of Object.entries(callLimits))
      expect(counts, service).to.have.property(service).within(1, limit);
    // A count that missed the functions' calls would miss this one, too.
    expect(counts.dynamodb).to.be.above(50);
    const kept = regionOf(twin, twin.activeRegion()!).scheduler.schedules();
    expect(
      kept.every(({ next }) => next !== undefined),
      "schedules go on",
    ).to.equal(true);
  });
});
