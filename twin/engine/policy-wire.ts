/** What a policy pack is asked: a resource's inputs when it is made, all outputs when the stack is. */
import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import type { GraphResource, StackGraph } from "./graph.ts";
import { ruleOf } from "./outputs/index.ts";
import { structOf, type WireObject, wireProperties } from "./wire.ts";

/** A resource as its provider has checked it: with the name that it will have. */
export function analyzeRequest(resource: GraphResource, stack: StackGraph) {
  const request = new analyzer.AnalyzeRequest();
  const named = resource.custom ? ruleOf(resource.type).naming?.property : undefined;
  describe(request, resource, stack, {
    ...(named && { [named]: resource.outputs[named] }),
    ...resource.inputs,
  });
  return request;
}

/** All of a stack as it stands after `pulumi up`. */
export function analyzeStackRequest(stack: StackGraph) {
  const request = new analyzer.AnalyzeStackRequest();
  request.setResourcesList(
    stack.resources.map((resource) => {
      const described = new analyzer.AnalyzerResource();
      describe(described, resource, stack, {
        ...(resource.custom && { id: resource.id }),
        ...resource.outputs,
      });
      described.setParent(resource.parent ?? "");
      described.setDependenciesList([...resource.dependencies]);
      for (const [property, urns] of Object.entries(resource.propertyDependencies ?? {})) {
        const dependencies = new analyzer.AnalyzerPropertyDependencies();
        dependencies.setUrnsList([...urns]);
        described.getPropertydependenciesMap().set(property, dependencies);
      }
      return described;
    }),
  );
  return request;
}

type Described = InstanceType<typeof analyzer.AnalyzeRequest | typeof analyzer.AnalyzerResource>;

function describe(
  request: Described,
  resource: GraphResource,
  stack: StackGraph,
  properties: WireObject,
): void {
  request.setUrn(resource.urn);
  request.setType(resource.type);
  request.setName(resource.name);
  request.setProperties(structOf(wireProperties(properties)));
  request.setOptions(optionsOf(resource));
  if (resource.custom && !resource.type.startsWith("pulumi:"))
    request.setProvider(providerOf(resource, stack));
}

function optionsOf({ protect, parent, options }: GraphResource) {
  const wire = new analyzer.AnalyzerResourceOptions();
  wire.setProtect(protect);
  wire.setParent(parent ?? "");
  wire.setIgnorechangesList([...(options?.ignoreChanges ?? [])]);
  wire.setAdditionalsecretoutputsList([...(options?.additionalSecretOutputs ?? [])]);
  wire.setAliasesList([...(options?.aliases ?? [])]);
  wire.setDeletebeforereplacedefined(options?.deleteBeforeReplace !== undefined);
  wire.setDeletebeforereplace(options?.deleteBeforeReplace ?? false);
  const timeouts = new analyzer.AnalyzerResourceOptions.CustomTimeouts();
  timeouts.setCreate(secondsIn(options?.customTimeouts.create));
  timeouts.setUpdate(secondsIn(options?.customTimeouts.update));
  timeouts.setDelete(secondsIn(options?.customTimeouts.delete));
  wire.setCustomtimeouts(timeouts);
  return wire;
}

/** The explicit provider, or the package's default one, which only the configuration describes. */
function providerOf({ provider, type }: GraphResource, stack: StackGraph) {
  const explicit = stack.resources.find(({ urn }) => urn === provider);
  const pkg = type.split(":")[0] ?? "";
  const wire = new analyzer.AnalyzerProviderResource();
  wire.setType(`pulumi:providers:${pkg}`);
  wire.setName(explicit?.name ?? "default");
  wire.setUrn(
    explicit?.urn ?? `urn:pulumi:${stack.stack}::${stack.project}::pulumi:providers:${pkg}::default`,
  );
  wire.setProperties(structOf(wireProperties(explicit?.inputs ?? configOf(pkg, stack))));
  return wire;
}

function configOf(pkg: string, stack: StackGraph): WireObject {
  return Object.fromEntries(
    Object.entries(stack.config ?? {})
      .filter(([key]) => key.startsWith(`${pkg}:`))
      .map(([key, value]) => [key.slice(pkg.length + 1), value]),
  );
}

/** "1h30m" in seconds; 0 for none. */
export function secondsIn(duration = ""): number {
  const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };
  return [...duration.matchAll(/(\d+(?:\.\d+)?)([hms])/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (units[unit!] ?? 0),
    0,
  );
}
