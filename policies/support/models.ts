/** Bedrock's models, as far as this system may use them. */
import * as z from "zod";
import type { Resource } from "./rule.ts";
import { read } from "./rule.ts";
import { block, text, variables } from "./shapes.ts";

export interface Model {
  /** Last day on Bedrock; where only the maker's own is announced, that one. Undefined while none is announced. */
  readonly ends?: string;
}

/** By the id without an inference profile's geography. */
export const models: Readonly<Record<string, Model>> = {
  "anthropic.claude-3-sonnet-20240229-v1:0": { ends: "2025-07-21" },
  "anthropic.claude-3-7-sonnet-20250219-v1:0": { ends: "2026-04-28" },
  "anthropic.claude-3-5-haiku-20241022-v1:0": { ends: "2026-06-19" },
  "anthropic.claude-3-haiku-20240307-v1:0": { ends: "2026-09-10" },
  "anthropic.claude-sonnet-4-5-20250929-v1:0": { ends: "2026-11-30" },
  "anthropic.claude-haiku-4-5-20251001-v1:0": {},
  "anthropic.claude-sonnet-4-6": {},
  "anthropic.claude-sonnet-5": {},
  "anthropic.claude-sonnet-5-5": {},
  "anthropic.claude-haiku-5-5": {},
};

const profile = /^(global|us|eu|apac|jp|au)\.(.+)$/;

/** "global.anthropic.claude-haiku-5-5" → geography global, model anthropic.claude-haiku-5-5 */
export function parseModelId(id: string): { readonly geography: string | undefined; readonly model: string } {
  const [, geography, model] = profile.exec(id) ?? [];
  return { geography, model: model ?? id };
}

const Source = z.object({ environment: block({ variables }), item: text });
const Id = z.object({ S: z.string() });
const Item = z.object({
  aiConfig: z.object({
    M: z.object({ model: Id.optional(), models: z.object({ L: z.array(Id) }).optional() }),
  }),
});

/** The models that a function may call, or that a tenant's row asks for. */
export function modelIdsOf(resource: Resource): string[] {
  const { environment, item } = read(resource, Source);
  const ofFunction = environment?.variables.MODEL_IDS?.split(",") ?? [];
  const tenant = item ? Item.safeParse(JSON.parse(item)).data?.aiConfig.M : undefined;
  const ofTenant = [...(tenant?.models?.L ?? []), ...(tenant?.model ? [tenant.model] : [])];
  return [...ofFunction, ...ofTenant.map(({ S }) => S)].map((id) => id.trim());
}
