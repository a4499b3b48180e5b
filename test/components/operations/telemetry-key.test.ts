import { expect } from "chai";
import { principalsOf, servicePrincipal } from "../../../twin/region/iam/principals.ts";
import { byName, ofType, projectGraph } from "../../support/graph.ts";

const account = "123456789012";

for (const region of ["us-east-1", "sa-east-1"])
  describe(`the telemetry key of ${region}`, () => {
    const keyArn = async () =>
      String(byName(await projectGraph(), "aws:kms/key:Key", "chatbot-telemetry-key", region).outputs.arn);

    async function may(service: string, actions: readonly string[], about: Record<string, string>) {
      const principals = principalsOf(await projectGraph(), region);
      const resource = await keyArn();
      const context = Object.fromEntries(
        Object.entries(about).map(([name, value]) => [`kms:EncryptionContext:aws:${name}`, value]),
      );
      return actions.every(
        (action) => principals.allows(servicePrincipal(service), { action, resource, context }).allowed,
      );
    }
    const publishing = ["kms:GenerateDataKey", "kms:Decrypt"];
    const logging = [
      "kms:Encrypt",
      "kms:Decrypt",
      "kms:ReEncryptFrom",
      "kms:GenerateDataKey",
      "kms:DescribeKey",
    ];

    it("encrypts every topic and every log group, but for the trail's, which has a key of its own", async () => {
      const graph = await projectGraph();
      const topics = ofType(graph, "aws:sns/topic:Topic", region).map(({ inputs }) => inputs.kmsMasterKeyId);
      expect(new Set(topics)).to.deep.equal(new Set([await keyArn()]));
      const groups = ofType(graph, "aws:cloudwatch/logGroup:LogGroup", region);
      expect(groups).to.have.length.greaterThan(15);
      expect(
        groups.filter(({ inputs }) => !inputs.kmsKeyId).map(({ name }) => name),
        "in clear",
      ).to.deep.equal([]);
      const keys = await Promise.all(groups.map(async ({ inputs }) => inputs.kmsKeyId === (await keyArn())));
      const others = groups.filter((_group, index) => !keys[index]).map(({ name }) => name);
      expect(others).to.deep.equal(region === "us-east-1" ? ["chatbot-operations-audit-logs"] : []);
    });

    it("lets alarms, budgets and events through to the topics, and the topics let them publish", async () => {
      const graph = await projectGraph();
      const principals = principalsOf(graph, region);
      for (const severity of ["critical", "warning", "business", "security"]) {
        const topicArn = `arn:aws:sns:${region}:${account}:chatbot-${severity}`;
        for (const service of ["cloudwatch.amazonaws.com", "budgets.amazonaws.com", "events.amazonaws.com"]) {
          // EventBridge names no source to a topic.
          const context: Record<string, string> = service.startsWith("events")
            ? {}
            : { "aws:SourceAccount": account };
          const publish = { action: "sns:Publish", resource: topicArn, context };
          expect(principals.allows(servicePrincipal(service), publish).allowed, service).to.equal(true);
          expect(await may(service, publishing, { "sns:topicArn": topicArn }), service).to.equal(true);
        }
      }
    });

    it("encrypts nothing for another's topic, for another's log group, or for another service", async () => {
      const ours = `arn:aws:sns:${region}:${account}:chatbot-critical`;
      const theirs = ours.replace(account, "999999999999");
      expect(await may("cloudwatch.amazonaws.com", publishing, { "sns:topicArn": theirs })).to.equal(false);
      expect(await may("s3.amazonaws.com", publishing, { "sns:topicArn": ours })).to.equal(false);
      const logs = `logs.${region}.amazonaws.com`;
      const group = `arn:aws:logs:${region}:${account}:log-group:/aws/lambda/chatbot-Health`;
      expect(await may(logs, logging, { "logs:arn": group })).to.equal(true);
      expect(await may(logs, logging, { "logs:arn": group.replace(account, "999999999999") })).to.equal(
        false,
      );
    });

    it("is there with its policy before anything is encrypted with it", async () => {
      const graph = await projectGraph();
      const policy = byName(graph, "aws:kms/keyPolicy:KeyPolicy", "chatbot-telemetry-policy", region);
      const group = byName(graph, "aws:cloudwatch/logGroup:LogGroup", "Health-logs", region);
      const topic = byName(graph, "aws:sns/topic:Topic", "chatbot-alerts-critical", region);
      expect(group.dependencies).to.include(policy.urn);
      expect(topic.dependencies).to.include(policy.urn);
    });
  });
