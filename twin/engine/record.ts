/** The parts of a resource's record, in the graph and on the wire, that follow from its registration alone. */
import type { Answer } from "./answer.ts";
import type { ResourceOptions } from "./graph.ts";
import type { Outputs } from "./outputs/rule.ts";
import { type ProviderSettings, providerUrn } from "./providers.ts";
import { aliasUrn, type Registration } from "./registration.ts";
import {
  isWireSecret,
  outputDependencies,
  type Plain,
  settledProperties,
  topLevelNames,
  type WireObject,
  wireSecret,
  withoutSameAssets,
} from "./wire.ts";

/** A component's: no service makes it. */
export const nothing: Answer = { id: "", assumed: {}, computed: {}, secret: [] };

export function identityOf(registration: Registration, urn: string, rootUrn: string) {
  const { type, name, parent, custom, remote, readId, options, propertyDependencies } = registration;
  const dependencies = [...options.dependencies, ...outputDependencies(registration.properties)];
  return {
    urn,
    type,
    name,
    parent: parent || rootUrn || null,
    custom,
    remote,
    ...(readId !== undefined && { external: true }),
    dependencies: [...new Set(dependencies)].sort(),
    propertyDependencies,
    ...(options.provider && { provider: providerUrn(options.provider) }),
  };
}

export function optionsOf({ options, parent }: Registration, urn: string): ResourceOptions {
  return {
    ignoreChanges: options.ignoreChanges,
    replaceOnChanges: options.replaceOnChanges,
    additionalSecretOutputs: options.additionalSecretOutputs,
    aliases: options.aliases.map((alias) => aliasUrn(alias, urn, parent)),
    customTimeouts: options.customTimeouts,
    ...(options.deleteBeforeReplace !== undefined && { deleteBeforeReplace: options.deleteBeforeReplace }),
    ...(options.deletedWith && { deletedWith: options.deletedWith }),
    ...(options.importId && { importId: options.importId }),
  };
}

/** What the provider settles, rather than the service. */
export function settledHere(
  { type }: Registration,
  region: string | null,
  inputs: Outputs,
  { defaultTags }: ProviderSettings,
): Outputs {
  const tags = { ...(type.startsWith("aws:") && defaultTags), ...(inputs.tags as object | undefined) };
  const tagged = inputs.tags !== undefined || Object.keys(tags).length > 0;
  return { ...(region !== null && { region }), ...(tagged && { tagsAll: tags }) };
}

/**
 * The program's own values come back as it sent them: secrets wrapped, assets as assets. Assets that no transform
 * changed stay out: the SDK takes its own for what does not come back, and bundles are large.
 */
export function wireOutputs(
  registration: Registration,
  asked: Registration,
  made: Answer,
  computed: Outputs,
  inputs: Plain,
): WireObject {
  const echoed = settledProperties(withoutSameAssets(registration.properties, asked.properties));
  const outputs: WireObject = { ...made.assumed, ...echoed, ...computed };
  const secret = [
    ...registration.options.additionalSecretOutputs,
    ...made.secret,
    ...topLevelNames(inputs.secretPaths).flatMap((name) => (name === "tags" ? [name, "tagsAll"] : name)),
  ];
  for (const name of secret)
    if (name in outputs && !isWireSecret(outputs[name])) outputs[name] = wireSecret(outputs[name]);
  return outputs;
}
