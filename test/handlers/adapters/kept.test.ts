import { expect } from "chai";
import * as z from "zod/mini";
import { keptSecret, parseSecret } from "../../../handlers/adapters/secrets.ts";
import { keptTenants } from "../../../handlers/adapters/tenants.ts";
import { TwilioSecret } from "../../../handlers/shared/secrets.ts";
import { accountSid, clientId, tenantRow, testClock } from "../support/fakes.ts";

function messageOf(run: () => unknown): string {
  try {
    run();
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

describe("A secret", () => {
  it("is read again after five minutes, and by callers at the same time once", async () => {
    const time = testClock();
    let loads = 0;
    const secret = keptSecret(async () => ++loads, time.clock);
    expect(await Promise.all([secret.read(), secret.read()])).to.deep.equal([1, 1]);
    time.advance(5 * 60_000 - 1);
    expect(await secret.read()).to.equal(1);
    time.advance(1);
    expect(await secret.read()).to.equal(2);
  });

  it("is refreshed on demand, at most once a second", async () => {
    const time = testClock();
    let loads = 0;
    const secret = keptSecret(async () => ++loads, time.clock);
    await secret.read();
    time.advance(1_000);
    expect(await secret.refresh()).to.equal(2);
    expect(await secret.refresh()).to.equal(2);
    expect(await secret.read()).to.equal(2);
  });

  it("is looked up again after a failure", async () => {
    let loads = 0;
    const secret = keptSecret(async () => {
      if (++loads === 1) throw new Error("throttled");
      return loads;
    }, testClock().clock);
    await secret.read().catch(() => {});
    expect(await secret.read()).to.equal(2);
  });

  it("that is malformed is named with the place in it, and never shown", () => {
    const spoilt = JSON.stringify({ [accountSid]: { authToken: 987654321 } });
    const message = messageOf(() => parseSecret("chatbot/twilio", spoilt, TwilioSecret));
    expect(message).to.include("chatbot/twilio").and.to.include(`${accountSid}.authToken`);
    expect(message).to.not.include("987654321");
    expect(messageOf(() => parseSecret("chatbot/twilio", "hunter2", z.string())))
      .to.include("no JSON")
      .and.not.include("hunter2");
  });
});

describe("A tenant's configuration", () => {
  it("is kept for half a minute, and so is the absence of one", async () => {
    const time = testClock();
    const loads: string[] = [];
    const tenants = keptTenants(async (id) => {
      loads.push(id);
      return id === clientId ? tenantRow() : undefined;
    }, time.clock);
    for (let n = 0; n < 3; n++) {
      await tenants.find(clientId);
      await tenants.find("client_outro");
    }
    expect(loads).to.deep.equal([clientId, "client_outro"]);
    time.advance(30_000);
    await tenants.find(clientId);
    expect(loads).to.have.length(3);
  });

  it("is not looked up for what can be no tenant", async () => {
    const tenants = keptTenants(async () => expect.fail("looked up"), testClock().clock);
    expect(await tenants.find("../etc")).to.equal(undefined);
  });

  it("that is malformed names its field and file, and is looked up again", async () => {
    let row = tenantRow({ twilioConfig: { accountSid: "AC1", phoneNumber: "+551140000001" } });
    const tenants = keptTenants(async () => row, testClock().clock);
    const message = await tenants.find(clientId).catch((error: Error) => error.message);
    expect(message).to.include("twilioConfig.accountSid").and.to.include(`tenants/${clientId}.yaml`);
    row = tenantRow();
    expect(await tenants.find(clientId)).to.include({ clientId });
  });
});
