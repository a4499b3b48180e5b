import type { Place } from "../place.ts";
import { type Inputs, idOf, named, settingsOf, type TypeRule, type TypeRules } from "./rule.ts";

export const wafv2: TypeRules = {
  "aws:wafv2/webAcl:WebAcl": {
    ...set("webacl"),
    outputs: (inputs, place, id) => ({
      arn: wafArn("webacl", inputs, place, id),
      // AWS counts by the kind of rule; a managed group costs most.
      capacity: (inputs.rules ?? []).reduce(
        (sum: number, rule: Inputs) => sum + (rule.statement?.managedRuleGroupStatement ? 700 : 10),
        0,
      ),
      lockToken: place.uuid("lock"),
    }),
  },
  "aws:wafv2/ipSet:IpSet": set("ipset"),
  "aws:wafv2/regexPatternSet:RegexPatternSet": set("regexpatternset"),
  "aws:wafv2/ruleGroup:RuleGroup": set("rulegroup"),
  "aws:wafv2/webAclAssociation:WebAclAssociation": {
    id: ({ webAclArn, resourceArn }) => `${webAclArn},${resourceArn}`,
  },
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": settingsOf("resourceArn"),
  "aws:wafv2/webAclRule:WebAclRule": { naming: named("name", 128), id: idOf("webAclArn", "name") },
};

function set(kind: string): TypeRule {
  return {
    naming: named("name", 128, { pattern: /^[\w-]+$/ }),
    id: (_inputs, place) => place.uuid(),
    outputs: (inputs, place, id) => ({
      arn: wafArn(kind, inputs, place, id),
      lockToken: place.uuid("lock"),
    }),
  };
}

function wafArn(kind: string, { name, scope }: Inputs, place: Place, id: string): string {
  return place.arn("wafv2", `${scope === "CLOUDFRONT" ? "global" : "regional"}/${kind}/${name}/${id}`);
}
