import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { parse, stringify } from "yaml";
import { countedQuotas, measuredQuotas, refuseBeyondQuotas } from "../../components/quotas.ts";
import { readTenants, tenantsFolder } from "../../components/tenants.ts";
import { generateTenants } from "../../tools/bench/generated-tenants.ts";
import { evaluate } from "../../twin/engine/evaluate.ts";
import type { Graph, GraphResource } from "../../twin/engine/graph.ts";
import { projectGraph, resourcesOf } from "../support/graph.ts";

const added = "client_bench_0000";
const chosen = "global.anthropic.claude-opus-5-5";

/** The sample restaurants and one more, of two stores, which has its own model and its own inbox. */
function oneMore(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "tenants-"));
  for (const file of readdirSync(tenantsFolder))
    if (file.endsWith(".yaml")) cpSync(path.join(tenantsFolder, file), path.join(folder, file));
  const generated = generateTenants(1);
  const document = parse(readFileSync(path.join(generated.folder, `${added}.yaml`), "utf8"));
  document.tier = "silo";
  document.limits.maxConcurrency = 5;
  document.aiConfig.model = chosen;
  writeFileSync(path.join(folder, `${added}.yaml`), stringify(document));
  generated.remove();
  return folder;
}

describe("one restaurant more", () => {
  let two: Graph;
  let three: Graph;
  before(async function () {
    this.timeout(120_000);
    const folder = oneMore();
    const config = { tenantsDir: folder };
    two = await projectGraph();
    three = await evaluate({
      dir: path.resolve(import.meta.dirname, "../.."),
      config: { "us-east-1": config, "sa-east-1": config },
    }).finally(() => rmSync(folder, { recursive: true }));
  });

  /** Code is the same bytes in both. */
  const shown = ({ inputs, ...resource }: GraphResource) =>
    JSON.stringify({ ...resource, inputs: { ...inputs, code: undefined } });

  it("changes no resource of any other, and each of its own says whose it is", () => {
    const known = new Map(resourcesOf(two).map((resource) => [resource.urn, shown(resource)]));
    const own = resourcesOf(three).filter(({ urn }) => !known.has(urn));
    expect(own).to.have.length.above(30);
    // A model belongs to all who choose it: the first one adds its policy.
    for (const { name } of own)
      expect(name).to.satisfy(() => name.includes(added) || name === `AIConversation-allow-model-${chosen}`);
    for (const resource of resourcesOf(three))
      if (known.has(resource.urn)) expect(shown(resource), resource.urn).to.equal(known.get(resource.urn));
    expect(resourcesOf(three).length - own.length).to.equal(known.size);
  });

  it("needs no more of any quota than the program reckons", () => {
    const used = (graph: Graph, types: readonly string[], scope: string) => {
      const all = resourcesOf(graph).filter(({ type }) => types.includes(type));
      if (scope === "account") return all.length;
      const inRegions = [...Map.groupBy(all, ({ region }) => region).values()];
      return Math.max(0, ...inRegions.map(({ length }) => length));
    };
    const stores = readTenants().flatMap((tenant) => tenant.stores).length;
    for (const { name, types, scope, needs } of countedQuotas) {
      const { fixed, tenant = 0, store = 0 } = needs;
      expect(used(two, types, scope), name).to.be.within(1, fixed + 2 * tenant + stores * store);
      const more = used(three, types, scope) - used(two, types, scope);
      expect(more, `${name}, by one restaurant with two stores`).to.be.within(0, tenant + 2 * store);
    }
  });

  it("needs no more characters of a role than the program reckons", () => {
    const { needed } = measuredQuotas.find(({ name }) => name.startsWith("IAM: characters"))!;
    const policies = resourcesOf(three).filter(
      ({ type, inputs }) =>
        type === "aws:iam/rolePolicy:RolePolicy" && /^AIConversation-/.test(String(inputs.role)),
    );
    const characters = policies.reduce((sum, { inputs }) => sum + String(inputs.policy).length, 0) / 2;
    const settings = { modelIds: [], reservedConcurrency: 0, quotas: {} };
    const [sample] = readTenants();
    const own = { ...sample!, aiConfig: { ...sample!.aiConfig, model: chosen } };
    const without = needed([], settings);
    const policy = policies.find(({ name }) => name.endsWith(chosen))!;
    expect(characters).to.be.within(1000, needed([own], settings));
    expect(String(policy.inputs.policy).length).to.be.within(200, needed([own], settings) - without);
  });
});

