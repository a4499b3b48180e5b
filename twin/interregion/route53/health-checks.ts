/** Route 53's health checks: who is probed how, what counts as a change, and what follows from other checks. */
import * as z from "zod";
import type { Clock } from "../../clock.ts";
import type { Graph } from "../../engine/graph.ts";
import type { AlarmChange, TwinEvents } from "../../events.ts";
import { ofType, properties } from "../../region/apigateway/properties.ts";
import { type ProbeResult, probe } from "./probe.ts";

export interface HealthStatus {
  readonly id: string;
  /** The check's Name tag; without one, what it probes. */
  readonly name: string;
  readonly type: string;
  readonly inverted: boolean;
  /** What the failover records see: after inversion. */
  readonly healthy: boolean;
  /** The last probe's outcome, or what the status follows from. */
  readonly reason: string;
  /** How many probes have been judged; 0 for a check that follows from others. */
  readonly probes: number;
  /** Twin time of the last change. */
  readonly since: number;
}

export interface HealthCheckOptions {
  readonly graph: Graph;
  readonly clock: Clock;
  readonly events: TwinEvents;
  /** Where a probed name or address leads now; undefined when nothing is there. */
  readonly reach: (host: string) => string | undefined;
  /** When what is probed is up; until then everything is healthy. @default now */
  readonly ready?: Promise<unknown>;
}

const Shape = z.object({
  type: z.enum([
    "HTTP",
    "HTTPS",
    "HTTP_STR_MATCH",
    "HTTPS_STR_MATCH",
    "TCP",
    "CALCULATED",
    "CLOUDWATCH_METRIC",
  ]),
  fqdn: z.string().nullish(),
  ipAddress: z.string().nullish(),
  port: z.number().nullish(),
  resourcePath: z.string().nullish(),
  searchString: z.string().nullish(),
  requestInterval: z.number().nullish(),
  failureThreshold: z.number().nullish(),
  invertHealthcheck: z.boolean().nullish(),
  disabled: z.boolean().nullish(),
  childHealthchecks: z.array(z.string()).nullish(),
  childHealthThreshold: z.number().nullish(),
  cloudwatchAlarmName: z.string().nullish(),
  cloudwatchAlarmRegion: z.string().nullish(),
  insufficientDataHealthStatus: z.enum(["Healthy", "Unhealthy", "LastKnownStatus"]).nullish(),
  tags: z.record(z.string(), z.string()).nullish(),
});

type Check = z.infer<typeof Shape> & { readonly id: string };

interface State {
  readonly check: Check;
  /** Before inversion. */
  raw: boolean;
  /** Probes in a row that contradict `raw`. */
  contrary: number;
  probes: number;
  reason: string;
  healthy: boolean;
  since: number;
}

const connectTimeoutMs = 4_000;
const answerTimeoutMs = 2_000;
const tcpTimeoutMs = 10_000;
/** What is probed runs at the machine's own pace: a fast clock must not fail a region that is well. */
const leastTimeoutRealMs = 2_000;

/**
 * One checker where AWS has many that vote, so detection takes interval × threshold at most. A check counts as long
 * in service: it starts healthy, its first probe is an interval away, and only consecutive results in one direction
 * change it.
 */
