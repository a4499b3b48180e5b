import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { createClock } from "../../../../twin/clock.ts";
import type { GraphResource } from "../../../../twin/engine/graph.ts";
import { type HealthChange, TwinEvents } from "../../../../twin/events.ts";
import { type Route53, startRoute53 } from "../../../../twin/interregion/route53/route53.ts";
import { graphOf, half, healthCheck, zone } from "./graph.ts";

/** A region's API listener: what it answers by path, and how often it was asked. */
interface FakeRegion {
  readonly server: Server;
  readonly statuses: Record<string, number>;
  readonly hosts: Set<string>;
  body: string;
  probes: number;
}

describe("Route 53's health checks", () => {
  let clock = createClock();
  let events = new TwinEvents();
  let changes: HealthChange[] = [];
  let route53: Route53;
  const regions: Record<string, FakeRegion> = {};

  beforeEach(async () => {
    clock = createClock();
    events = new TwinEvents();
    changes = [];
    events.on("health", (change) => changes.push(change));
    for (const name of ["us-east-1", "sa-east-1"]) {
      const region: FakeRegion = {
        server: createServer((incoming, outgoing) => {
          region.probes += 1;
          region.hosts.add(incoming.headers.host ?? "");
          outgoing.statusCode = region.statuses[incoming.url ?? ""] ?? 404;
          outgoing.end(region.body);
        }),
        statuses: { "/health": 200 },
        hosts: new Set(),
        body: "",
        probes: 0,
      };
      await new Promise<void>((listening) => region.server.listen(0, "127.0.0.1", listening));
      regions[name] = region;
    }
  });

  afterEach(async () => {
    await route53.close();
    for (const { server } of Object.values(regions)) {
      server.close();
      server.closeAllConnections();
    }
  });

  async function start(checks: readonly GraphResource[], watched = "own") {
    route53 = await startRoute53({
      graph: graphOf(
        [zone, ...checks, ...half("us-east-1", "PRIMARY", watched)],
        half("sa-east-1", "SECONDARY", checks.some(({ id }) => id === "other") ? "other" : undefined),
      ),
      clock,
      events,
      originOf: (region) => {
        const address = regions[region]?.server.address() as AddressInfo | null;
        return address ? `http://127.0.0.1:${address.port}` : undefined;
      },
    });
    await probed(1);
  }

  const own = (inputs: Record<string, unknown> = {}) =>
    healthCheck("own", { fqdn: "us-east-1.api.example.test", resourcePath: "/health", ...inputs });
  const status = (id: string) => route53.statuses().find((one) => one.id === id);
  const active = () => route53.answer("active.example.test", "TXT")[0]?.value;

  /** Lets `rounds` further intervals pass, each with one judged probe of every endpoint. */
  async function probed(rounds: number, intervalMs = 10_000): Promise<void> {
    const judged = () =>
      route53
        .statuses()
        .filter(({ type, reason }) => /^(HTTP|TCP)/.test(type) && reason !== "disabled")
        .map(({ probes }) => probes);
    for (let round = 0; round < rounds; round++) {
      const before = judged();
      clock.advance(intervalMs);
      await until(() => judged().every((probes, index) => probes > (before[index] ?? 0)));
    }
  }

  async function until(condition: () => boolean): Promise<void> {
    const deadline = Date.now() + 5_000;
    while (!condition()) {
      if (Date.now() > deadline) throw new Error("waited 5 s in vain");
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  it("starts healthy, probes by name and path, and announces how every check stands", async () => {
    await start([own()]);
    expect(active()).to.equal("us-east-1");
    expect(regions["us-east-1"]?.hosts).to.deep.equal(new Set(["us-east-1.api.example.test"]));
    expect(status("own")).to.include({ healthy: true, reason: "HTTP 200" });
    expect(changes.map(({ healthCheck: id, healthy }) => [id, healthy])).to.deep.equal([["own", true]]);
  });

  it("fails over after consecutive failures only, and back after as many successes", async () => {
    await start([own()]);
    const east = regions["us-east-1"]!;
    east.statuses["/health"] = 503;
    await probed(2);
    expect(active()).to.equal("us-east-1");
    east.statuses["/health"] = 200;
    await probed(1);
    east.statuses["/health"] = 503;
    await probed(2);
    expect(active(), "a success in between starts the count anew").to.equal("us-east-1");
    await probed(1);
    expect(active()).to.equal("sa-east-1");
    expect(route53.answer("api.example.test", "A")[0]?.value).to.equal("198.51.100.2");
    expect(changes.at(-1)).to.include({ healthCheck: "own", healthy: false });
    east.statuses["/health"] = 301;
    await probed(2);
    expect(active()).to.equal("sa-east-1");
    await probed(1);
    expect(active(), "3xx is healthy").to.equal("us-east-1");
  });

  it("takes a region that refuses connections for unhealthy", async () => {
    await start([own({ failureThreshold: 1 })]);
    const east = regions["us-east-1"]!;
    await new Promise((closed) => {
      east.server.close(closed);
      east.server.closeAllConnections();
    });
    await probed(1);
    expect(status("own")).to.include({ healthy: false });
    expect(active()).to.equal("sa-east-1");
  });

  it("answers with the primary when both regions are unhealthy", async () => {
    const other = healthCheck("other", { fqdn: "sa-east-1.api.example.test", resourcePath: "/health" });
    await start([
      own({ failureThreshold: 1 }),
      { ...other, inputs: { ...other.inputs, failureThreshold: 1 } },
    ]);
    regions["us-east-1"]!.statuses["/health"] = 500;
    regions["sa-east-1"]!.statuses["/health"] = 500;
    await probed(3);
    expect(route53.statuses().map(({ healthy }) => healthy)).to.deep.equal([false, false]);
    expect(active()).to.equal("us-east-1");
  });

  describe("of a primary that can be drained", () => {
    const drain = healthCheck("drain", {
      fqdn: "sa-east-1.api.example.test",
      resourcePath: "/drain/us-east-1",
      invertHealthcheck: true,
    });
    const effective = healthCheck("effective", {
      type: "CALCULATED",
      childHealthchecks: ["own", "drain"],
      childHealthThreshold: 2,
    });

    it("leaves the primary when the secondary says that it is drained, and comes back afterwards", async () => {
      await start([own(), drain, effective], "effective");
      await probed(3);
      expect(active()).to.equal("us-east-1");
      regions["sa-east-1"]!.statuses["/drain/us-east-1"] = 200;
      await probed(3);
      expect(status("drain")).to.include({ healthy: false, reason: "HTTP 200" });
      expect(status("effective")).to.include({ healthy: false, reason: "1 of 2 healthy, 2 needed" });
      expect(active()).to.equal("sa-east-1");
      regions["sa-east-1"]!.statuses["/drain/us-east-1"] = 404;
      await probed(3);
      expect(active()).to.equal("us-east-1");
      expect(
        changes.filter(({ healthCheck: id }) => id === "effective").map(({ healthy }) => healthy),
      ).to.deep.equal([true, false, true]);
    });

    it("stays with the primary when the secondary is dead", async () => {
      await start([own(), drain, effective], "effective");
      const south = regions["sa-east-1"]!;
      await new Promise((closed) => {
        south.server.close(closed);
        south.server.closeAllConnections();
      });
      await probed(4);
      expect(status("drain")).to.include({ healthy: true });
      expect(active()).to.equal("us-east-1");
    });

    it("leaves the primary when its own health fails", async () => {
      await start([own(), drain, effective], "effective");
      regions["us-east-1"]!.statuses["/health"] = 503;
      await probed(3);
      expect(active()).to.equal("sa-east-1");
    });
  });

  it("looks for the text of a string match in the body", async () => {
    await start([own({ type: "HTTPS_STR_MATCH", searchString: "all well", failureThreshold: 1 })]);
    regions["us-east-1"]!.body = `${"-".repeat(5_000)} all well`;
    await probed(1);
    expect(status("own")?.healthy).to.equal(true);
    regions["us-east-1"]!.body = `${"-".repeat(5_200)} all well`;
    await probed(1);
    expect(status("own")).to.include({ healthy: false, reason: "HTTP 200 without the expected text" });
  });

  it("follows a CloudWatch alarm, and what the check says about missing data", async () => {
    const alarm = { cloudwatchAlarmName: "bad", cloudwatchAlarmRegion: "us-east-1" };
    await start([
      healthCheck("own", { type: "CLOUDWATCH_METRIC", ...alarm, insufficientDataHealthStatus: "Unhealthy" }),
      healthCheck("sticky", { type: "CLOUDWATCH_METRIC", ...alarm }),
    ]);
    const change = (state: "OK" | "ALARM" | "INSUFFICIENT_DATA", region = "us-east-1") =>
      events.emit("alarm", { region, alarm: "bad", state, reason: "" });
    change("ALARM", "sa-east-1");
    expect(active(), "an alarm of another region").to.equal("us-east-1");
    change("ALARM");
    expect(active()).to.equal("sa-east-1");
    change("OK");
    expect(active()).to.equal("us-east-1");
    change("INSUFFICIENT_DATA");
    expect(status("own")?.healthy).to.equal(false);
    expect(status("sticky")?.healthy).to.equal(true);
  });

  it("takes a disabled check for healthy without probing", async () => {
    await start([own({ disabled: true }), healthCheck("other", { fqdn: "sa-east-1.api.example.test" })]);
    await probed(1);
    expect(active()).to.equal("us-east-1");
    expect(regions["us-east-1"]?.probes).to.equal(0);
  });

  it("does not reach API Gateway by plain HTTP", async () => {
    await start([own({ type: "HTTP", failureThreshold: 1 })]);
    expect(status("own")).to.include({ healthy: false });
    expect(status("own")?.reason).to.match(/HTTPS on port 443 only/);
  });

  it("keeps its timeouts in real time under a fast clock", async () => {
    clock = createClock(200);
    await start([own({ failureThreshold: 1 })]);
    const east = regions["us-east-1"]!;
    const [listener] = east.server.listeners("request") as ((...args: unknown[]) => void)[];
    east.server.removeAllListeners("request");
    east.server.on("request", (...args) => setTimeout(() => listener?.(...args), 100));
    const before = status("own")?.probes ?? 0;
    await until(() => (status("own")?.probes ?? 0) > before + 2);
    expect(status("own")?.healthy).to.equal(true);
  });
});
