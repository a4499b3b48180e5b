/**
 * What stands once the graph is known: both regions, what is between them, and the restaurants opened. A module of its
 * own, so that its many imports load while the program is being evaluated in its own processes.
 */
import type { TenantFile } from "../handlers/shared/tenant.ts";
import type { Clock } from "./clock.ts";
import type { Graph, StackGraph } from "./engine/graph.ts";
import type { TwinEvents } from "./events.ts";
import { type Replication, startReplication } from "./interregion/replication/replication.ts";
import { type Route53, startRoute53 } from "./interregion/route53/route53.ts";
import { putSecrets } from "./operator.ts";
import type { Asaas } from "./outside/asaas/asaas.ts";
import { callerResolver } from "./outside/caller.ts";
import type { Internet } from "./outside/internet.ts";
import type { Model } from "./outside/model/choose.ts";
import { standIn } from "./outside/model/stand-in/stand-in.ts";
import { createPos, type Pos, type PosRegion, type PosSnapshot } from "./outside/pos/pos.ts";
import type { Twilio } from "./outside/twilio/twilio.ts";
import { type RunningRegion, startRegion } from "./region/region.ts";

export interface BothRegionsOptions {
  readonly graph: Graph;
  readonly tenants: readonly TenantFile[];
  readonly clock: Clock;
  readonly events: TwinEvents;
  readonly twilio: Twilio;
  readonly asaas: Asaas;
  readonly posSaved?: PosSnapshot;
  /** "api.<domain>" */
  readonly publicHost: string;
  readonly model?: Model;
  readonly dnsPort?: number;
  readonly dataDir: (region: string) => string | undefined;
  readonly progress: (step: string) => void;
  /** Told how to end each part, in the order of their starts. */
  readonly running: (() => unknown)[];
}

export interface BothRegions {
  readonly regions: ReadonlyMap<string, RunningRegion>;
  readonly route53: Route53;
  readonly replication: Replication;
  readonly pos: Pos;
}

/** @throws a sentence when a region cannot be made from the graph, or a port is taken. */
export async function startBothRegions(options: BothRegionsOptions): Promise<BothRegions> {
  const { graph, tenants, clock, events, twilio, asaas, publicHost, progress, running } = options;
  const stacks = Object.values(graph.stacks);
  const pos = createPos({ clock, events, restore: options.posSaved });
  running.push(() => pos.stop());

  progress("Starting both regions");
  const regions = new Map<string, RunningRegion>();
  const regionsUp = Promise.withResolvers<void>();
  const route53 = await startRoute53({
    graph,
    clock,
    events,
    originOf: (region) => regions.get(region)?.apiOrigin,
    ready: regionsUp.promise,
    port: options.dnsPort,
  });
  running.push(() => route53.close());
  await Promise.all(
    stacks.map(async ({ region: name }) => {
      const region = await startRegion({
        name,
        graph,
        clock,
        events,
        dnsServer: route53.server,
        bedrock: options.model ?? standIn,
        peerEndpoint: (peer) => regions.get(peer)?.endpoint,
        dataDir: options.dataDir(name),
      });
      running.push(() => region.stop());
      regions.set(name, region);
    }),
  );
  regionsUp.resolve();
  const replication = startReplication({ graph, regions, clock });
  running.push(() => replication.stop());

  progress("Opening the restaurants");
  await putSecrets({ graph, regions, tenants, twilio, asaas, pos });
  const internet: Internet = {
    publicHost,
    resolve: callerResolver({ clock, dnsServer: route53.server, originAt: route53.originAt }),
    regionOf: (origin) => [...regions.values()].find((region) => region.apiOrigin === origin)?.name,
  };
  twilio.connect(internet);
  asaas.connect(internet);
  pos.connect({ internet, regions: stacks.map((stack) => posRegion(stack, regions.get(stack.region)!)) });
  return { regions, route53, replication, pos };
}

/**
 * The restaurants' software signs as the role that the region's stack made for it, each restaurant's in sessions that IAM
 * Roles Anywhere would tag with its certificate's subject.
 */
function posRegion(stack: StackGraph, region: RunningRegion): PosRegion {
  const inbox = String(stack.outputs.inboxQueueUrl);
  return {
    name: region.name,
    endpoint: region.endpoint,
    queueUrlPrefix: inbox.slice(0, inbox.lastIndexOf("/") + 1),
    credentialsOf: (clientId) =>
      region.credentialsOf(String(stack.outputs.posRoleArn), { "x509Subject/OU": clientId }),
  };
}
