import { expect } from "chai";
import { mediaErasureHandler } from "../../../handlers/operations/media-erasure.ts";
import { conversationIdOf } from "../../../handlers/shared/identity.ts";
import { clientId, invocation, testLog } from "../support/fakes.ts";

const conversationId = conversationIdOf(clientId, "+5511987654321");

/** A bucket that holds so many versions each time it is looked through, and then none. */
function bucket(...found: number[]) {
  const asked: string[][] = [];
  const erase = async (...whose: [string, string]) => {
    asked.push(whose);
    return found.shift() ?? 0;
  };
  return { asked, erase };
}
const away = (name: string) => ({ erase: () => Promise.reject(new Error(`${name} is away.`)) });

describe("MediaErasure", () => {
  const erase = (buckets: Parameters<typeof mediaErasureHandler>[0]["buckets"], event: unknown) => {
    const { log, entries } = testLog();
    const outcome = mediaErasureHandler({ buckets, log })(event, invocation()).then(
      ({ erased }) => erased,
      (error: Error) => error.message,
    );
    return { outcome, entries };
  };

  it("empties every bucket of one customer of one restaurant, and logs how much there was", async () => {
    const [own, peer] = [bucket(3), bucket(2)];
    const { outcome, entries } = erase([own, peer], { clientId, conversationId });
    expect(await outcome).to.equal(5);
    for (const { asked } of [own, peer]) expect(asked[0]).to.deep.equal([clientId, conversationId]);
    expect(entries.map(({ data }) => data)).to.deep.equal([{ erased: 5 }]);
  });

  it("looks again until nothing is there, since buckets copy to one another", async () => {
    const [own, peer] = [bucket(0, 1), bucket(1)];
    expect(await erase([own, peer], { clientId, conversationId }).outcome).to.equal(2);
    expect([own.asked.length, peer.asked.length]).to.deep.equal([3, 3]);
  });

  it("finds nothing the second time", async () => {
    expect(await erase([bucket(), bucket()], { clientId, conversationId }).outcome).to.equal(0);
  });

  it("fails when a bucket does, and empties the others all the same", async () => {
    const peer = bucket(2);
    const { outcome, entries } = erase([away("own"), peer], { clientId, conversationId });
    expect(await outcome).to.equal("own is away.");
    expect(peer.asked).to.have.length(1);
    expect(entries).to.deep.equal([]);
    expect(await erase([away("own"), away("peer")], { clientId, conversationId }).outcome).to.equal(
      "own is away. peer is away.",
    );
  });

  it("refuses an event that does not say whose media", async () => {
    for (const event of [
      { clientId },
      { conversationId },
      { clientId: "", conversationId },
      { clientId, conversationId, bucket: "b" },
    ]) {
      const own = bucket(1);
      expect(await erase([own], event).outcome).to.be.a("string");
      expect(own.asked).to.deep.equal([]);
    }
  });
});
