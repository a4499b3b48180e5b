/** All alarms of a region: their states, and what a change of state sets off. */
import * as z from "zod";
import type { Clock } from "../../clock.ts";
import type { GraphResource } from "../../engine/graph.ts";
import type { AlarmChange } from "../../events.ts";
import { ofType, properties } from "../apigateway/properties.ts";
import type { AlarmState } from "../types.ts";
import { type CompositeRule, parseRule } from "./composite-alarm.ts";
import { type MetricAlarm, readMetricAlarm, type Verdict } from "./metric-alarm.ts";
import { type MetricStore, stepMs } from "./series.ts";

export interface AlarmTransition {
  readonly alarm: AlarmSettings;
  readonly from: AlarmChange["state"];
  readonly to: Verdict;
  readonly actions: readonly string[];
}

export interface AlarmSettings {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
}

interface Alarm extends AlarmSettings {
  readonly metric?: MetricAlarm;
  readonly rule?: CompositeRule;
  readonly actions: Readonly<Record<AlarmChange["state"], readonly string[]>>;
  /** While this alarm is in ALARM, actions are held back. */
  readonly suppressor?: string;
  state: AlarmChange["state"];
  reason: string;
  since: number;
  judged: boolean;
}

const common = {
  arn: z.string(),
  alarmDescription: z.string().nullish(),
  actionsEnabled: z.boolean().nullish(),
  alarmActions: z.array(z.string()).nullish(),
  okActions: z.array(z.string()).nullish(),
  insufficientDataActions: z.array(z.string()).nullish(),
};
const Metric = z.object({ ...common, name: z.string() });
const Composite = z.object({
  ...common,
  alarmName: z.string(),
  alarmRule: z.string(),
  actionsSuppressor: z.object({ alarm: z.string() }).nullish(),
});

const shortestRetentionMs = 3 * 3_600_000;

/** Throws a sentence for an alarm that AWS would refuse or the twin cannot judge. */
export function readAlarms(resources: readonly GraphResource[], now: number): Alarm[] {
  const alarms = [
    ...ofType(resources, "aws:cloudwatch/metricAlarm:MetricAlarm").map((resource) => {
      const shape = properties(resource, Metric);
      return { ...stateless(shape, now), name: shape.name, metric: readMetricAlarm(resource) };
    }),
    ...ofType(resources, "aws:cloudwatch/compositeAlarm:CompositeAlarm").map((resource) => {
      const shape = properties(resource, Composite);
      const rule = sentence(resource, () => parseRule(shape.alarmRule));
      return {
        ...stateless(shape, now),
        name: shape.alarmName,
        rule,
        suppressor: shape.actionsSuppressor?.alarm.replace(/^arn:.*:alarm:/, ""),
      };
    }),
  ];
  const names = new Set(alarms.map(({ name }) => name));
  for (const resource of ofType(resources, "aws:cloudwatch/compositeAlarm:CompositeAlarm"))
    sentence(resource, () => {
      const { alarmRule } = properties(resource, Composite);
      const unknown = parseRule(alarmRule).alarms.find((name) => !names.has(name));
      if (unknown) throw new Error(`its rule names the alarm "${unknown}", which the region does not have`);
    });
  return alarms;
}

function stateless(shape: z.infer<typeof Metric> | z.infer<typeof Composite>, now: number) {
  const on = shape.actionsEnabled !== false;
  return {
    arn: shape.arn,
    description: shape.alarmDescription ?? undefined,
    actions: {
      ALARM: on ? (shape.alarmActions ?? []) : [],
      OK: on ? (shape.okActions ?? []) : [],
      INSUFFICIENT_DATA: on ? (shape.insufficientDataActions ?? []) : [],
    },
    state: "INSUFFICIENT_DATA" as AlarmChange["state"],
    reason: "Unchecked: Initial alarm creation",
    since: now,
    judged: false,
  };
}

export function createAlarms(options: {
  readonly region: string;
  readonly alarms: Alarm[];
  readonly store: MetricStore;
  readonly clock: Clock;
  readonly changed: (transition: AlarmTransition) => void;
}) {
  const { region, alarms, store, clock, changed } = options;
  const byName = new Map(alarms.map((alarm) => [alarm.name, alarm]));
  const stateOf = (name: string) => byName.get(name)?.state ?? "INSUFFICIENT_DATA";

  function settle(alarm: Alarm, verdict: Verdict | undefined): boolean {
    const first = !alarm.judged;
    alarm.judged = true;
    if (!verdict) return false;
    const from = alarm.state;
    alarm.reason = verdict.reason;
    if (from === verdict.state) return false;
    alarm.state = verdict.state;
    alarm.since = clock.now();
    // An alarm counts as long in service: that it finds all well when the twin starts is no news to anybody.
    const silent =
      (first && verdict.state !== "ALARM") || (alarm.suppressor && stateOf(alarm.suppressor) === "ALARM");
    changed({ alarm, from, to: verdict, actions: silent ? [] : alarm.actions[verdict.state] });
    return true;
  }

  return {
    /** Periods end with the last whole step; `upToNow`, with the running one. */
    evaluate(upToNow: boolean): void {
      const end = (Math.floor(clock.now() / stepMs) + (upToNow ? 1 : 0)) * stepMs;
      for (const alarm of alarms) if (alarm.metric) settle(alarm, alarm.metric.judge(store, end));
      // Composites may watch composites: again until nothing moves.
      for (let pass = 0, moved = true; moved && pass < alarms.length; pass++) {
        moved = false;
        for (const alarm of alarms) if (alarm.rule) moved = settle(alarm, composed(alarm.rule)) || moved;
      }
    },
    states: (): AlarmState[] =>
      alarms.map(({ name, state, reason, since }) => ({ region, alarm: name, state, reason, since })),
  };

  function composed(rule: CompositeRule): Verdict {
    const holds = rule.holds(stateOf);
    const states = rule.alarms.map((name) => `${name} is ${stateOf(name)}`).join(", ");
    return {
      state: holds ? "ALARM" : "OK",
      reason: `The rule ${holds ? "holds" : "does not hold"}: ${states}.`,
    };
  }
}

/** How long metrics must be kept for these alarms. */
export function retentionFor(alarms: readonly Alarm[]): number {
  return Math.max(shortestRetentionMs, ...alarms.map(({ metric }) => (metric?.rangeMs ?? 0) + 60_000));
}

function sentence<T>(resource: GraphResource, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`The twin cannot serve ${resource.urn}: ${(error as Error).message}.`);
  }
}
