/** Route 53 of the twin: zones, failover records and health checks of all stacks, behind a DNS server. */
import type { Clock } from "../../clock.ts";
import type { Graph } from "../../engine/graph.ts";
import type { TwinEvents } from "../../events.ts";
import { createAnswers } from "./answers.ts";
import { startDnsServer } from "./dns-server.ts";
import { type HealthStatus, startHealthChecks } from "./health-checks.ts";
import { textOf } from "./record-data.ts";
import { readZones } from "./zones.ts";

export interface Route53Options {
  /** Every stack: a zone of one holds records of the others. */
  readonly graph: Graph;
  readonly clock: Clock;
  readonly events: TwinEvents;
  /** The region's API listener ("http://127.0.0.1:<port>"). */
  originOf(region: string): string | undefined;
  /** When the regions are up, and health checks can begin. @default now */
  readonly ready?: Promise<unknown>;
  /** For DNS, UDP and TCP. @default a free one */
  readonly port?: number;
}

export interface DnsRecord {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly value: string;
}

export interface Route53 {
  /** "127.0.0.1:<port>", as `dns.Resolver.setServers` takes it. */
  readonly server: string;
  /** What the DNS server answers now; empty for a name or type that it does not have. */
  answer(name: string, type: string): DnsRecord[];
  statuses(): HealthStatus[];
  /** The documentation address that stands for a region in A records. */
  addressOf(region: string): string;
  /** What the network does with such an address: the origin of the region behind it. */
  originAt(address: string): string | undefined;
  close(): Promise<void>;
}

/** Throws a sentence for records that it could not answer rightly, and when the port is taken. */
export async function startRoute53(options: Route53Options): Promise<Route53> {
  const { graph, clock, events, originOf } = options;
  const regions = [...new Set(Object.values(graph.stacks).map((stack) => stack.region))];
  const addressOf = (region: string) => {
    const index = regions.indexOf(region);
    if (index < 0) throw new Error(`No stack is in ${region}, so Route 53 has no address for it.`);
    return `198.51.100.${index + 1}`;
  };
  const originAt = (address: string) => {
    const region = regions.find((one) => addressOf(one) === address);
    return region && originOf(region);
  };
  const zones = readZones(graph);
  const resolve = createAnswers({ zones, addressOf, healthy: (id) => checks.healthy(id) });
  const addressesOf = (host: string) =>
    /^[\d.]+$/.test(host)
      ? [host]
      : resolve(host, "A").answers.flatMap((answer) => (answer.type === "A" ? [answer.data] : []));
  const checks = startHealthChecks({
    graph,
    clock,
    events,
    ready: options.ready,
    reach: (host) => {
      const [address] = addressesOf(host);
      return address === undefined ? undefined : originAt(address);
    },
  });
  const server = await startDnsServer(resolve, options.port).catch((error: unknown) => {
    checks.stop();
    throw error;
  });
  return {
    server: `127.0.0.1:${server.port}`,
    answer: (name, type) =>
      resolve(name, type.toUpperCase()).answers.flatMap((answer) =>
        answer.type === "OPT"
          ? []
          : [{ name: answer.name, type: answer.type, ttl: answer.ttl ?? 0, value: textOf(answer) }],
      ),
    statuses: checks.statuses,
    addressOf,
    originAt,
    close: async () => {
      checks.stop();
      await server.close();
    },
  };
}
