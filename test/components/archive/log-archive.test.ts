import { expect } from "chai";
import { accessLogFormat } from "../../../components/api/access-log.ts";
import { folderOf, logColumns } from "../../../components/archive/log-tables.ts";
import { savedQueries } from "../../../components/archive/saved-queries.ts";
import { PrivateBucket } from "../../../components/data/private-bucket.ts";
import type { Graph, GraphResource } from "../../../twin/engine/graph.ts";
import { byName, ofType, projectGraph, resourcesOf } from "../../support/graph.ts";
import { made } from "../mocked.ts";

// biome-ignore lint/suspicious/noExplicitAny: inputs have the shape of their resource type.
const inputsOf = (resource: GraphResource | undefined): any => resource?.inputs;
const name = "chatbot-operations-archive";

for (const region of ["us-east-1", "sa-east-1"])
  describe(`the log archive in ${region}`, () => {
    let graph: Graph;
    before(async () => {
      graph = await projectGraph();
    });
    const all = (type: string) => ofType(graph, `aws:${type}`, region);
    const streams = () => all("kinesis/firehoseDeliveryStream:FirehoseDeliveryStream");
    const services = () =>
      all("lambda/function:Function").map(({ inputs }) => String(inputs.name).replace("chatbot-", ""));
    const bucketName = `chatbot-logs-123456789012-${region}`;
    const statementsOf = (policy: string) =>
      JSON.parse(inputsOf(byName(graph, "aws:iam/rolePolicy:RolePolicy", `${name}-${policy}`, region)).policy)
        .Statement;

    it("takes every function's lines and the API's requests, each into a folder of its own by day", () => {
      const groups = Object.fromEntries(
        all("cloudwatch/logSubscriptionFilter:LogSubscriptionFilter").map(({ inputs }) => [
          inputs.destinationArn,
          inputs.logGroup,
        ]),
      );
      const into = streams().map(({ outputs, inputs }) => [
        inputsOf({ inputs } as GraphResource).extendedS3Configuration.prefix,
        groups[outputs.arn as string],
      ]);
      const day = "!{timestamp:yyyy-MM-dd}";
      expect(into).to.have.deep.members([
        ...services().map((fn) => [folderOf("functions", fn, day), `/aws/lambda/chatbot-${fn}`]),
        [folderOf("access", "api", day), "/aws/apigateway/chatbot-api"],
      ]);
    });

    it("writes lines alone, compressed and encrypted, in few large objects", () => {
      for (const { inputs } of streams()) {
        const { serverSideEncryption, extendedS3Configuration: s3 } = inputsOf({ inputs } as GraphResource);
        expect(serverSideEncryption).to.include({ enabled: true, keyType: "CUSTOMER_MANAGED_CMK" });
        expect(s3.kmsKeyArn).to.match(new RegExp(`^arn:aws:kms:${region}:`));
        expect(s3).to.deep.include({ compressionFormat: "GZIP", bufferingInterval: 900 });
        // The last one ends each line: otherwise Athena sees an object's first line alone.
        expect(s3.processingConfiguration.processors.map((p: { type: string }) => p.type)).to.deep.equal([
          "Decompression",
          "CloudWatchLogProcessing",
          "AppendDelimiterToRecord",
        ]);
      }
    });

    it("keeps them private and encrypted for two years, from the 90th day on where keeping is cheap", () => {
      const bucket = byName(graph, "aws:s3/bucket:Bucket", `${name}-lines-bucket`, region);
      expect([bucket.inputs.bucket, bucket.region, bucket.protect]).to.deep.equal([bucketName, region, true]);
      const of = (type: string) => all(type).find(({ inputs }) => inputs.bucket === bucketName);
      const [rule] = inputsOf(of("s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")).rules;
      expect(rule.transitions).to.deep.equal([{ days: 90, storageClass: "GLACIER_IR" }]);
      expect(rule.expiration).to.deep.equal({ days: 730 });
      expect(inputsOf(of("s3/bucketPublicAccessBlock:BucketPublicAccessBlock"))).to.include({
        blockPublicAcls: true,
        restrictPublicBuckets: true,
      });
      const [tls] = JSON.parse(inputsOf(of("s3/bucketPolicy:BucketPolicy")).policy).Statement;
      expect([tls.Effect, tls.Condition]).to.deep.equal([
        "Deny",
        { Bool: { "aws:SecureTransport": "false" } },
      ]);
    });

    it("lets CloudWatch Logs put into its streams, and Firehose write into its bucket, and neither more", () => {
      const [put, ...more] = statementsOf("subscription-policy");
      expect(more).to.deep.equal([]);
      expect(put.Action).to.deep.equal(["firehose:PutRecord", "firehose:PutRecordBatch"]);
      expect(put.Resource).to.have.members(streams().map(({ outputs }) => outputs.arn));
      const written = statementsOf("delivery-policy").find((s: { Action: string[] }) =>
        s.Action.includes("s3:PutObject"),
      );
      expect(written.Resource).to.deep.equal([`arn:aws:s3:::${bucketName}/*`]);
      for (const { Resource } of statementsOf("delivery-policy")) expect(Resource).not.to.include("*");
    });

    it("has tables whose partitions are the folders that Firehose writes", () => {
      for (const table of all("glue/catalogTable:CatalogTable")) {
        const { name: called, parameters, partitionKeys, storageDescriptor } = inputsOf(table);
        expect(parameters["storage.location.template"]).to.equal(
          // biome-ignore lint/suspicious/noTemplateCurlyInString: Athena's own placeholders.
          `s3://${bucketName}/${folderOf(called, "${service}", "${day}")}`,
        );
        expect(partitionKeys.map((key: { name: string }) => key.name)).to.deep.equal(["service", "day"]);
        expect(storageDescriptor.columns.map((column: { name: string }) => column.name)).to.not.include(
          "service",
        );
      }
      const table = byName(graph, "aws:glue/catalogTable:CatalogTable", `${name}-functions`, region);
      expect(inputsOf(table).parameters["projection.service.values"].split(",")).to.have.members(services());
    });

    it("answers questions in a workgroup that encrypts answers, forgets them and bounds what a question reads", () => {
      const [workgroup] = all("athena/workgroup:Workgroup");
      const { configuration } = inputsOf(workgroup);
      expect(configuration).to.include({
        enforceWorkgroupConfiguration: true,
        bytesScannedCutoffPerQuery: 10_000_000_000,
      });
      expect(configuration.resultConfiguration.encryptionConfiguration).to.deep.include({
        encryptionOption: "SSE_KMS",
      });
      expect(configuration.resultConfiguration.outputLocation).to.equal(
        `s3://chatbot-athena-123456789012-${region}/`,
      );
      const queries = all("athena/namedQuery:NamedQuery").map(({ inputs }) => inputs);
      expect(queries.map((query) => query.name)).to.have.members(savedQueries.map(({ title }) => title));
      for (const query of queries) expect(query.workgroup).to.equal(workgroup!.inputs.name);
    });

    it("raises an alarm when Firehose says that it could not write", () => {
      const alarm = byName(
        graph,
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        `${name}-alarm-archive-errors`,
        region,
      );
      const group = byName(graph, "aws:cloudwatch/logGroup:LogGroup", `${name}-errors`, region);
      expect(inputsOf(alarm).dimensions).to.deep.equal({ LogGroupName: group.inputs.name });
      for (const { inputs } of streams())
        expect(
          inputsOf({ inputs } as GraphResource).extendedS3Configuration.cloudwatchLoggingOptions,
        ).to.deep.equal({
          enabled: true,
          logGroupName: group.inputs.name,
          logStreamName: "delivery",
        });
    });

    it("belongs to its region: nothing of it lies elsewhere", () => {
      const below = resourcesOf(graph, region).filter((resource) => resource.name.startsWith(name));
      for (const resource of below) expect(resource.region, resource.name).to.be.oneOf([region, null]);
    });
  });

