/** What IAM knows a Bedrock model by. */
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../arns.ts";
import type { HandlerFunction } from "./handler-function.ts";

/** "us.anthropic.…" is an inference profile: it routes to the model in one of several regions. */
const profile = /^(global|us|us-gov|eu|apac|jp|au|ca)\./;

/**
 * Lets a function converse with each of these models, in whatever regions their profiles choose.
 * @param whose whose choice they are: a restaurant's own model is a policy of its own, which no other restaurant touches.
 */
export function grantModels(
  fn: HandlerFunction,
  modelIds: readonly string[],
  region: string,
  whose?: string,
): void {
  const account = accountOf(fn.role.arn);
  fn.allow(whose ? `models-${whose}` : "models", {
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
