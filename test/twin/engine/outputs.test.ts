import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { nameInputs } from "../../../twin/engine/naming.ts";
import { ruleOf, rules } from "../../../twin/engine/outputs/index.ts";
import type { Inputs, Outputs } from "../../../twin/engine/outputs/rule.ts";
import { type FindOutputs, isRegional, Place } from "../../../twin/engine/place.ts";
import { projectGraph, resourcesOf } from "../../support/graph.ts";

const sdk = path.resolve(import.meta.dirname, "../../../node_modules/@pulumi/aws");

function made(type: string, inputs: Inputs, find?: FindOutputs): { id: string } & Outputs {
  const place = new Place("123456789012", "sa-east-1", `urn:pulumi:dev::shop::${type}::thing`, find);
  const rule = ruleOf(type);
  const known = { ...rule.defaults, ...inputs, ...nameInputs(rule.naming, inputs, "thing", place) };
  const id = rule.id(known, place);
  return { ...known, ...rule.outputs?.(known, place, id), id };
}

/** What the provider's declarations say about a type. */
function declared(type: string) {
  const [, module = "", kind = ""] = type.split(":");
  const file = path.join(sdk, `${module}.d.ts`);
  expect(existsSync(file), `${type} is a type of @pulumi/aws`).to.equal(true);
  const text = readFileSync(file, "utf8");
  const body = (start: string) => text.slice(text.indexOf(start)).split("\n}")[0]!;
  const names = (source: string, pattern: RegExp) => [...source.matchAll(pattern)].map(([, name]) => name!);
  return {
    outputs: names(body(`export declare class ${kind} `), /^ {4}readonly (\w+): /gm),
    required: names(body(`export interface ${kind}Args `), /^ {4}(\w+): /gm),
  };
}

