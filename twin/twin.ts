/**
 * The twin: both regions, what is between them and the outside companies, built from the resource graph of the
 * unmodified Pulumi program.
 */
import path from "node:path";
import type { TenantFile } from "../handlers/shared/tenant.ts";
import type { BothRegions } from "./both-regions.ts";
import { type Clock, createClock } from "./clock.ts";
import { evaluate } from "./engine/evaluate.ts";
import type { Graph } from "./engine/graph.ts";
import { TwinEvents } from "./events.ts";
import { type Asaas, type AsaasSnapshot, startAsaas } from "./outside/asaas/asaas.ts";
import type { Model } from "./outside/model/choose.ts";
import type { PosSnapshot } from "./outside/pos/pos.ts";
import { startTwilio, type Twilio, type TwilioSnapshot } from "./outside/twilio/twilio.ts";
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

export interface Twin extends BothRegions {
  readonly graph: Graph;
  readonly clock: Clock;
  readonly events: TwinEvents;
  readonly tenants: readonly TenantFile[];
  readonly twilio: Twilio;
  readonly asaas: Asaas;
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
  const running: (() => unknown)[] = [];
  const stopAll = async () => {
    for (const stop of running.splice(0).reverse()) await stop();
  };

  try {
    const twilio = await startTwilio({
      clock,
      events,
      restore: state?.saved?.twilio as TwilioSnapshot | undefined,
    });
    running.push(() => twilio.stop());
    const asaas = await startAsaas({
      clock,
      events,
      restore: state?.saved?.asaas as AsaasSnapshot | undefined,
    });
    running.push(() => asaas.stop());

    progress("Evaluating both stacks");
    const outside = (region: string) => ({
      ...options.config,
      "chatbot:twilioBaseUrl": twilio.baseUrlFor(region),
      "chatbot:twilioAccountsBaseUrl": twilio.baseUrl,
      "chatbot:asaasBaseUrl": asaas.baseUrl,
    });
    const [graph, { startBothRegions }] = await Promise.all([
      evaluate({
        dir: programDir,
        config: { "us-east-1": outside("us-east-1"), "sa-east-1": outside("sa-east-1") },
      }),
      import("./both-regions.ts"),
    ]);
    const stacks = Object.values(graph.stacks);
    const tenants = tenantsOf(graph);
    const publicHost = new URL(String(stacks[0]?.outputs.publicUrl)).hostname;
    const standing = await startBothRegions({
      ...{ graph, tenants, clock, events, twilio, asaas, publicHost, progress, running },
      posSaved: state?.saved?.pos as PosSnapshot | undefined,
      model: options.model,
      dnsPort: options.dnsPort,
      dataDir: (region) => state?.regionDir(region),
    });
    const { regions, route53, pos } = standing;
    if (state)
      running.push(() =>
        state.save({ twilio: twilio.snapshot(), asaas: asaas.snapshot(), pos: pos.snapshot() }),
      );

    return {
      ...standing,
      ...{ graph, clock, events, tenants, twilio, asaas, publicHost },
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
