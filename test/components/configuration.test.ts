import { expect } from "chai";
import { checkConfiguration } from "../../components/configuration.ts";

const good = { "aws:region": "us-east-1", "chatbot:role": "primary", "chatbot:peerRegion": "sa-east-1" };
const check = (changed: Record<string, string | undefined> = {}) => {
  const given = Object.entries({ ...good, ...changed }).filter(([, value]) => value !== undefined);
  return checkConfiguration(Object.fromEntries(given) as Record<string, string>, "chatbot", "us-east-1");
};

describe("the configuration", () => {
  it("needs a region, its role and its peer, and has a default for all the rest", () => {
    expect(check()).to.deep.equal({
      project: "chatbot",
      stack: "us-east-1",
      region: "us-east-1",
      primaryRegion: "us-east-1",
      role: "primary",
      peerRegion: "sa-east-1",
      primaryStack: undefined,
      profile: "production",
      domain: "posmodern.example",
      zoneExists: false,
      tenantsDir: "tenants",
      quotas: {},
      prefix: "chatbot",
      twilioBaseUrl: "https://api.twilio.com",
      twilioAccountsBaseUrl: "https://accounts.twilio.com",
      asaasBaseUrl: "https://api.asaas.com/v3",
      modelIds: ["global.anthropic.claude-haiku-5-5", "global.anthropic.claude-sonnet-5-5"],
      reservedConcurrency: 100,
      provisionedConcurrency: 10,
      inboxConcurrency: 20,
      inboxPeakConcurrency: 80,
      cache: true,
      cacheNodeType: "cache.t4g.small",
      nat: undefined,
      alertEmails: [],
      alertPhones: [],
      delivery: "pipeline",
      repository: "posmodern/chatbot",
      actionsProviderExists: false,
      developmentAccount: undefined,
      branch: "main",
      monthlyBudgetUsd: 437,
      backups: true,
      auditTrail: true,
      posTrustAnchorArn: undefined,
    });
  });

  it("takes nothing for no number", () => {
    expect(() => check({ "chatbot:reservedConcurrency": "" })).to.throw(
      /"chatbot:reservedConcurrency" is ""/,
    );
    expect(check({ "chatbot:reservedConcurrency": "0" }).reservedConcurrency).to.equal(0);
  });

  it("knows the peer as the primary region where it is itself the secondary", () => {
    expect(check({ "chatbot:role": "secondary" }).primaryRegion).to.equal("sa-east-1");
  });

  it("reads lists and truths from the texts that Pulumi hands over", () => {
    const { modelIds, zoneExists } = check({
      "chatbot:modelIds": '["us.anthropic.claude-haiku-5-5"]',
      "chatbot:zoneExists": "true",
    });
    expect({ modelIds, zoneExists }).to.deep.equal({
      modelIds: ["us.anthropic.claude-haiku-5-5"],
      zoneExists: true,
    });
  });

  it("has no cache in development, and refuses a way out that contradicts the cache", () => {
    const dev = { "chatbot:profile": "dev" };
    expect(check(dev).cache).to.equal(false);
    expect(check({ ...dev, "chatbot:cache": "true", "chatbot:nat": "one-per-az" })).to.include({
      cache: true,
      nat: "one-per-az",
    });
    expect(() => check({ "chatbot:nat": "none" })).to.throw(
      '"chatbot:nat" is "none" and "chatbot:cache" is on; accepted: single or one-per-az',
    );
    expect(() => check({ ...dev, "chatbot:nat": "single" })).to.throw(
      '"chatbot:nat" is "single" and "chatbot:cache" is off',
    );
    for (const slip of [
      "t4g.small",
      "cache.t4g.smal",
      "cache.m1.small",
      "cache.t3.xlarge",
      "cache.r6gd.xlarge",
    ])
      expect(() => check({ "chatbot:cacheNodeType": slip }), slip).to.throw("a node type of ElastiCache");
    for (const type of ["cache.t3.small", "cache.r7g.xlarge", "cache.r6g.12xlarge", "cache.m5.large"])
      expect(check({ "chatbot:cacheNodeType": type }).cacheNodeType).to.equal(type);
  });

  it("refuses numbers of which each would do, and which contradict each other", () => {
    expect(() => check({ "chatbot:inboxPeakConcurrency": "10" })).to.throw(
      '"chatbot:inboxPeakConcurrency" is 10 and "chatbot:inboxConcurrency" is 20; accepted: a peak of at least',
    );
    const few = { "chatbot:reservedConcurrency": "30", "chatbot:provisionedConcurrency": "20" };
    expect(() => check(few)).to.throw(
      /inboxPeakConcurrency" is 80 and "chatbot:reservedConcurrency" is 30;.*\n.*provisionedConcurrency" is 20 and "chatbot:reservedConcurrency" is 30/,
    );
    expect(check({ ...few, "chatbot:reservedConcurrency": "0" }).provisionedConcurrency).to.equal(20);
    expect(() => check({ "chatbot:provisionedConcurrency": "4" })).to.throw("accepted: 0, or 5–500.");
  });

  it("expects less of a stack for development, unless a key of its own says otherwise", () => {
    expect(check({ "chatbot:profile": "dev" }).monthlyBudgetUsd).to.equal(50);
    const given = { "chatbot:profile": "dev", "chatbot:monthlyBudgetUsd": "80" };
    expect(check(given).monthlyBudgetUsd).to.equal(80);
  });

  const refused: readonly [string, Record<string, string | undefined>, string][] = [
    [
      "a value of no role",
      { "chatbot:role": "tertiary" },
      '"chatbot:role" is "tertiary"; accepted: primary or secondary.',
    ],
    [
      "a missing key",
      { "chatbot:peerRegion": undefined },
      '"chatbot:peerRegion" is not set; accepted: the name of a region',
    ],
    [
      "a missing region",
      { "aws:region": undefined },
      '"aws:region" is not set; accepted: the name of a region',
    ],
    [
      "a region that AWS has not",
      { "aws:region": "us-east-9" },
      '"aws:region" is "us-east-9"; accepted: the',
    ],
    ["a peer that is the region itself", { "chatbot:peerRegion": "us-east-1" }, "accepted: another region."],
    [
      "a list that is one text",
      { "chatbot:modelIds": "claude" },
      '"chatbot:modelIds" is "claude"; accepted: a list of 1–5',
    ],
    [
      "a URL with a slash at its end",
      { "chatbot:asaasBaseUrl": "https://a.example/" },
      "accepted: an https URL without a slash",
    ],
    [
      "a provider without TLS",
      { "chatbot:twilioBaseUrl": "http://api.twilio.com" },
      "accepted: an https URL",
    ],
    ["a prefix with two hyphens", { "chatbot:prefix": "a--b" }, "and single -"],
    ["a prefix of AWS's own", { "chatbot:prefix": "sthree-x" }, "that AWS keeps for itself"],
    [
      "a primary that refers to another",
      { "chatbot:primaryStack": "other" },
      '"chatbot:primaryStack" is "other" and "chatbot:role" is primary',
    ],
    [
      "a domain too long for its certificate's first name",
      { "chatbot:domain": `${"a".repeat(54)}.example` },
      "accepted: a domain",
    ],
    [
      "a domain that is a URL",
      { "chatbot:domain": "https://a.example" },
      '"chatbot:domain" is "https://a.example"',
    ],
    [
      "a prefix too long for the names it begins",
      { "chatbot:prefix": "a".repeat(21) },
      "accepted: 3–20 of a-z",
    ],
    [
      "a phone without its country",
      { "chatbot:alertPhones": '["11999999999"]' },
      "accepted: a list of at most 20 numbers",
    ],
    [
      "a truth that is neither",
      { "chatbot:zoneExists": "yes" },
      '"chatbot:zoneExists" is "yes"; accepted: true or false.',
    ],
  ];
  for (const [what, changed, sentence] of refused)
    it(`refuses ${what}, naming the key and what is accepted`, () => {
      expect(() => check(changed)).to.throw(sentence);
    });

  it("refuses a key that it does not know, so that a slip of the pen is no silent default", () => {
    expect(() => check({ "chatbot:domian": "a.example" })).to.throw(
      '"chatbot:domian" is no key of this program; accepted: role, peerRegion,',
    );
  });

  it("tells every problem at once, under the stack's file", () => {
    expect(() => check({ "chatbot:role": "x", "chatbot:prefix": "X" })).to.throw(
      /^The configuration of stack us-east-1 \(Pulumi\.us-east-1\.yaml\) is wrong:\n.*role.*\n.*prefix/,
    );
  });

  it("takes a provider without TLS on its own machine, as the twin's are", () => {
    expect(check({ "chatbot:asaasBaseUrl": "http://127.0.0.1:4010/v3" }).asaasBaseUrl).to.include("4010");
    expect(() => check({ "chatbot:asaasBaseUrl": "http://127.0.0.1.example" })).to.throw("an https URL");
  });

  it("leaves the keys of other packages alone", () => {
    expect(() => check({ "aws:profile": "operator" })).not.to.throw();
  });
});
