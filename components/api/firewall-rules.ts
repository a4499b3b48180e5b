/** The firewall's rules as data, in the order in which they are asked. */
import type * as aws from "@pulumi/aws";
import type { Route } from "./routes.ts";

type Rule = aws.types.input.wafv2.WebAclRule;
type Statement = aws.types.input.wafv2.WebAclRuleStatement;

export interface FirewallLimits {
  readonly requestsPerAddress: number;
  readonly requestsPerProviderAddress: number;
  readonly maximumBodyBytes: number;
}

/**
 * Rules of AWS's common set that judge bodies, which here hold what a customer wrote. Twilio's and Asaas's signatures
 * and the functions' schemas judge those; a message that looks like an attack is still a customer's message, so these
 * only count. Large bodies are for our own rule: 4,096 characters of emoji pass the set's 8 KB.
 */
const countedOnly = [
  "SizeRestrictions_BODY",
  "EC2MetaDataSSRF_BODY",
  "GenericLFI_BODY",
  "GenericRFI_BODY",
  "CrossSiteScripting_BODY",
];

const asIs = [{ priority: 0, type: "NONE" }];

/** Matches a request of one of `routes`, method and path. */
export function matchesRoutes(routes: readonly Route[], stageName: string): Statement {
  const methods = [...new Set(routes.map((route) => route.method))];
  const statements = methods.map((method): Statement => {
    const paths = routes
      .filter((route) => route.method === method)
      .map((route) => route.path.replace(/\{[^}]+\}/g, "[^/]+"));
    return {
      andStatement: {
        statements: [
          {
            byteMatchStatement: {
              fieldToMatch: { method: {} },
              positionalConstraint: "EXACTLY",
              searchString: method,
              textTransformations: asIs,
            },
          },
          {
            regexMatchStatement: {
              fieldToMatch: { uriPath: {} },
              // The stage is in the path unless a base-path mapping took it off.
              regexString: `^(/${stageName})?(${paths.join("|")})$`,
              textTransformations: asIs,
            },
          },
        ],
      },
    };
  });
  return statements.length === 1 ? statements[0]! : { orStatement: { statements } };
}

export function firewallRules(
  routes: readonly Route[],
  stageName: string,
  limits: FirewallLimits,
): readonly Omit<Rule, "priority" | "visibilityConfig">[] {
  const providers = matchesRoutes(
    routes.filter((route) => route.caller === "provider"),
    stageName,
  );
  const perAddress = (limit: number, scopeDownStatement: Statement): Statement => ({
    rateBasedStatement: {
      aggregateKeyType: "IP",
      evaluationWindowSec: 300,
      limit,
      scopeDownStatement,
    },
  });
  const managed = (ruleSet: string, counted: readonly string[] = []): Statement => ({
    managedRuleGroupStatement: {
      vendorName: "AWS",
      name: ruleSet,
      ...(counted.length && {
        ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      }),
    },
  });
  return [
    {
      name: "unexpected-routes",
      statement: { notStatement: { statement: matchesRoutes(routes, stageName) } },
      action: { block: {} },
    },
    {
      name: "body-size",
      statement: {
        sizeConstraintStatement: {
          fieldToMatch: { body: { oversizeHandling: "MATCH" } },
          comparisonOperator: "GT",
          size: limits.maximumBodyBytes,
          textTransformations: asIs,
        },
      },
      action: { block: {} },
    },
    {
      name: "address-rate",
      statement: perAddress(limits.requestsPerAddress, { notStatement: { statement: providers } }),
      action: { block: { customResponse: { responseCode: 429 } } },
    },
    {
      name: "provider-address-rate",
      statement: perAddress(limits.requestsPerProviderAddress, providers),
      action: { block: { customResponse: { responseCode: 429 } } },
    },
    {
      name: "known-bad-inputs",
      statement: managed("AWSManagedRulesKnownBadInputsRuleSet"),
      overrideAction: { none: {} },
    },
    {
      name: "common",
      statement: managed("AWSManagedRulesCommonRuleSet", countedOnly),
      overrideAction: { none: {} },
    },
  ];
}
