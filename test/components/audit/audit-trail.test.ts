import { expect } from "chai";
import { watchedEvents } from "../../../components/audit/watched-events.ts";
import { access } from "../../../components/functions/access.ts";
import { functionNames } from "../../../components/functions/catalogue.ts";
import type { Graph, GraphResource } from "../../../twin/engine/graph.ts";
import { byName, ofType, projectGraph, resourcesOf } from "../../support/graph.ts";

// biome-ignore lint/suspicious/noExplicitAny: inputs have the shape of their resource type.
const inputsOf = (resource: GraphResource | undefined): any => resource?.inputs;
const name = "chatbot-operations-audit";
const trailArn = "arn:aws:cloudtrail:us-east-1:123456789012:trail/chatbot-audit";

describe("the audit trail", () => {
  let graph: Graph;
  before(async () => {
    graph = await projectGraph();
  });
  const trail = () => ofType(graph, "aws:cloudtrail/trail:Trail")[0]!;
  const statement = (policy: string, sid: string) =>
    JSON.parse(policy).Statement.find(({ Sid }: { Sid: string }) => Sid === sid);

  it("records every region once, in files that show when they were altered", () => {
    expect(ofType(graph, "aws:cloudtrail/trail:Trail")).to.have.length(1);
    expect([trail().region, trail().outputs.arn]).to.deep.equal(["us-east-1", trailArn]);
    expect(trail().inputs).to.include({
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
    });
  });

  it("records who read or wrote customers' media in either region, beside what it records of itself", () => {
    expect(trail().inputs.eventSelectors).to.deep.equal([
      {
        readWriteType: "All",
        includeManagementEvents: true,
        dataResources: [
          {
            type: "AWS::S3::Object",
            values: ["us-east-1", "sa-east-1"].map(
              (home) => `arn:aws:s3:::chatbot-media-123456789012-${home}/`,
            ),
          },
        ],
      },
    ]);
  });

  it("writes with a key and into a bucket that open to this trail alone", () => {
    const key = byName(graph, "aws:kms/key:Key", `${name}-key`);
    expect(trail().inputs.kmsKeyId).to.equal(key.outputs.arn);
    expect(key.protect && key.inputs.enableKeyRotation).to.equal(true);
    expect(statement(inputsOf(key).policy, "TheTrailEncrypts").Condition).to.deep.equal({
      StringEquals: { "aws:SourceArn": trailArn },
    });
    const { policy } = inputsOf(byName(graph, "aws:s3/bucketPolicy:BucketPolicy", `${name}-files-policy`));
    expect(statement(policy, "TheTrailWrites")).to.deep.include({
      Resource: "arn:aws:s3:::chatbot-audit-123456789012-us-east-1/AWSLogs/123456789012/*",
      Condition: {
        StringEquals: { "aws:SourceArn": trailArn, "s3:x-amz-acl": "bucket-owner-full-control" },
      },
    });
    expect(statement(policy, "NobodyDeletes")).to.deep.include({ Effect: "Deny", Principal: "*" });
    expect(statement(policy, "TlsOnly").Effect).to.equal("Deny");
    expect(trail().dependencies).to.include(
      byName(graph, "aws:s3/bucketPolicy:BucketPolicy", `${name}-files-policy`).urn,
    );
  });

  it("tells the security topic of each event that is watched, as soon as the trail has it", () => {
    const group = byName(graph, "aws:cloudwatch/logGroup:LogGroup", `${name}-logs`);
    expect(trail().inputs.cloudWatchLogsGroupArn).to.equal(`${group.outputs.arn}:*`);
    const filters = ofType(graph, "aws:cloudwatch/logMetricFilter:LogMetricFilter").filter(
      ({ inputs }) => inputs.logGroupName === group.inputs.name,
    );
    const watched = watchedEvents({ prefix: "chatbot", secretReaders: ["r"], deployers: ["d"] });
    expect(filters.map(({ inputs }) => inputs.name)).to.have.members(
      watched.map((event) => event.metricName),
    );
    for (const { slug, metricName, threshold } of watched) {
      const alarm = inputsOf(
        byName(graph, "aws:cloudwatch/metricAlarm:MetricAlarm", `${name}-alarm-audit-${slug}`),
      );
      expect(alarm).to.include({ namespace: "Chatbot/Audit", metricName, threshold });
      expect(alarm.alarmActions).to.deep.equal(["arn:aws:sns:us-east-1:123456789012:chatbot-security"]);
    }
  });

  it("takes no function for an unusual reader whose work is to read secrets, and every other for one", () => {
    const { pattern } = inputsOf(
      byName(graph, "aws:cloudwatch/logMetricFilter:LogMetricFilter", `${name}-secret-readers`),
    );
    const roles = ofType(graph, "aws:iam/role:Role").map((role) => String(role.outputs.name));
    const usual = [...pattern.matchAll(/userName != "([^"]+)\*"/g)].map(([, prefix]) => prefix as string);
    const readers = [...functionNames.filter((fn) => access[fn].secrets), "Rotation"];
    for (const fn of [...functionNames, "Rotation", "Scale"]) {
      const own = roles.filter((role) => role.startsWith(`${fn}-role-`));
      expect(own, fn).to.have.length(2);
      for (const role of own)
        expect(
          usual.some((prefix) => role.startsWith(prefix)),
          fn,
        ).to.equal(readers.includes(fn));
    }
  });

  it("has patterns that CloudWatch Logs takes", () => {
    for (const { inputs } of ofType(graph, "aws:cloudwatch/logMetricFilter:LogMetricFilter")) {
      const pattern = String(inputs.pattern);
      expect(pattern.length, String(inputs.name)).to.be.at.most(1024);
      expect(pattern.split("(").length, pattern).to.equal(pattern.split(")").length);
    }
  });

  it("is the primary's alone", () => {
    expect(
      resourcesOf(graph, "sa-east-1").filter((resource) => resource.name.startsWith(name)),
    ).to.deep.equal([]);
  });
});
