import { readFileSync } from "node:fs";
import { expect } from "chai";
import { terraformPlan } from "../../tools/graph/terraform-plan.ts";
import { projectGraph } from "../support/graph.ts";
import { features } from "../twin/engine/support/fixtures.ts";

type Plan = ReturnType<typeof terraformPlan>;

describe("npm run graph -- --terraform-plan", () => {
  let plan: Plan;

  before(async () => {
    plan = terraformPlan(await projectGraph());
  });

  const planned = (address: string) =>
    plan.planned_values.root_module.resources.find((resource) => resource.address === address)
      ?.values as Record<string, unknown>;
  const references = (address: string) =>
    plan.configuration.root_module.resources.find((resource) => resource.address === address)?.expressions;

  it("holds every AWS resource of both stacks under an address of its own", async () => {
    const stacks = Object.values((await projectGraph()).stacks);
    const resources = stacks
      .flatMap((stack) => stack.resources)
      .filter(({ type }) => type.startsWith("aws:"));
    const addresses = new Set(plan.planned_values.root_module.resources.map(({ address }) => address));
    expect(addresses.size).to.equal(resources.length);
    expect([...addresses].filter((address) => !/^aws_[a-z0-9_]+\.[\w-]+$/.test(address))).to.deep.equal([]);
  });

  it("gives types the names that Terraform gives them", () => {
    const types = plan.planned_values.root_module.resources.map(({ type }) => type);
    expect(types).to.include.members([
      "aws_api_gateway_gateway_response",
      "aws_cloudtrail",
      "aws_cloudwatch_log_group",
      "aws_s3_bucket_replication_configuration",
      "aws_vpc",
      "aws_vpc_security_group_egress_rule",
      "aws_wafv2_web_acl",
    ]);
  });

  it("makes blocks of nested settings, and leaves tags and variables as they are", () => {
    const table = planned("aws_dynamodb_table.us-east-1_chatbot-tables-TenantConfigTable");
    expect(table).to.deep.include({ billing_mode: "PAY_PER_REQUEST", region: "us-east-1" });
    expect(table.server_side_encryption).to.have.nested.property("[0].kms_key_arn").that.includes(":key/");
    expect(table.point_in_time_recovery).to.deep.equal([{ enabled: true }]);
    expect(table.replica).to.have.nested.property("[0].region_name", "sa-east-1");
    expect(table.attribute).to.deep.include({ name: "clientId", type: "S" });
    expect(table.tags).to.include({ project: "chatbot", "data-class": "internal" });
    expect(planned("aws_route53_record.us-east-1_chatbot-dns-public").failover_routing_policy).to.deep.equal([
      { type: "PRIMARY" },
    ]);
    expect(planned("aws_lambda_function.us-east-1_Authorizer-function").environment).to.have.nested.property(
      "[0].variables.TENANT_CONFIG_TABLE",
    );
  });

  it("says where inputs come from, even out of a component that another program made", () => {
    const bucket = "aws_s3_bucket.us-east-1_chatbot-media-us-east-1-bucket";
    expect(
      references("aws_s3_bucket_public_access_block.us-east-1_chatbot-media-us-east-1-access")?.bucket,
    ).to.deep.equal({ references: [`${bucket}.id`, bucket] });
    expect(references("aws_flow_log.us-east-1_chatbot-network-flow-log")?.vpc_id?.references).to.include(
      "aws_vpc.us-east-1_chatbot-network-vpc",
    );
  });

  it("masks secrets", async () => {
    const { graph } = await features();
    const text = JSON.stringify(terraformPlan(graph));
    expect(text).to.contain('"TOKEN":"[secret]"');
    expect(text).to.contain('"GREETING":"Olá"');
  });

  it("is scanned by a command that skips just what the documentation justifies", () => {
    const text = readFileSync(new URL("../../docs/exceptions.md", import.meta.url), "utf8");
    const skipped = /--skip-check (\S+)/.exec(text)![1]!.split(",");
    const justified = [...text.matchAll(/^\| (CKV[^|]+) \|/gm)].flatMap(([, checks]) => checks!.split(", "));
    expect(justified).to.have.length.greaterThan(10);
    expect(skipped).to.have.members(justified);
  });
});
