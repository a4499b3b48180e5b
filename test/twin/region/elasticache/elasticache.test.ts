import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { Redis } from "iovalkey";
import { type Cache, openCache } from "../../../../handlers/adapters/cache.ts";
import { cacheToken } from "../../../../handlers/adapters/cache-token.ts";
import { createClock } from "../../../../twin/clock.ts";
import { type Denied, TwinEvents } from "../../../../twin/events.ts";
import { type ElastiCache, startElastiCache } from "../../../../twin/region/elasticache/elasticache.ts";
import { principalsOf } from "../../../../twin/region/iam/principals.ts";
import { testLog } from "../../../handlers/support/fakes.ts";
import { ACCOUNT, graphOf, REGION, resource, role } from "../endpoint/fixture.ts";

const arnOf = (what: string) => `arn:aws:elasticache:${REGION}:${ACCOUNT}:${what}`;
const host = "master.sessions.abc123.use1.cache.amazonaws.com";
const url = `rediss://reader@${host}:6379`;

const group = (userGroupIds: readonly string[] = ["readers"]) =>
  resource(
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "sessions",
    { replicationGroupId: "sessions", port: 6379, userGroupIds },
    { outputs: { arn: arnOf("replicationgroup:sessions"), primaryEndpointAddress: host } },
  );
const user = (userName = "reader") =>
  resource(
    "aws:elasticache/user:User",
    "reader",
    { userId: "reader", userName, authenticationMode: { type: "iam" } },
    { outputs: { arn: arnOf("user:reader") } },
  );
const userGroup = resource("aws:elasticache/userGroup:UserGroup", "readers", {
  userGroupId: "readers",
  userIds: ["reader"],
});
const graph = graphOf(
  group(),
  user(),
  userGroup,
  ...role("granted", ["elasticache:Connect", [arnOf("replicationgroup:sessions"), arnOf("user:reader")]]),
  ...role("half", ["elasticache:Connect", [arnOf("replicationgroup:sessions")]]),
);
const resources = graph.stacks[Object.keys(graph.stacks)[0]!]!.resources;

describe("ElastiCache in the twin", () => {
  const clock = createClock();
  const events = new TwinEvents();
  const principals = principalsOf(graph, REGION);
  const options = { region: REGION, clock, events, principals };
  let caches: ElastiCache;
  beforeEach(async () => {
    caches = await startElastiCache({ ...options, resources });
  });
  afterEach(() => caches.close());

  const sdkOf = (roleName: string) =>
    DynamoDBDocumentClient.from(
      new DynamoDBClient({ region: REGION, credentials: principals.credentialsFor(roleName) }),
    );
  const cacheOf = (roleName: string): { cache: Cache; warnings: () => number } => {
    const { log, entries } = testLog();
    const cache = openCache({
      url: caches.localized(url),
      name: "sessions",
      client: sdkOf(roleName),
      clock: () => new Date(),
      log,
    });
    return { cache, warnings: () => entries.filter(({ level }) => level === "warn").length };
  };

  it("keeps what a function puts in, and gives it to another of the same tenant alone", async () => {
    const { cache: writer } = cacheOf("granted");
    const { cache: reader } = cacheOf("granted");
    await writer.put("client_a", "k", { text: "olá, açaí" }, 60);
    expect(await reader.get("client_a", "k")).to.deep.equal({ text: "olá, açaí" });
    expect(await reader.get("client_b", "k")).to.equal(undefined);
    await writer.forget("client_a", "k");
    expect(await reader.get("client_a", "k")).to.equal(undefined);
  });

  it("does as a client library expects, once its token is in order", async () => {
    const [address, port] = caches.addresses.sessions!.split(":");
    const password = await cacheToken(sdkOf("granted"), "sessions", "reader");
    const client = new Redis({
      ...{ host: address, port: Number(port), username: "reader", password },
      ...{ lazyConnect: true, maxRetriesPerRequest: 1, enableReadyCheck: false },
    });
    try {
      await client.connect();
      await client.set("client_a:k", "1", "EX", 60);
      expect(await client.get("client_a:k")).to.equal("1");
      expect(await client.ttl("client_a:k")).to.be.within(1, 60);
    } finally {
      client.disconnect();
    }
  });

  it("finds nothing for a role that may connect to the group and not as its user, and says who was denied", async () => {
    const denied: string[] = [];
    const note = ({ action, resource }: Denied) => void denied.push(`${action} ${resource}`);
    events.on("denied", note);
    const { cache, warnings } = cacheOf("half");
    expect(await cache.get("client_a", "k")).to.equal(undefined);
    events.off("denied", note);
    expect(warnings()).to.equal(1);
    expect(denied).to.deep.equal([`elasticache:Connect ${arnOf("user:reader")}`]);
  });

  it("lets nobody do anything before they have said who they are", async () => {
    const [address, port] = caches.addresses.sessions!.split(":");
    const client = new Redis({
      ...{ host: address, port: Number(port), lazyConnect: true, enableReadyCheck: false },
      ...{ maxRetriesPerRequest: 0, retryStrategy: () => null },
    });
    try {
      await client.connect();
      const refused = await client.get("client_a:k").catch((error: Error) => error.message);
      expect(refused).to.match(/^NOAUTH/);
    } finally {
      client.disconnect();
    }
  });

  it("is out of reach while its region is dark, and empty afterwards", async () => {
    const { cache, warnings } = cacheOf("granted");
    await cache.put("client_a", "k", 1, 60);
    await caches.setDark(true);
    expect(await cache.get("client_a", "k")).to.equal(undefined);
    await caches.setDark(false);
    const { cache: later } = cacheOf("granted");
    expect(await later.get("client_a", "k")).to.equal(undefined);
    await later.put("client_a", "k", 2, 60);
    expect(await later.get("client_a", "k")).to.equal(2);
    expect(warnings()).to.equal(1);
  });

  it("is refused with a sentence where AWS refuses it", async () => {
    const start = (...all: Parameters<typeof graphOf>) =>
      startElastiCache({ ...options, resources: all }).then(
        () => "started",
        (error: Error) => error.message,
      );
    expect(await start(group(["nobody"]))).to.equal(
      "sessions: user group nobody does not exist in this region (UserGroupNotFound).",
    );
    expect(await start(user("somebody"))).to.match(/^User reader: with IAM authentication its userName/);
  });
});
