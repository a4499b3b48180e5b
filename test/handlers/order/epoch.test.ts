import { expect } from "chai";
import { openEpoch, type Turn, type TurnStore } from "../../../handlers/shared/epoch.ts";

/** Two regions that see one replicated item. */
function pair() {
  const world = {
    active: "us-east-1",
    now: new Date("2026-11-24T12:00:00Z"),
    turn: undefined as Turn | undefined,
    reads: 0,
  };
  const store: TurnStore = {
    async read() {
      world.reads++;
      return world.turn;
    },
    async replace(previous, next) {
      if (world.turn?.epoch !== previous?.epoch) return false;
      world.turn = next;
      return true;
    },
  };
  const epochOf = (region: string) =>
    openEpoch({ store, region, active: { current: async () => world.active }, clock: () => world.now });
  const later = () => {
    world.now = new Date(world.now.getTime() + 10_000);
  };
  return { world, store, epochOf, later };
}

describe("the epoch", () => {
  it("grows by one at each change of the active region, and only then", async () => {
    const { world, epochOf, later } = pair();
    const [here, there] = [epochOf("us-east-1"), epochOf("sa-east-1")];
    expect(await here.current()).to.equal(1);
    later();
    expect(await here.current()).to.equal(1);
    world.active = "sa-east-1";
    later();
    expect(await there.current()).to.equal(2);
    world.active = "us-east-1";
    later();
    expect(await here.current()).to.equal(3);
  });

  it("is not counted up by a passive region", async () => {
    const { world, epochOf } = pair();
    expect(await epochOf("sa-east-1").current()).to.equal(0);
    expect(world.turn).to.equal(undefined);
  });

  it("is counted up once by many instances of the region that takes over", async () => {
    const { world, epochOf } = pair();
    world.turn = { epoch: 4, region: "sa-east-1" };
    const epochs = await Promise.all(Array.from({ length: 5 }, () => epochOf("us-east-1").current()));
    expect(epochs).to.deep.equal([5, 5, 5, 5, 5]);
  });

  it("is read once in ten seconds", async () => {
    const { world, epochOf, later } = pair();
    const here = epochOf("us-east-1");
    await here.current();
    const before = world.reads;
    await here.current();
    expect(world.reads).to.equal(before);
    later();
    await here.current();
    expect(world.reads).to.equal(before + 1);
  });
});
