/**
 * AWS's published quotas, and what the tenants need of each: counted before anything is made, so that AWS does not refuse
 * in the middle of an update. The policy pack counts again, in the graph.
 */
import * as pulumi from "@pulumi/pulumi";
import { type TableShape, tables } from "../handlers/shared/tables.ts";
import type { TenantFile } from "../handlers/shared/tenant.ts";
import type { Configuration } from "./configuration.ts";
import { chosenModels } from "./functions/models.ts";
import { warmFunctions } from "./scaling/scaling-table.ts";

type Tenants = readonly TenantFile[];
type Settings = Pick<Configuration, "modelIds" | "reservedConcurrency" | "quotas">;

interface Limit {
  /** As AWS calls it. */
  readonly name: string;
  readonly limit: number;
  /** What helps instead, as a sentence, where AWS raises it for nobody. @default AWS raises it */
  readonly insteadOfRaising?: string;
}

interface CountedQuota extends Limit {
  /** What is counted against it, so that a test can count it too. */
  readonly types: readonly string[];
  readonly scope: "region" | "account";
  /** At most: what stands however many restaurants there are, what a restaurant adds, and what a store adds. */
  readonly needs: { readonly fixed: number; readonly tenant?: number; readonly store?: number };
}

const twoAccounts = "Spread the restaurants over two accounts.";

export const countedQuotas: readonly CountedQuota[] = [
  {
    name: "API Gateway: API keys",
    limit: 10_000,
    insteadOfRaising: twoAccounts,
    types: ["aws:apigateway/apiKey:ApiKey"],
    scope: "region",
    needs: { fixed: 0, tenant: 1 },
  },
  {
    name: "API Gateway: usage plans",
    limit: 300,
    types: ["aws:apigateway/usagePlan:UsagePlan"],
    scope: "region",
    needs: { fixed: 4 },
  },
  {
    name: "API Gateway: resources per API",
    limit: 300,
    types: ["aws:apigateway/resource:Resource"],
    scope: "region",
    needs: { fixed: 40 },
  },
  {
    name: "CloudWatch: alarms",
    limit: 5000,
    types: ["aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/compositeAlarm:CompositeAlarm"],
    scope: "region",
    needs: { fixed: 80, tenant: 3, store: 3 },
  },
  {
    name: "DynamoDB: tables",
    limit: 2500,
    types: ["aws:dynamodb/table:Table"],
    scope: "region",
    needs: { fixed: 10 },
  },
  {
    name: "Firehose: delivery streams",
    limit: 2000,
    types: ["aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"],
    scope: "region",
    needs: { fixed: 30 },
  },
  {
    name: "IAM: roles",
    limit: 1000,
    types: ["aws:iam/role:Role"],
    scope: "account",
    needs: { fixed: 120 },
  },
  {
    name: "Route 53: records per hosted zone",
    limit: 10_000,
    types: ["aws:route53/record:Record"],
    scope: "account",
    needs: { fixed: 30 },
  },
  {
    name: "WAF: web ACLs",
    limit: 100,
    types: ["aws:wafv2/webAcl:WebAcl"],
    scope: "region",
    needs: { fixed: 2 },
  },
];

export interface MeasuredQuota extends Limit {
  readonly needed: (tenants: Tenants, settings: Settings) => number;
}

/** What is measured rather than counted. */
export const measuredQuotas: readonly MeasuredQuota[] = [
  {
    name: "DynamoDB: bytes of an item",
    limit: 400 * 1024,
    insteadOfRaising: "Shorten the longest restaurant's texts, or the longest menu.",
    needed: (tenants) => Math.max(0, ...tenants.flatMap(rowBytes)),
  },
  {
    name: "DynamoDB: global secondary indexes per table",
    limit: 20,
    needed: () =>
      Math.max(...Object.values<TableShape>(tables).map(({ indexes }) => Object.keys(indexes).length)),
  },
  {
    name: "IAM: characters of a role's inline policies",
    limit: 10_240,
    insteadOfRaising: "Let the restaurants choose among fewer models.",
    needed: (tenants, { modelIds }) =>
      chosenModels(tenants, modelIds).reduce(
        (sum, id) => sum + modelPolicyCharacters + 2 * id.length,
        conversationRoleCharacters,
      ),
  },
  {
    name: "Lambda: concurrent executions",
    limit: 1000,
    needed: (_tenants, { reservedConcurrency }) => warmFunctions.length * reservedConcurrency + unreserved,
  },
  {
    name: "Secrets Manager: bytes of a secret",
    limit: 65_536,
    insteadOfRaising: twoAccounts,
    needed: (tenants) => tenants.length * secretBytes,
  },
];

/** Lambda keeps them for the functions that reserve none. */
const unreserved = 100;
/** Of AIConversation's role, the longest, without what restaurants chose; and of a model's policy beside its two names. */
const conversationRoleCharacters = 5000;
const modelPolicyCharacters = 260;
/** An Asaas key, its two webhook tokens while they rotate, and the restaurant's id: the longest entry of the three secrets. */
const secretBytes = 480;

/** @throws RunError with a sentence for every quota that the tenants do not fit in. */
export function refuseBeyondQuotas(settings: Settings, tenants: Tenants): void {
  const stores = tenants.reduce((sum, tenant) => sum + tenant.stores.length, 0);
  const counted = countedQuotas.map(({ needs: { fixed, tenant = 0, store = 0 }, ...quota }) => ({
    ...quota,
    needed: fixed + tenant * tenants.length + store * stores,
  }));
  const measured = measuredQuotas.map((quota) => ({ ...quota, needed: quota.needed(tenants, settings) }));
  const all = [...counted, ...measured];
  const problems = all.flatMap(({ name, limit, insteadOfRaising, needed }) => {
    const now = insteadOfRaising ? limit : (settings.quotas[name] ?? limit);
    if (needed <= now) return [];
    const mend = insteadOfRaising
      ? `AWS raises it for nobody. ${insteadOfRaising}`
      : `Have it raised, and set chatbot:quotas to ${JSON.stringify({ [name]: needed })}, or spread the restaurants over two accounts.`;
    return `"${name}" is ${now}; ${tenants.length} restaurants with ${stores} stores need up to ${needed}. ${mend}`;
  });
  const raisable = all.filter(({ insteadOfRaising }) => !insteadOfRaising).map(({ name }) => name);
  for (const name of Object.keys(settings.quotas))
    if (!raisable.includes(name))
      problems.push(
        `chatbot:quotas names "${name}", which is none that AWS raises; accepted: ${raisable.join(", ")}.`,
      );
  if (problems.length) throw new pulumi.RunError(`AWS's quotas are too small:\n${problems.join("\n")}`);
}

function rowBytes(tenant: TenantFile): number[] {
  const { stores, ...document } = tenant;
  const row = { ...document, stores: stores.map(({ orderConfig: _, ...store }) => store) };
  return [row, ...stores.map(({ orderConfig }) => orderConfig)].map((value) =>
    Buffer.byteLength(JSON.stringify(value)),
  );
}
