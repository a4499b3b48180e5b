/** What IAM knows a Bedrock model by. */
import * as pulumi from "@pulumi/pulumi";
import type { TenantFile } from "../../handlers/shared/tenant.ts";
import { accountOf } from "../arns.ts";
import type { HandlerFunction } from "./handler-function.ts";

/** "us.anthropic.…" is an inference profile: it routes to the model in one of several regions. */
const profile = /^(global|us|us-gov|eu|apac|jp|au|ca)\./;

/** Lets a function converse with each of these models, in whatever regions their profiles choose. */
export function grantModels(
  fn: HandlerFunction,
  modelIds: readonly string[],
  region: string,
  policy = "models",
): void {
  const account = accountOf(fn.role.arn);
  fn.allow(policy, {
    actions: ["bedrock:InvokeModel"],
    resources: modelIds.flatMap((id) =>
      profile.test(id)
        ? [
            pulumi.interpolate`arn:aws:bedrock:${region}:${account}:inference-profile/${id}`,
            // The profile is authorized here, and the model again where it is called, with no region for `global.`.
            `arn:aws:bedrock:*::foundation-model/${id.replace(profile, "")}`,
          ]
        : [`arn:aws:bedrock:${region}::foundation-model/${id}`],
    ),
  });
}

/**
 * Lets a function converse with the models that restaurants chose beside the stack's: a policy for each model. The next
 * restaurant that chooses it changes nothing, and a role has room for few policies.
 */
export function grantChosenModels(fn: HandlerFunction, modelIds: readonly string[], region: string): void {
  // The policy is named after it, and IAM takes no colon.
  for (const id of modelIds) grantModels(fn, [id], region, `model-${id.replaceAll(":", "_")}`);
}

/** Models that restaurants chose, each once, without those that the stack lets every restaurant use. */
export function chosenModels(
  tenants: readonly Pick<TenantFile, "aiConfig">[],
  stackModels: readonly string[],
): string[] {
  const chosen = tenants.flatMap(({ aiConfig: { model, models = [] } }) => [
    ...models,
    ...(model ? [model] : []),
  ]);
  return [...new Set(chosen)].filter((id) => !stackModels.includes(id)).sort();
}