describe("the quotas", () => {
  const [sample] = readTenants();
  const many = (count: number, stores = 2) =>
    Array.from({ length: count }, (_, index) => ({
      ...sample!,
      clientId: `client_${index}`,
      stores: Array.from({ length: stores }, () => sample!.stores[0]!),
    }));
  const settings = { modelIds: ["global.anthropic.claude-haiku-5-5"], reservedConcurrency: 100, quotas: {} };
  const refused = (...args: Parameters<typeof refuseBeyondQuotas>) => {
    try {
      refuseBeyondQuotas(...args);
      return "accepted";
    } catch (error) {
      return (error as Error).message;
    }
  };

  it("have room for a hundred restaurants of two stores", () => {
    expect(refused(settings, many(100))).to.equal("accepted");
  });

  it("are told by name where restaurants do not fit, with what they need and how to go on", () => {
    expect(refused(settings, many(150))).to.match(
      /^AWS's quotas are too small:\n"Secrets Manager: bytes of a secret" is 65536; 150 restaurants with 300 stores need up to 72000\. AWS raises it for nobody\. Spread/,
    );
    expect(refused(settings, many(100, 30))).to.match(
      /"CloudWatch: alarms" is 5000; .* 3000 stores need up to 9380\. .*chatbot:quotas to \{"CloudWatch: alarms":9380\}/,
    );
  });

  it("count a reservation for each function that a message passes, and what Lambda keeps for the others", () => {
    expect(refused({ ...settings, reservedConcurrency: 225 }, many(1))).to.equal("accepted");
    expect(refused({ ...settings, reservedConcurrency: 230 }, many(1))).to.match(
      /"Lambda: concurrent executions" is 1000; .* need up to 1020\./,
    );
  });

  it("count a model once, however many restaurants chose it, and the stack's not at all", () => {
    const choosing = (modelOf: (index: number) => string) =>
      many(100).map((tenant, index) => ({
        ...tenant,
        aiConfig: { ...tenant.aiConfig, models: [...settings.modelIds, modelOf(index)] },
      }));
    expect(
      refused(
        settings,
        choosing((index) => `global.anthropic.claude-${index % 5}`),
      ),
    ).to.equal("accepted");
    expect(
      refused(
        settings,
        choosing((index) => `global.anthropic.claude-${index}`),
      ),
    ).to.match(
      /"IAM: characters of a role's inline policies" is 10240; .* AWS raises it for nobody\. Let the restaurants choose among fewer models\./,
    );
  });

  it("measure the longest row, which DynamoDB must take as one item", () => {
    const long = { ...sample!, aiConfig: { ...sample!.aiConfig, systemPrompt: "x".repeat(420_000) } };
    expect(refused(settings, [long])).to.match(/"DynamoDB: bytes of an item" is 409600; /);
  });

  it("are those of the account where they were raised, and of no other name", () => {
    const raised = { "CloudWatch: alarms": 10000 };
    expect(refused({ ...settings, quotas: raised }, many(100, 30))).to.equal("accepted");
    expect(refused({ ...settings, quotas: { Alarms: 10000 } }, many(1))).to.match(
      /chatbot:quotas names "Alarms", which is none that AWS raises; accepted: API Gateway: usage plans, /,
    );
  });

  it("are not raised by a word where AWS raises them for nobody", () => {
    for (const [name, tenants] of [
      ["Secrets Manager: bytes of a secret", many(150)],
      ["DynamoDB: bytes of an item", many(1)],
    ] as const)
      expect(refused({ ...settings, quotas: { [name]: 1_000_000 } }, tenants)).to.include(
        `chatbot:quotas names "${name}", which is none that AWS raises`,
      );
    const secret = { "Secrets Manager: bytes of a secret": 100_000 };
    expect(refused({ ...settings, quotas: secret }, many(150))).to.include("is 65536; 150 restaurants");
  });
});
