/**
 * The twin: both regions, what is between them and the outside companies, built from the resource graph of the
 * unmodified Pulumi program.
 */
import path from "node:path";
import type { TenantFile } from "../handlers/shared/tenant.ts";
import { type Clock, createClock } from "./clock.ts";
import { evaluate } from "./engine/evaluate.ts";
import type { Graph, StackGraph } from "./engine/graph.ts";
import { TwinEvents } from "./events.ts";
import { type Replication, startReplication } from "./interregion/replication/replication.ts";
import { type Route53, startRoute53 } from "./interregion/route53/route53.ts";
import { putSecrets } from "./operator.ts";
import { type Asaas, type AsaasSnapshot, startAsaas } from "./outside/asaas/asaas.ts";
import { callerResolver } from "./outside/caller.ts";
import type { Internet } from "./outside/internet.ts";
import type { Model } from "./outside/model/choose.ts";
import { standIn } from "./outside/model/stand-in.ts";
import { createPos, type Pos, type PosSnapshot } from "./outside/pos/pos.ts";
import { startTwilio, type Twilio, type TwilioSnapshot } from "./outside/twilio/twilio.ts";
import { type RunningRegion, startRegion } from "./region/region.ts";
import { openStateFolder } from "./state.ts";
import { tenantsOf } from "./tenants.ts";

export interface TwinOptions {
  /** How fast time passes. @default 1 */
  readonly speed?: number;
  /** Where state is kept between two runs. @default memory */
  readonly stateDir?: string;
  /** Overrides of every stack's configuration, by key: "chatbot:tenantsDir". */
  readonly config?: Readonly<Record<string, string>>;
  /** What answers Bedrock. @default the deterministic stand-in */
  readonly model?: Model;
  /** For DNS, UDP and TCP. @default a free one */
  readonly dnsPort?: number;
  /** Told at each step of the start. */
  readonly onProgress?: (step: string) => void;
}

export interface Twin {
  readonly graph: Graph;
  readonly clock: Clock;
  readonly events: TwinEvents;
  readonly tenants: readonly TenantFile[];
  readonly regions: ReadonlyMap<string, RunningRegion>;
  readonly route53: Route53;
  readonly replication: Replication;
  readonly twilio: Twilio;
  readonly asaas: Asaas;
  readonly pos: Pos;
  /** "api.<domain>" */
  readonly publicHost: string;
  /** "primary" or "secondary". */
  roleOf(region: string): string;
  /** The region that Route 53 names. */
  activeRegion(): string | undefined;
  setDark(region: string, dark: boolean): Promise<void>;
  /** Saves the state, if it is kept, and leaves nothing running. */
  stop(): Promise<void>;
}

const programDir = path.join(import.meta.dirname, "..");

/** @throws a sentence when the program is refused, a port is taken or the state cannot be read. */
export async function startTwin(options: TwinOptions = {}): Promise<Twin> {
  const progress = options.onProgress ?? (() => {});
  const state = options.stateDir ? await openStateFolder(options.stateDir) : undefined;
  const clock = createClock(options.speed);
  const events = new TwinEvents();
  const running: (() => Promise<unknown>)[] = [];
  const stopAll = async () => {
    for (const stop of running.splice(0).reverse()) await stop();
  };
  const keep = <T extends { stop(): Promise<unknown> }>(part: T): T => {
    running.push(() => part.stop());
    return part;
  };

  try {
    const twilio = keep(
      await startTwilio({ clock, events, restore: state?.saved?.twilio as TwilioSnapshot | undefined }),
    );
    const asaas = keep(
      await startAsaas({ clock, events, restore: state?.saved?.asaas as AsaasSnapshot | undefined }),
    );
    const pos = keep(createPos({ clock, events, restore: state?.saved?.pos as PosSnapshot | undefined }));

    progress("Evaluating both stacks");
    const outside = (region: string) => ({
      ...options.config,
      "chatbot:twilioBaseUrl": twilio.baseUrlFor(region),
      "chatbot:twilioAccountsBaseUrl": twilio.baseUrl,
      "chatbot:asaasBaseUrl": asaas.baseUrl,
    });
    const graph = await evaluate({
      dir: programDir,
      config: { "us-east-1": outside("us-east-1"), "sa-east-1": outside("sa-east-1") },
    });
    const stacks = Object.values(graph.stacks);
    const tenants = tenantsOf(graph);
    const publicHost = new URL(String(stacks[0]?.outputs.publicUrl)).hostname;

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
      stacks.map(async (stack) => {
        const region = await startRegion({
          name: stack.region,
          graph,
          clock,
          events,
          dnsServer: route53.server,
          bedrock: options.model ?? standIn,
          peerEndpoint: (name) => regions.get(name)?.endpoint,
          dataDir: state?.regionDir(stack.region),
        });
        regions.set(stack.region, keep(region));
      }),
    );
    regionsUp.resolve();
    const replication = startReplication({ graph, regions, clock });
    running.push(async () => replication.stop());

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
    if (state)
      running.push(() =>
        state.save({ twilio: twilio.snapshot(), asaas: asaas.snapshot(), pos: pos.snapshot() }),
      );

    return {
      ...{ graph, clock, events, tenants, regions, route53, replication, twilio, asaas, pos, publicHost },
      roleOf: (region) =>
        String(stacks.find((stack) => stack.region === region)?.outputs.role ?? "no stack's region"),
      activeRegion: () => {
        const [record] = route53.answer(publicHost, "A");
        return stacks
          .map(({ region }) => region)
          .find((region) => route53.addressOf(region) === record?.value);
      },
      async setDark(region, dark) {
        await regions.get(region)?.setDark(dark);
        events.emit("region", { region, dark });
      },
      stop: stopAll,
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

/** The restaurants' software signs as the role that the region's stack made for it. */
function posRegion(stack: StackGraph, region: RunningRegion) {
  const inbox = String(stack.outputs.inboxQueueUrl);
  return {
    name: region.name,
    endpoint: region.endpoint,
    queueUrlPrefix: inbox.slice(0, inbox.lastIndexOf("/") + 1),
    credentials: region.credentialsOf(String(stack.outputs.posRoleArn)),
  };
}
