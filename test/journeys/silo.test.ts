import { expect } from "chai";
import type { Denied, QueueDepth } from "../../twin/events.ts";
import { customer } from "../../twin/outside/customer.ts";
import { startTwin, type Twin } from "../../twin/twin.ts";
import { siloId, tenantsFolder } from "../support/silo.ts";

describe("a restaurant of tier silo", function () {
  this.timeout(60_000);
  const folder = tenantsFolder(2);
  let twin: Twin;
  before(async () => {
    twin = await startTwin({ config: { "chatbot:tenantsDir": folder.path } });
  });
  after(async () => {
    await twin?.stop();
    folder.remove();
  });

  it("sells by a queue of its own from the first word to the kitchen's, and the others by theirs", async () => {
    const denied: Denied[] = [];
    const used = new Set<string>();
    twin.events.on("denied", (one) => void denied.push(one));
    twin.events.on("queue", ({ queue, visible, inFlight }: QueueDepth) => {
      if (visible + inFlight > 0) used.add(queue);
    });
    const inboxes = () => [...used].filter((queue) => queue.startsWith("chatbot-inbox"));

    const ana = customer({ ...twin, clientId: siloId, phone: "+5511955560001" });
    await ana.ask("Oi");
    await ana.say("Centro");
    await ana.hears(/Centro/);
    expect(inboxes()).to.deep.equal([`chatbot-inbox-${siloId}.fifo`]);

    const bia = customer({ ...twin, clientId: "client_tempero_da_bahia", phone: "+5571955560002" });
    await bia.ask("Oi");
    expect(inboxes()).to.have.members([`chatbot-inbox-${siloId}.fifo`, "chatbot-inbox.fifo"]);
    expect(denied).to.deep.equal([]);
  });
});
