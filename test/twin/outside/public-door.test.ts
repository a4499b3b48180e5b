import { expect } from "chai";
import { createClock } from "../../../twin/clock.ts";
import type { Listening } from "../../../twin/outside/listen.ts";
import { openPublicDoor } from "../../../twin/outside/public-door.ts";
import { type PublicEndpoint, publicEndpoint } from "../../support/public-endpoint.ts";

describe("the twin's door for software on this machine", () => {
  const publicHost = "api.test.example";
  let regions: Record<"east" | "west", PublicEndpoint>;
  let active: "east" | "west" | undefined;
  let door: Listening;

  beforeEach(async () => {
    regions = { east: await publicEndpoint(), west: await publicEndpoint() };
    active = "east";
    const resolve = async (hostname: string) => active && regions[active].internet.resolve(hostname);
    door = await openPublicDoor({ publicHost, resolve }, createClock());
  });
  afterEach(async () => {
    await door.close();
    for (const region of Object.values(regions)) await region.stop();
  });

  const post = () =>
    fetch(`${door.origin}/pos/client_x/orders/ord_1/status`, {
      method: "POST",
      headers: { "x-api-key": "pos_key" },
      body: '{"status":"ready"}',
    });

  it("leads to the region that the public name has at that moment, under that name", async () => {
    regions.east.answer = { status: 409, body: '{"error":{}}', type: "application/json" };
    const first = await post();
    expect([first.status, await first.json()]).to.deep.equal([409, { error: {} }]);
    active = "west";
    expect((await post()).status).to.equal(200);
    for (const { received } of Object.values(regions)) {
      expect(received).to.have.lengthOf(1);
      expect(received[0]).to.deep.include({
        path: "/pos/client_x/orders/ord_1/status",
        host: publicHost,
        body: '{"status":"ready"}',
      });
      expect(received[0]!.headers).to.include({ "x-api-key": "pos_key" });
    }
  });

  it("answers 502 while the name leads nowhere", async () => {
    active = undefined;
    const reply = await post();
    expect([reply.status, await reply.json()]).to.deep.equal([
      502,
      { message: `${publicHost} does not resolve` },
    ]);
  });
});
