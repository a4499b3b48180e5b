import { expect } from "chai";
import { evaluate, type Progress } from "../../../twin/engine/evaluate.ts";
import type { Asset, Graph } from "../../../twin/engine/graph.ts";
import { byName, ofType } from "../../support/graph.ts";
import { features, fixture } from "./support/fixtures.ts";

describe("evaluating a program", () => {
  let graph: Graph;
  let progress: readonly Progress[];

  before(async () => {
    ({ graph, progress } = await features());
  });

  const one = (type: string, name: string, stack = "first") => byName(graph, type, name, stack);
  const outputs = (stack = "first") => graph.stacks[stack]!.outputs;

  it("evaluates every stack that has a file, each in its own region", () => {
    expect(Object.keys(graph.stacks)).to.deep.equal(["first", "second"]);
    expect(Object.values(graph.stacks).map(({ region }) => region)).to.deep.equal(["us-east-1", "sa-east-1"]);
    expect(outputs("second").region).to.equal("sa-east-1");
  });

  it("gives the program its configuration, defaults and objects included", () => {
    const { environment } = one("aws:lambda/function:Function", "greeter").inputs as {
      environment: { variables: Record<string, string> };
    };
    expect(environment.variables.GREETING).to.equal("Olá");
    expect([outputs("first").orderLimit, outputs("second").orderLimit]).to.deep.equal([3, 5]);
  });

  it("names resources by the whole chain of their parents' types", () => {
    const queue = one("aws:sqs/queue:Queue", "shop-queue");
    expect(queue.urn).to.equal("urn:pulumi:first::features::test:shop:Shop$aws:sqs/queue:Queue::shop-queue");
    expect(queue.parent).to.equal(one("test:shop:Shop", "shop").urn);
    expect(one("test:shop:Shop", "shop").parent).to.equal(one("pulumi:pulumi:Stack", "features-first").urn);
  });

  it("lists parents and dependencies before what needs them", () => {
    for (const { resources } of Object.values(graph.stacks)) {
      const position = new Map(resources.map(({ urn }, index) => [urn, index]));
      for (const { urn, parent, dependencies } of resources)
        for (const before of [parent, ...dependencies].filter((it) => it !== null))
          expect(position.get(before), `${before} before ${urn}`).to.be.lessThan(position.get(urn)!);
    }
  });

  it("draws seven hex digits for a name that the program leaves out", () => {
    expect(outputs().queueUrl).to.match(
      /^https:\/\/sqs\.us-east-1\.amazonaws\.com\/123456789012\/shop-queue-[0-9a-f]{7}\.fifo$/,
    );
  });

  it("hands one resource's outputs to another, and records the dependency", () => {
    const queue = one("aws:sqs/queue:Queue", "shop-queue");
    const policy = one("aws:iam/rolePolicy:RolePolicy", "policy");
    expect(JSON.parse(String(policy.inputs.policy))).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        { Sid: "Receive", Effect: "Allow", Action: "sqs:ReceiveMessage", Resource: queue.outputs.arn },
      ],
    });
    expect(policy.dependencies).to.include(queue.urn);
    expect(policy.propertyDependencies?.policy).to.deep.equal([queue.urn]);
  });

  it("gives a reference to a resource as its id", () => {
    const api = one("aws:apigateway/restApi:RestApi", "api");
    expect(one("aws:apigateway/resource:Resource", "orders").inputs.restApi).to.equal(api.id);
    expect(outputs().orderPath).to.equal("/orders/{id}");
  });

  it("keeps secrets as values that are marked", () => {
    const fn = one("aws:lambda/function:Function", "greeter");
    expect(fn.inputs.environment).to.deep.include({ variables: { TOKEN: "s3cr3t", GREETING: "Olá" } });
    expect(fn.secretPaths).to.deep.equal([["environment", "variables", "TOKEN"]]);
    expect(fn.secretInputs).to.deep.equal(["environment"]);
  });

  it("marks as secret what AWS keeps secret, although nothing secret went in", () => {
    expect(graph.stacks.first?.secretOutputs).to.have.members(["keyValue", "secretToken"]);
  });

  it("reads texts and files of archives, and hashes them", () => {
    const code = one("aws:lambda/function:Function", "greeter").inputs.code as Asset;
    expect(code.files.map((file) => file.path)).to.deep.equal(["index.mjs", "text/note.txt"]);
    expect(Buffer.from(code.files[1]!.content).toString()).to.equal("Conteúdo\n");
    const other = one("aws:lambda/function:Function", "greeter", "second").inputs.code as Asset;
    expect(code.hash)
      .to.match(/^[0-9a-f]{64}$/)
      .and.equal(other.hash);
  });

  it("runs a component's transforms on its children, then the stack's", () => {
    const queue = one("aws:sqs/queue:Queue", "shop-queue");
    expect(queue.inputs).to.deep.include({ visibilityTimeoutSeconds: 90, tags: { by: "the stack" } });
    expect(queue.options?.ignoreChanges).to.deep.equal(["tags"]);
    expect(outputs().queueTimeout).to.equal(90);
  });

  it("keeps what the program says about a resource's life", () => {
    const fn = one("aws:lambda/function:Function", "greeter");
    expect(fn.options?.aliases).to.deep.equal([
      "urn:pulumi:first::features::aws:lambda/function:Function::old-greeter",
    ]);
    expect(fn.options?.ignoreChanges).to.deep.equal(["description"]);
    expect(fn.options?.customTimeouts).to.deep.equal({ create: "5m" });
    expect(fn.retainOnDelete).to.equal(true);
    expect(one("aws:iam/rolePolicy:RolePolicy", "policy").options?.deletedWith).to.equal(
      one("aws:iam/role:Role", "role").urn,
    );
  });

  it("protects the children of what is protected", () => {
    expect(one("aws:sqs/queue:Queue", "shop-queue").protect).to.equal(true);
    expect(one("aws:lambda/function:Function", "greeter").protect).to.equal(false);
  });

  it("depends on a component through the component's children", () => {
    expect(one("aws:lambda/function:Function", "greeter").dependencies).to.include(
      one("aws:sqs/queue:Queue", "shop-queue").urn,
    );
  });

  it("gives a component the outputs that it registered", () => {
    expect(one("test:shop:Shop", "shop").outputs).to.deep.equal({ queueUrl: outputs().queueUrl });
  });

  it("places a resource by its region argument, its provider, or the stack; global ones nowhere", () => {
    const regions = ["ohio", "shop-queue"].map((name) => one("aws:sqs/queue:Queue", name).region);
    expect(regions).to.deep.equal(["us-east-2", "us-east-1"]);
    const abroad = one("aws:s3/bucket:Bucket", "abroad");
    expect(abroad.region).to.equal("eu-central-1");
    expect(abroad.provider).to.equal(one("pulumi:providers:aws", "frankfurt").urn);
    expect([one("aws:iam/role:Role", "role").region, one("test:shop:Shop", "shop").region]).to.deep.equal([
      null,
      null,
    ]);
  });

  it("adds the provider's default tags", () => {
    const tags = (stack: string) => one("aws:sqs/queue:Queue", "shop-queue", stack).outputs.tagsAll;
    expect(tags("first")).to.deep.equal({ by: "the stack" });
    expect(tags("second")).to.deep.equal({ by: "the stack", owner: "kitchen" });
  });

  it("marks what the program only reads", () => {
    const legacy = one("aws:dynamodb/table:Table", "legacy");
    expect(legacy).to.deep.include({ id: "legacy-table", external: true });
    expect(legacy.outputs.arn).to.equal("arn:aws:dynamodb:us-east-1:123456789012:table/legacy-table");
  });

  it("hands one stack's outputs to another, secrets as secrets", () => {
    expect(outputs("second").queueOfFirst).to.equal(outputs("first").queueUrl);
    expect(outputs("second").tokenOfFirst).to.equal("s3cr3t");
    expect(graph.stacks.second?.secretOutputs).to.include("tokenOfFirst").and.not.include("queueOfFirst");
  });

  it("makes the network that awsx.ec2.Vpc documents", () => {
    const count = (type: string) => ofType(graph, type, "first").length;
    expect(outputs().privateSubnetIds).to.have.lengthOf(2);
    expect(outputs().vpcCidrBlock).to.equal("10.0.0.0/16");
    expect(count("aws:ec2/subnet:Subnet")).to.equal(4);
    expect(count("aws:ec2/natGateway:NatGateway")).to.equal(1);
    const ranges = ofType(graph, "aws:ec2/subnet:Subnet", "first").map(({ inputs }) => inputs.cidrBlock);
    expect(ranges).to.have.members(["10.0.0.0/18", "10.0.64.0/19", "10.0.128.0/18", "10.0.192.0/19"]);
  });

  it("is the same on every run", async () => {
    const again = await evaluate({ dir: fixture("features"), stacks: ["first"] });
    expect(again.stacks.first).to.deep.equal(graph.stacks.first);
  });

  it("tells its progress", () => {
    const done = progress.filter(({ kind }) => kind === "done");
    expect(done.map(({ stack }) => stack)).to.have.members(["first", "second"]);
    const counts = progress.flatMap((event) =>
      event.kind === "resource" && event.stack === "first" ? [event.count] : [],
    );
    expect(counts.at(-1)).to.equal(graph.stacks.first?.resources.length);
  });
});
