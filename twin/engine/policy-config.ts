/** What each policy of a pack is told: its level and its settings. */
import type { AnalyzerInfo, PolicyInfo } from "@pulumi/pulumi/proto/analyzer_pb.js";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import { EvaluationError } from "./errors.ts";
import { structOf, type WireObject } from "./wire.ts";

/** By policy: `enforcementLevel` and whatever the policy's schema has, as in `pulumi preview --policy-pack-config`. */
export type PolicyConfig = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export type Level = "advisory" | "mandatory" | "disabled" | "remediate";

const levels: readonly Level[] = ["advisory", "mandatory", "disabled", "remediate"];

export function levelOf(value: number): Level {
  return levels[value] ?? "mandatory";
}

/**
 * Later ones winning: the schema's defaults, the pack's own configuration, `given`.
 * @throws EvaluationError for a setting that a policy requires and nobody gives, or a policy that is not in the pack.
 */
export function configureRequest(info: AnalyzerInfo, given: PolicyConfig) {
  const policies = info.getPoliciesList();
  const names = policies.map((policy) => policy.getName());
  const problems = Object.keys(given)
    .filter((name) => name !== "all" && !names.includes(name))
    .map((name) => `The policy pack has no policy "${name}".`);
  const request = new analyzer.ConfigureAnalyzerRequest();
  for (const policy of policies) {
    const name = policy.getName();
    const initial = info.getInitialconfigMap().get(name);
    const { enforcementLevel, ...own } = { ...given.all, ...given[name] };
    const properties: WireObject = {
      ...defaultsOf(policy),
      ...initial?.getProperties()?.toJavaScript(),
      ...own,
    };
    for (const required of policy.getConfigschema()?.getRequiredList() ?? [])
      if (properties[required] === undefined)
        problems.push(`The policy "${name}" needs its setting "${required}"; give it.`);
    const level = levels.indexOf(enforcementLevel as Level);
    const config = new analyzer.PolicyConfig();
    config.setEnforcementlevel(
      level >= 0 ? level : (initial?.getEnforcementlevel() ?? policy.getEnforcementlevel()),
    );
    config.setProperties(structOf(properties));
    request.getPolicyconfigMap().set(name, config);
  }
  if (problems.length) throw new EvaluationError(problems);
  return request;
}

function defaultsOf(policy: PolicyInfo): WireObject {
  const schema = policy.getConfigschema()?.getProperties()?.toJavaScript() ?? {};
  return Object.fromEntries(
    Object.entries(schema as Record<string, { default?: unknown }>)
      .filter(([, property]) => property.default !== undefined)
      .map(([name, property]) => [name, property.default]),
  );
}
