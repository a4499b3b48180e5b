import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { RegionalApi, type RegionalApiArgs } from "../../../components/api/regional-api.ts";
import { tierLimits } from "../../../components/api/usage-plans.ts";
import { WebFirewall } from "../../../components/api/web-firewall.ts";

/** Refusals come before anything is made of the functions. */
const api = (changed: Partial<RegionalApiArgs>) => () =>
  new RegionalApi("api", {
    prefix: "chatbot",
    functions: {} as RegionalApiArgs["functions"],
    authorizer: {} as RegionalApiArgs["authorizer"],
    publicName: "api.a.example",
    ownName: "us-east-1.api.a.example",
    certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/1",
    ...changed,
  });
const firewall = (changed: object) => () =>
  new WebFirewall("wall", {
    prefix: "chatbot",
    stageArn: "arn",
    stageName: "live",
    routes: [],
    ...changed,
  });

describe("the regional API refuses", () => {
  before(() =>
    pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
      call: () => ({}),
    }),
  );

  it("a retention that CloudWatch Logs does not have", () => {
    expect(api({ logRetentionDays: 31 })).to.throw("api: logRetentionDays is 31; accepted: 1, 3, 5,");
    expect(firewall({ logRetentionDays: 31 })).to.throw("wall: logRetentionDays is 31; accepted: 1, 3, 5,");
  });

  it("a burst below the steady rate, naming both", () => {
    expect(api({ burst: 999 })).to.throw("api: burst is 999; accepted: 1000–20000.");
  });

  it("to wait longer for a function than API Gateway does", () => {
    expect(api({ timeoutSeconds: 30 })).to.throw("api: timeoutSeconds is 30; accepted: 1–29.");
  });

  it("an own name that is the public one", () => {
    expect(api({ ownName: "api.a.example" })).to.throw(
      /^api: ownName is "api\.a\.example"; accepted: another/,
    );
  });

  it("a tier that may use more than the whole stage", () => {
    expect(api({ tiers: { silo: { requestsPerSecond: 1001 } } })).to.throw(
      "api: tiers.silo.requestsPerSecond is 1001; accepted: 1–1000, the stage's own.",
    );
  });

  it("a body limit that the firewall cannot see", () => {
    expect(firewall({ maximumBodyBytes: 65_537 })).to.throw(
      "wall: maximumBodyBytes is 65537; accepted: 1024–65536.",
    );
  });

  it("a provider's limit below that of one peer", () => {
    expect(firewall({ requestsPerProviderAddress: 1999 })).to.throw(
      /^wall: requestsPerProviderAddress is 1999/,
    );
  });
});

describe("a tier's limits", () => {
  const stage = { requestsPerSecond: 1000, burst: 2000 };

  it("are the plan's for a silo and a fifth of the stage for the pool", () => {
    expect(tierLimits("api", stage)).to.deep.equal({
      silo: { requestsPerSecond: 1000, burst: 2000, requestsPerMonth: 1_000_000 },
      pool: { requestsPerSecond: 200, burst: 400, requestsPerMonth: 1_000_000 },
    });
  });

  it("can be given one by one", () => {
    const { pool, silo } = tierLimits("api", stage, { pool: { requestsPerMonth: 10 } });
    expect(pool).to.deep.equal({ requestsPerSecond: 200, burst: 400, requestsPerMonth: 10 });
    expect(silo.requestsPerMonth).to.equal(1_000_000);
  });
});