describe("the archive's tables", () => {
  it("have a column for each field of the access log", () => {
    const fields = Object.keys(JSON.parse(accessLogFormat.replace(/:(\$[\w.]+)/g, ':"$1"')));
    expect(Object.keys(logColumns.access)).to.have.members(fields.map((field) => field.toLowerCase()));
  });

  it("are asked only for columns that they have", () => {
    const words = new Set([
      "service",
      "day",
      ...Object.keys(logColumns.functions),
      ...Object.keys(logColumns.access),
    ]);
    for (const { slug, table, sql } of savedQueries) {
      expect(sql, slug).to.match(new RegExp(`FROM ${table}\\nWHERE day >= `));
      const columns = [...sql.matchAll(/\b(\w+)(?= (?:=|IN|>=))/g)].map(([word]) => word);
      expect(columns.length, slug).to.be.above(0);
      for (const column of columns) expect([...words], slug).to.include(column);
    }
  });
});

describe("the archive's saved questions", () => {
  for (const { slug, sql } of savedQueries)
    it(`leave out, for ${slug}, the rows of nulls that blank and malformed lines are`, () => {
      const [, condition] = /\nWHERE day >= .+? AND (.+)\n/.exec(sql) ?? [];
      expect(condition).to.match(/^\S+.* (=|IN|IS NOT NULL)/);
    });
});

describe("a private bucket", () => {
  it("refuses to move objects so late that they would be paid for after their end", async () => {
    let refused = "";
    await made(() => {
      try {
        new PrivateBucket("b", { bucketName: "b", keyArn: "k", expireAfterDays: 100, glacierAfterDays: 20 });
      } catch (error) {
        refused = (error as Error).message;
      }
    });
    expect(refused).to.equal(
      "b: glacierAfterDays is 20; accepted: a whole number of days, at least 90 before expireAfterDays, which are paid for in any case.",
    );
  });
});
