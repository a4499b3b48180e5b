/** Runs a rule as CrossGuard would: as a policy, with its arguments and its watching proxies. */
import { createRequire } from "node:module";
import type { ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import { toPolicy } from "../../../policies/support/crossguard.ts";
import type { Context } from "../../../policies/support/judge.ts";
import type { Resource, Rule } from "../../../policies/support/rule.ts";

interface Proxies {
  unknownCheckingProxy<T>(props: T): T;
  readonly unknownStringValue: string;
}
// Not in its types: what CrossGuard's server puts around every resource's properties.
const { unknownCheckingProxy, unknownStringValue } = createRequire(import.meta.url)(
  "@pulumi/policy/proxy.js",
) as Proxies;

/** What the engine sends for a value that only the update will tell. */
export const unknownValue = unknownStringValue;

export interface Reported {
  readonly message: string;
  readonly urn: string | undefined;
}

export async function runPolicy(
  rule: Rule,
  resources: readonly Resource[],
  context: Context,
): Promise<Reported[]> {
  const policy = toPolicy(rule, context);
  const reported: Reported[] = [];
  const report = (message: string, urn?: string) => void reported.push({ message, urn });
  const watched = resources.map((resource) => argsOf(resource));
  if ("validateStack" in policy) {
    const all: Record<string, unknown>[] = watched.map((args) => ({ ...args, dependencies: [] }));
    const of = (urn: string | undefined) => all[resources.findIndex((resource) => resource.urn === urn)];
    for (const [index, { parent, propertyDependencies = {} }] of resources.entries())
      Object.assign(all[index]!, {
        parent: of(parent?.urn),
        propertyDependencies: Object.fromEntries(
          Object.entries(propertyDependencies).map(([property, sources]) => [
            property,
            sources.map(({ urn }) => of(urn)),
          ]),
        ),
      });
    const args = { resources: all, stackTags: new Map(), getConfig: () => ({}), notApplicable };
    await policy.validateStack(args as unknown as StackValidationArgs, report);
    return reported;
  }
  for (const args of watched) {
    const [validate] = [policy.validateResource].flat();
    await validate?.(args as unknown as ResourceValidationArgs, report);
  }
  return reported;
}

function argsOf({ type, name, urn, props, opts }: Resource) {
  return {
    type,
    name,
    urn,
    opts,
    props: unknownCheckingProxy(props),
    stackTags: new Map<string, string>(),
    isType: () => false,
    asType: () => undefined,
    getConfig: () => ({}),
    notApplicable,
  };
}

function notApplicable(reason?: string): never {
  throw new Error(`A rule asked for notApplicable: ${reason}`);
}
