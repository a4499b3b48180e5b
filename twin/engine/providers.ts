/** What a resource's provider settles for it: the region and the tags that every resource gets. */
import { Refusal } from "./errors.ts";
import type { GraphResource } from "./graph.ts";

export interface ProviderSettings {
  /** "" when neither the provider nor the stack's configuration names one. */
  readonly region: string;
  readonly defaultTags: Readonly<Record<string, string>>;
}

/**
 * @param reference "<urn>::<id>" of an explicit provider; "" for the default one, which the configuration describes.
 * @param config the stack's, by full key.
 */
export function providerSettings(
  reference: string,
  config: Readonly<Record<string, string>>,
  find: (urn: string) => GraphResource | undefined,
): ProviderSettings {
  const fromConfig = {
    region: config["aws:region"] ?? "",
    defaultTags: tagsOf(config["aws:defaultTags"]),
  };
  if (!reference) return fromConfig;
  const urn = providerUrn(reference);
  const provider = find(urn);
  if (!provider) throw new Refusal(`The provider ${urn} is used and not registered; create it first.`);
  return {
    region: String(provider.inputs.region ?? fromConfig.region),
    defaultTags: tagsOf(provider.inputs.defaultTags),
  };
}

export function providerUrn(reference: string): string {
  return reference.split("::").slice(0, -1).join("::");
}

/** Providers take everything but texts as JSON. */
function tagsOf(defaultTags: unknown): Record<string, string> {
  const value = typeof defaultTags === "string" ? JSON.parse(defaultTags) : defaultTags;
  return value?.tags ?? {};
}
