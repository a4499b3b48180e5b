import dgram from "node:dgram";
import { Resolver } from "node:dns/promises";
import { expect } from "chai";
import dns from "dns-packet";
import { createClock } from "../../../../twin/clock.ts";
import type { Graph, GraphResource } from "../../../../twin/engine/graph.ts";
import { TwinEvents } from "../../../../twin/events.ts";
import { type Route53, startRoute53 } from "../../../../twin/interregion/route53/route53.ts";
import { alias, graphOf, half, record, resource, zone } from "./graph.ts";

describe("Route 53's answers", () => {
  let route53: Route53 | undefined;
  const resolver = new Resolver({ timeout: 2_000, tries: 1 });

  async function start(graph: Graph): Promise<Route53> {
    route53 = await startRoute53({
      graph,
      clock: createClock(),
      events: new TwinEvents(),
      originOf: (region) => `http://${region}.test`,
    });
    resolver.setServers([route53.server]);
    return route53;
  }
  const startRecords = (...records: GraphResource[]) => start(graphOf([zone, ...records], []));

  afterEach(async () => {
    await route53?.close();
    route53 = undefined;
  });

  it("answers an alias to API Gateway with the region's address for 60 seconds", async () => {
    const running = await start(
      graphOf([zone, ...half("us-east-1", "PRIMARY")], half("sa-east-1", "SECONDARY")),
    );
    expect(await resolver.resolve4("us-east-1.api.example.test", { ttl: true })).to.deep.equal([
      { address: "198.51.100.1", ttl: 60 },
    ]);
    expect(await resolver.resolve4("sa-east-1.api.example.test")).to.deep.equal(["198.51.100.2"]);
    expect(running.originAt("198.51.100.2")).to.equal("http://sa-east-1.test");
    expect(running.originAt("192.0.2.1")).to.equal(undefined);
  });

  it("answers a failover pair without health checks with its primary", async () => {
    await start(graphOf([zone, ...half("us-east-1", "PRIMARY")], half("sa-east-1", "SECONDARY")));
    expect(await resolver.resolveTxt("active.example.test")).to.deep.equal([["us-east-1"]]);
    expect(await resolver.resolve4("api.example.test")).to.deep.equal(["198.51.100.1"]);
  });

  it("follows a CNAME inside the zone and keeps each record's TTL", async () => {
    await startRecords(
      record("www.example.test", "CNAME", { ttl: 300, records: ["web.example.test."] }),
      record("web", "A", { ttl: 20, records: ["192.0.2.7", "192.0.2.8"] }),
    );
    expect(await resolver.resolveCname("www.example.test")).to.deep.equal(["web.example.test"]);
    expect((await resolver.resolve4("www.example.test")).sort()).to.deep.equal(["192.0.2.7", "192.0.2.8"]);
    expect(await resolver.resolve4("web.example.test", { ttl: true })).to.deep.include({
      address: "192.0.2.7",
      ttl: 20,
    });
  });

  it("serves MX, CAA, SRV, NS and quoted TXT values", async () => {
    await startRecords(
      record("example.test", "MX", { ttl: 60, records: ["10 mail.example.test"] }),
      record("example.test", "CAA", { ttl: 60, records: ['0 issue "amazon.com"'] }),
      record("_sip._tcp.example.test", "SRV", { ttl: 60, records: ["1 2 5060 sip.example.test"] }),
      record("t.example.test", "TXT", { ttl: 60, records: ['"one" "two \\"quoted\\""', "plain text"] }),
    );
    const [mx] = await resolver.resolveMx("example.test");
    expect(mx).to.include({ exchange: "mail.example.test", priority: 10 });
    const [caa] = await resolver.resolveCaa("example.test");
    expect(caa).to.include({ critical: 0, issue: "amazon.com" });
    const [srv] = await resolver.resolveSrv("_sip._tcp.example.test");
    expect(srv).to.include({ name: "sip.example.test", port: 5060, priority: 1, weight: 2 });
    expect(await resolver.resolveNs("example.test")).to.deep.equal([
      "ns-5.awsdns-05.com",
      "ns-6.awsdns-06.net",
    ]);
    const texts = await resolver.resolveTxt("t.example.test");
    expect(texts).to.deep.include(["one", 'two "quoted"']).and.to.deep.include(["plain text"]);
  });

  it("tells a name that does not exist from a type that a name does not have, with the zone's SOA", async () => {
    await startRecords(record("a.b.example.test", "A", { ttl: 60, records: ["192.0.2.1"] }));
    const missing = await ask("nope.example.test", "A");
    expect(missing.rcode).to.equal("NXDOMAIN");
    expect(missing.authorities?.[0]).to.include({ name: "example.test", type: "SOA", ttl: 900 });
    for (const name of ["a.b.example.test", "b.example.test", "example.test"]) {
      const empty = await ask(name, "TXT");
      expect(empty.rcode, name).to.equal("NOERROR");
      expect(empty.answers).to.have.length(0);
      expect(empty.authorities?.[0]?.type).to.equal("SOA");
    }
    const foreign = await ask("example.org", "A");
    expect(foreign.rcode).to.equal("REFUSED");
    expect(foreign.flag_aa).to.equal(false);
  });

  it("answers a name below a wildcard, unless the name exists", async () => {
    await startRecords(
      record("*.example.test", "A", { ttl: 60, records: ["192.0.2.9"] }),
      record("real.example.test", "TXT", { ttl: 60, records: ["x"] }),
    );
    expect(await resolver.resolve4("any.thing.example.test")).to.deep.equal(["192.0.2.9"]);
    expect((await ask("real.example.test", "A")).answers).to.have.length(0);
  });

  it("cuts a long answer short over UDP and gives it whole over TCP", async () => {
    const records = Array.from({ length: 30 }, (_, index) => `${index} ${"x".repeat(60)}`);
    await startRecords(record("long.example.test", "TXT", { ttl: 60, records }));
    const cut = await ask("long.example.test", "TXT");
    expect(cut.flag_tc).to.equal(true);
    expect(cut.answers).to.have.length(0);
    expect(await resolver.resolveTxt("long.example.test")).to.have.length(30);
  });

  it("echoes EDNS and the asker's spelling, and is authoritative", async () => {
    await startRecords(record("a.example.test", "A", { ttl: 60, records: ["192.0.2.1"] }));
    const reply = await ask("A.eXample.test", "A", true);
    expect(reply.flag_aa).to.equal(true);
    expect(reply.answers?.[0]?.name).to.equal("A.eXample.test");
    expect(reply.additionals?.[0]).to.include({ type: "OPT", udpPayloadSize: 1232 });
  });

  it("goes on after a packet that is no question", async () => {
    const running = await startRecords(record("a.example.test", "A", { ttl: 60, records: ["192.0.2.1"] }));
    const socket = dgram.createSocket("udp4");
    for (const garbage of [Buffer.from("x"), Buffer.alloc(12, 0x7f), Buffer.alloc(40)])
      socket.send(garbage, Number(running.server.split(":")[1]), "127.0.0.1");
    expect(await resolver.resolve4("a.example.test")).to.deep.equal(["192.0.2.1"]);
    socket.close();
  });

  it("gives the page the same answer as DNS", async () => {
    const running = await startRecords(record("t.example.test", "TXT", { ttl: 30, records: ["hello"] }));
    expect(running.answer("t.example.test", "txt")).to.deep.equal([
      { name: "t.example.test", type: "TXT", ttl: 30, value: "hello" },
    ]);
    expect(running.answer("nope.example.test", "A")).to.deep.equal([]);
  });

  it("serves a zone that exists outside the program, by what its names share", async () => {
    await start(
      graphOf(
        [
          record("a.example.test", "A", { ttl: 60, records: ["192.0.2.1"] }),
          record("b.c.example.test", "A", { ttl: 60, records: ["192.0.2.2"] }),
        ],
        [],
      ),
    );
    expect(await resolver.resolve4("b.c.example.test")).to.deep.equal(["192.0.2.2"]);
    expect((await ask("other.example.test", "A")).rcode).to.equal("NXDOMAIN");
  });

  it("refuses at start what it would answer wrongly, naming the record", async () => {
    const spoil = async (...records: GraphResource[]) => {
      const error = await startRecords(...records).catch((reason: Error) => reason);
      return (error as Error).message;
    };
    expect(
      await spoil(
        record("w.example.test", "A", { records: ["192.0.2.1"], weightedRoutingPolicies: [{ weight: 1 }] }),
      ),
    ).to.match(/w\.example\.test_A: it routes neither simply nor by failover/);
    const balancer = record("l.example.test", "A", {
      aliases: [{ name: "lb.elb.amazonaws.com", zoneId: "Z9", evaluateTargetHealth: true }],
    });
    expect(await spoil(balancer)).to.match(/its alias lb\.elb\.amazonaws\.com is neither/);
    expect(await spoil(record("c.example.test", "CAA", { records: ["nonsense"] }))).to.match(/no CAA value/);
  });

  it("says which port is taken", async () => {
    const running = await startRecords(alias("x.example.test", "api.example.test", "us-east-1"));
    const port = Number(running.server.split(":")[1]);
    const error = await startRoute53({
      graph: graphOf([], []),
      clock: createClock(),
      events: new TwinEvents(),
      originOf: () => undefined,
      port,
    }).catch((reason: Error) => reason);
    expect((error as Error).message).to.contain(`port ${port} on 127.0.0.1 is taken`);
  });

  it("does not mistake other resources for records", async () => {
    await startRecords(resource("s3/bucket:Bucket", "b", {}));
    expect((await ask("example.test", "SOA")).answers?.[0]?.type).to.equal("SOA");
  });

  function ask(name: string, type: dns.RecordType, edns = false) {
    const socket = dgram.createSocket("udp4");
    const additionals: dns.Answer[] = edns
      ? [
          {
            type: "OPT",
            name: ".",
            udpPayloadSize: 4096,
            extendedRcode: 0,
            ednsVersion: 0,
            flags: 0,
            flag_do: false,
            options: [],
          },
        ]
      : [];
    const query = dns.encode({ type: "query", id: 7, questions: [{ name, type }], additionals });
    return new Promise<dns.DecodedPacket & { rcode?: string }>((resolve, reject) => {
      socket.once("error", reject);
      socket.once("message", (message) => {
        socket.close();
        resolve(dns.decode(message));
      });
      socket.send(query, Number(route53?.server.split(":")[1]), "127.0.0.1");
    });
  }
});