describe("what AWS answers", () => {
  const samples: Readonly<Record<string, Inputs>> = {
    "aws:dynamodb/tableItem:TableItem": { item: '{"key":{"S":"a"}}', hashKey: "key" },
    "aws:dynamodb/tableReplica:TableReplica": { globalTableArn: "arn:aws:dynamodb:us-east-1:1:table/t" },
    "aws:acm/certificate:Certificate": { domainName: "example.com" },
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy": { eventBusName: "default" },
    "aws:lambda/permission:Permission": { statementId: "one" },
    "aws:route53/zone:Zone": { name: "example.com" },
    "aws:sns/smsPreferences:SmsPreferences": {},
  };

  for (const [type, rule] of Object.entries(rules))
    it(`gives ${type} an id, and only outputs that the provider declares`, () => {
      const { outputs, required } = declared(type);
      const sample = Object.fromEntries(required.map((name) => [name, `some-${name}`]));
      const { id, ...all } = made(type, { ...sample, ...samples[type] });
      expect(id, "id")
        .to.be.a("string")
        .and.not.match(/undefined|\[object/)
        .and.not.equal("");
      const invented = Object.keys(all).filter((name) => !outputs.includes(name));
      expect(invented, "outputs that the class has not").to.deep.equal([]);
      if (rule.naming) expect(outputs, "what names it").to.include(rule.naming.property);
    });

  it("knows every AWS type that the program uses", async () => {
    const types = new Set(resourcesOf(await projectGraph()).map(({ type }) => type));
    const unknown = [...types].filter((type) => type.startsWith("aws:") && !(type in rules));
    expect(unknown).to.deep.equal([]);
  });

  it("gives a function its ARNs and the one that API Gateway calls", () => {
    const arn = "arn:aws:lambda:sa-east-1:123456789012:function:greeter";
    expect(made("aws:lambda/function:Function", { name: "greeter", publish: true })).to.deep.include({
      arn,
      version: "1",
      qualifiedArn: `${arn}:1`,
      invokeArn: `arn:aws:apigateway:sa-east-1:lambda:path/2015-03-31/functions/${arn}/invocations`,
      timeout: 3,
      memorySize: 128,
    });
    expect(made("aws:lambda/alias:Alias", { name: "live", functionName: "greeter" }).arn).to.equal(
      `${arn}:live`,
    );
  });

  it("gives a global table a stream and an ARN in each region", () => {
    const table = made("aws:dynamodb/table:Table", {
      name: "orders",
      replicas: [{ regionName: "us-east-1" }],
    });
    expect(table.streamArn).to.match(/^arn:aws:dynamodb:sa-east-1:123456789012:table\/orders\/stream\//);
    expect((table.replicas as Outputs[])[0]).to.deep.include({
      arn: "arn:aws:dynamodb:us-east-1:123456789012:table/orders",
    });
    expect(made("aws:dynamodb/table:Table", { name: "orders" })).to.not.have.property("streamArn");
  });

  it("asks for the same validation record for a wildcard as for its parent, in every region", () => {
    const options = made("aws:acm/certificate:Certificate", {
      domainName: "example.com",
      subjectAlternativeNames: ["*.example.com"],
    }).domainValidationOptions as { domainName: string; resourceRecordName: string }[];
    expect(options.map(({ domainName }) => domainName)).to.deep.equal(["example.com", "*.example.com"]);
    expect(options[0]?.resourceRecordName).to.match(/^_[0-9a-f]{32}\.example\.com\.$/);
    expect(options[1]?.resourceRecordName).to.equal(options[0]?.resourceRecordName);
  });

  it("gives a regional domain its zone, and an edge one CloudFront's", () => {
    const type = "aws:apigateway/domainName:DomainName";
    const regional = made(type, {
      domainName: "api.example.com",
      endpointConfiguration: { types: "REGIONAL" },
    });
    expect(regional.regionalDomainName).to.match(/^d-[0-9a-z]{10}\.execute-api\.sa-east-1\.amazonaws\.com$/);
    expect(regional.regionalZoneId).to.equal("ZCMLWB8V5SYIT");
    expect(made(type, { domainName: "api.example.com" })).to.have.property("cloudfrontDomainName");
  });

  it("puts a record's name into its zone", () => {
    const find: FindOutputs = () => ({ name: "example.com" });
    const record = (name: string) =>
      made("aws:route53/record:Record", { name, type: "A", zoneId: "Z1" }, find).fqdn;
    expect([record("api"), record("api.example.com."), record("example.com")]).to.deep.equal([
      "api.example.com",
      "api.example.com",
      "example.com",
    ]);
  });

  it("shares a multi-region key's id between the regions", () => {
    expect(made("aws:kms/key:Key", { multiRegion: true }).id).to.match(/^mrk-[0-9a-f]{32}$/);
    const primaryKeyArn = "arn:aws:kms:us-east-1:123456789012:key/mrk-1";
    expect(made("aws:kms/replicaKey:ReplicaKey", { primaryKeyArn }).arn).to.equal(
      "arn:aws:kms:sa-east-1:123456789012:key/mrk-1",
    );
  });

  it("fits a drawn name into AWS's limit and characters", () => {
    const place = new Place("123456789012", "sa-east-1", "urn");
    const naming = rules["aws:s3/bucket:Bucket"]?.naming;
    const { bucket } = nameInputs(naming, {}, `Media_${"x".repeat(80)}`, place);
    expect(bucket)
      .to.match(/^media-x+-[0-9a-f]{7}$/)
      .and.have.lengthOf(63);
    expect(nameInputs(naming, { bucketPrefix: "logs-" }, "logs", place).bucket).to.match(
      /^logs-[0-9a-f]{26}$/,
    );
  });

  it("gives a type that it does not know an id and an ARN", () => {
    const { id, arn } = made("aws:mq/broker:Broker", {});
    expect(arn).to.equal(`arn:aws:mq:sa-east-1:123456789012:broker/${id}`);
  });

  it("knows which types live in a region", () => {
    const regional = ["aws:sqs/queue:Queue", "aws:route53/resolverEndpoint:ResolverEndpoint"];
    const global = [
      "aws:iam/role:Role",
      "aws:route53/record:Record",
      "pulumi:providers:aws",
      "test:index:Shop",
    ];
    expect(regional.map(isRegional)).to.deep.equal([true, true]);
    expect(global.map(isRegional)).to.deep.equal([false, false, false, false]);
  });
});