export function startHealthChecks({ graph, clock, events, reach, ready }: HealthCheckOptions) {
  const resources = Object.values(graph.stacks).flatMap((stack) => stack.resources);
  const states = new Map<string, State>(
    ofType(resources, "aws:route53/healthCheck:HealthCheck").map((resource) => {
      const check = { ...properties(resource, Shape), id: resource.id };
      const raw = !(check.invertHealthcheck ?? false);
      return [
        check.id,
        {
          check,
          raw,
          contrary: 0,
          probes: 0,
          reason: check.disabled ? "disabled" : "not probed yet",
          healthy: true,
          since: clock.now(),
        },
      ];
    }),
  );
  const stopped = new AbortController();
  const stops: (() => void)[] = [];

  function settle(announceAll = false): void {
    for (const state of states.values()) {
      const healthy = effective(state.check.id);
      if (healthy === state.healthy && !announceAll) continue;
      if (healthy !== state.healthy) state.since = clock.now();
      state.healthy = healthy;
      events.emit("health", { healthCheck: state.check.id, healthy, time: clock.now() });
    }
  }

  /** After inversion. An unknown check is healthy, as a record without one is. */
  function effective(id: string): boolean {
    const state = states.get(id);
    if (!state) return true;
    const { check } = state;
    if (check.type === "CALCULATED") {
      const children = check.childHealthchecks ?? [];
      const healthy = children.filter(effective);
      state.raw = healthy.length >= (check.childHealthThreshold ?? children.length);
      state.reason = `${healthy.length} of ${children.length} healthy, ${check.childHealthThreshold ?? children.length} needed`;
    }
    // Disabled means taken for healthy, not taken out of service; inverting is what takes out.
    return (check.disabled ? true : state.raw) !== (check.invertHealthcheck ?? false);
  }

  function learn(state: State, result: ProbeResult): void {
    state.probes += 1;
    state.reason = result.reason;
    state.contrary = result.healthy === state.raw ? 0 : state.contrary + 1;
    if (state.contrary < (state.check.failureThreshold ?? 3)) return;
    state.raw = result.healthy;
    state.contrary = 0;
    settle();
  }

  async function probeOnce({ check }: State): Promise<ProbeResult> {
    const secure = check.type.startsWith("HTTPS");
    const port = check.port ?? (secure ? 443 : 80);
    if (port !== 443 || (!secure && check.type !== "TCP"))
      return {
        healthy: false,
        reason: `API Gateway answers HTTPS on port 443 only, not ${check.type} on ${port}`,
      };
    const host = check.fqdn ?? check.ipAddress ?? "";
    const real = (ms: number) => Math.max(ms / clock.speed, leastTimeoutRealMs);
    const origin = reach(check.ipAddress ?? host);
    const path = check.resourcePath ?? "/";
    const result = await probe(
      {
        origin,
        host,
        path: path.startsWith("/") ? path : `/${path}`,
        searchString: check.type.endsWith("STR_MATCH") ? (check.searchString ?? "") : undefined,
        connectMs: real(check.type === "TCP" ? tcpTimeoutMs : connectTimeoutMs),
        answerMs: real(answerTimeoutMs),
      },
      stopped.signal,
    );
    // Any HTTP answer proves the connection, which is all that TCP asks.
    return check.type === "TCP" && result.reason.startsWith("HTTP") ? { ...result, healthy: true } : result;
  }

  function watch(state: State): void {
    let busy = false;
    const tick = async () => {
      if (busy) return;
      busy = true;
      const result = await probeOnce(state);
      busy = false;
      if (!stopped.signal.aborted) learn(state, result);
    };
    stops.push(clock.every((state.check.requestInterval ?? 30) * 1000, () => void tick()));
  }

  const followAlarm = (change: AlarmChange) => {
    for (const state of states.values()) {
      const { check } = state;
      if (check.type !== "CLOUDWATCH_METRIC") continue;
      if (check.cloudwatchAlarmName !== change.alarm || check.cloudwatchAlarmRegion !== change.region)
        continue;
      state.reason = `alarm ${change.alarm} is ${change.state}`;
      const onMissing = check.insufficientDataHealthStatus ?? "LastKnownStatus";
      if (change.state !== "INSUFFICIENT_DATA") state.raw = change.state === "OK";
      else if (onMissing !== "LastKnownStatus") state.raw = onMissing === "Healthy";
    }
    settle();
  };

  events.on("alarm", followAlarm);
  const begin = () => {
    if (stopped.signal.aborted) return;
    // Whoever charts health learns how it starts.
    settle(true);
    for (const state of states.values()) {
      const probed = state.check.type !== "CALCULATED" && state.check.type !== "CLOUDWATCH_METRIC";
      if (probed && !state.check.disabled) watch(state);
    }
  };
  if (ready) void ready.then(begin);
  else begin();

  return {
    healthy: effective,
    statuses: (): HealthStatus[] =>
      [...states.values()].map(({ check, healthy, reason, probes, since }) => ({
        id: check.id,
        name: check.tags?.Name ?? `${check.fqdn ?? check.ipAddress ?? check.type}${check.resourcePath ?? ""}`,
        type: check.type,
        inverted: check.invertHealthcheck ?? false,
        healthy,
        reason,
        probes,
        since,
      })),
    stop(): void {
      stopped.abort();
      events.off("alarm", followAlarm);
      for (const stop of stops) stop();
    },
  };
}
