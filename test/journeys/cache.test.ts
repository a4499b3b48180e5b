import { expect } from "chai";
import { conversationIdOf } from "../../handlers/shared/identity.ts";
import type { Denied, LogLine } from "../../twin/events.ts";
import { customer } from "../../twin/outside/customer.ts";
import type { Twin } from "../../twin/twin.ts";
import { eventually } from "../support/eventually.ts";
import { cacheOf } from "../support/near-cache.ts";
import { nextPhone, sharedTwin } from "../support/shared-twin.ts";

const clientId = "client_bella_napoli";
const region = "us-east-1";

describe("the cache", function () {
  this.timeout(60_000);
  let twin: Twin;
  before(async () => {
    twin = await sharedTwin();
  });

  it("holds a conversation once it is answered, by the function's own role, and no other tenant finds it", async () => {
    const denied: Denied[] = [];
    const complaints: string[] = [];
    const note = (one: Denied) => void denied.push(one);
    const listen = ({ line }: LogLine) => {
      if (line.includes("The cache does not answer")) complaints.push(line);
    };
    twin.events.on("denied", note).on("log", listen);
    const phone = nextPhone();
    const ana = customer({ ...twin, clientId, phone });
    await ana.ask("Oi");
    await ana.ask("Centro");
    const key = `conversation:${conversationIdOf(clientId, phone)}`;
    const cache = cacheOf(twin, region);
    const kept = await eventually(async () => {
      const found = await cache.get(clientId, key);
      expect(found).to.be.an("object");
      return found as { history: unknown[] };
    });
    twin.events.off("denied", note).off("log", listen);
    expect(kept.history).not.to.be.empty;
    expect(await cache.get("client_tempero_da_bahia", key)).to.equal(undefined);
    expect(denied).to.deep.equal([]);
    expect(complaints).to.deep.equal([]);
  });

  it("holds what the customer hears next, so that a wrong copy is found out and the right one told", async () => {
    const phone = nextPhone();
    const bia = customer({ ...twin, clientId, phone });
    await bia.ask("Oi");
    await bia.ask("Centro");
    const id = conversationIdOf(clientId, phone);
    const key = `conversation:${id}`;
    const cache = cacheOf(twin, region);
    // As it was before the last answer: what another region would have left behind.
    await eventually(async () => {
      const now = (await cache.get(clientId, key)) as { revision: number } | undefined;
      expect(now).to.be.an("object");
      await cache.put(clientId, key, { ...now, revision: now!.revision - 1 }, 60);
    });
    await bia.say("Quero uma coca lata");
    await bia.hears(/Coca/);
    expect(bia.heard().filter(({ text }) => /1x Coca/.test(text))).to.have.length(1);
  });
});
