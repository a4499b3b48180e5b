import * as z from "zod";
import { identityPolicies, identityPolicyTypes, policyProps } from "../support/identity-policies.ts";
import { resourceRule } from "../support/rule.ts";

export default resourceRule({
  name: "iam-no-wildcard-resources",
  description: "No policy allows an action on everything, everywhere, or on all things of a kind.",
  why: "What one function may do to its own table, it could do to everybody's.",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
  level: "mandatory",
  types: identityPolicyTypes,
  props: z.object(policyProps),
  check(props, report) {
    for (const { allows, actions, resources, notResources } of identityPolicies(props)) {
      if (!allows) continue;
      const broad = [
        ...resources.filter(isBroad),
        ...(notResources.length ? [`all but ${notResources.join(", ")}`] : []),
      ];
      for (const resource of broad)
        for (const action of actions)
          report({
            what: `allows ${action} on ${resource}`,
            mend: "Name the resource, or the fixed beginning of its name, in one region; or exempt it in policies/exemptions.yaml with a reason and an end.",
            subject: `${action} on ${resource}`,
          });
    }
  },
});

/** How much of a name must be fixed before the first wildcard. */
const fixedCharacters = 3;
const wildcard = /[*?]/;

function isBroad(resource: string): boolean {
  if (!wildcard.test(resource)) return false;
  if (!resource.startsWith("arn:")) return true;
  const [, , service = "", region = "", account = "", ...rest] = resource.split(":");
  const path = rest.join(":");
  // A foundation model is AWS's, in no account, and a global profile answers from any region: Bedrock asks for this form.
  const anyRegion = service === "bedrock" && account === "" && path.startsWith("foundation-model/");
  if (wildcard.test(anyRegion ? service : service + region + account)) return true;
  if (!wildcard.test(path)) return false;
  const fixed = path.split(wildcard)[0] ?? "";
  // "table/", "function:", "log-group:/aws/lambda/": the kind, not yet a name.
  const name = service === "s3" ? fixed : fixed.replace(/^[a-z-]+[:/](\/aws\/([\w-]+\/)?)?/, "");
  return name.length < fixedCharacters;
}
