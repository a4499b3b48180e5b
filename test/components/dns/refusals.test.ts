import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { FailoverDns, type FailoverDnsArgs } from "../../../components/dns/failover-dns.ts";
import { HostedZone } from "../../../components/dns/hosted-zone.ts";

const dns = (changed: Partial<FailoverDnsArgs>) => () =>
  new FailoverDns("dns", {
    prefix: "chatbot",
    domain: "a.example",
    region: "us-east-1",
    peerRegion: "sa-east-1",
    role: "primary",
    zoneId: "Z1",
    publicDomain: {} as FailoverDnsArgs["publicDomain"],
    ownDomain: {} as FailoverDnsArgs["ownDomain"],
    alarmTopicArn: "arn:aws:sns:us-east-1:123456789012:critical",
    ...changed,
  });

describe("the failover records refuse", () => {
  before(() =>
    pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
      call: () => ({}),
    }),
  );

  it("an answer that resolvers keep longer than a minute", () => {
    expect(dns({ ttlSeconds: 61 })).to.throw("dns: ttlSeconds is 61; accepted: 10–60.");
  });

  it("an interval that Route 53 does not have", () => {
    expect(dns({ requestIntervalSeconds: 20 as 10 })).to.throw(
      "dns: requestIntervalSeconds is 20; accepted: 10 or 30.",
    );
  });

  it("fewer than three regions to look from", () => {
    expect(dns({ checkerRegions: ["us-west-2", "us-west-2", "sa-east-1"] })).to.throw(
      /^dns: checkerRegions is .*accepted: three different regions or more\.$/,
    );
  });

  it("a region that Route 53 does not look from", () => {
    expect(dns({ checkerRegions: ["us-west-2", "eu-west-1", "sa-east-2"] })).to.throw(
      /^dns: checkerRegions is .*accepted: us-east-1, us-west-1, /,
    );
  });

  it("half a failed probe", () => {
    expect(dns({ failureThreshold: 2.5 })).to.throw(
      "dns: failureThreshold is 2.5; accepted: a whole number of probes.",
    );
  });

  it("a secondary of nothing", () => {
    expect(dns({ role: "secondary", peerRegion: undefined })).to.throw(/^dns: peerRegion is undefined/);
  });

  it("a pair of one region", () => {
    expect(dns({ peerRegion: "us-east-1" })).to.throw(/^dns: peerRegion is "us-east-1"/);
  });

  it("a domain that is none", () => {
    expect(() => new HostedZone("zone", { domain: "A.example." })).to.throw(
      /^zone: domain is "A\.example\."/,
    );
  });
});
