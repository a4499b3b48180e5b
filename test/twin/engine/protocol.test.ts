import * as grpc from "@grpc/grpc-js";
import resourceServices from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resources from "@pulumi/pulumi/proto/resource_pb.js";
import { expect } from "chai";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { Refusal } from "../../../twin/engine/errors.ts";
import { monitorOf } from "../../../twin/engine/monitor.ts";
import { type RpcServer, serve } from "../../../twin/engine/rpc.ts";
import { StackReferences } from "../../../twin/engine/stack-references.ts";
import { StackRun } from "../../../twin/engine/stack-run.ts";
import { structOf } from "../../../twin/engine/wire.ts";

const STACK = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev";
const QUEUE = "urn:pulumi:dev::shop::aws:sqs/queue:Queue::queue";

interface Asked {
  readonly type?: string;
  readonly name?: string;
  readonly parent?: string;
  readonly dependencies?: string[];
  readonly provider?: string;
  readonly deletedWith?: string;
  readonly inputs?: Record<string, unknown>;
}

/** Speaks to the engine as a program does, for what no SDK lets a program say. */
describe("the engine's protocol", () => {
  let server: RpcServer;
  let client: resourceServices.ResourceMonitorClient;
  let run: StackRun;
  let refusals: string[];

  async function start(config: Record<string, string> = { "aws:region": "us-east-1" }): Promise<void> {
    refusals = [];
    const references = new StackReferences("shop", ["dev"]);
    const setting = { project: "shop", stack: "dev", accountId: "123456789012", config };
    run = new StackRun({ ...setting, programDir: ".", references }, () => {});
    server = await serve([monitorOf(run)], ({ message }) => refusals.push(message));
    client = new resourceServices.ResourceMonitorClient(server.address, grpc.credentials.createInsecure());
    await register({ type: "pulumi:pulumi:Stack", name: "shop-dev" });
  }

  beforeEach(() => start());
  afterEach(stop);

  function stop(): void {
    client.close();
    server.close();
  }

  function register(asked: Asked = {}): Promise<resources.RegisterResourceResponse> {
    const { type = "aws:sqs/queue:Queue", name = "queue", inputs = {} } = asked;
    const request = new resources.RegisterResourceRequest();
    request.setType(type);
    request.setName(name);
    request.setParent(asked.parent ?? (type === "pulumi:pulumi:Stack" ? "" : STACK));
    request.setCustom(type !== "pulumi:pulumi:Stack");
    request.setObject(structOf(inputs));
    request.setDependenciesList(asked.dependencies ?? []);
    request.setProvider(asked.provider ?? "");
    request.setDeletedwith(asked.deletedWith ?? "");
    return new Promise((resolve, reject) => {
      client.registerResource(request, (error, response) => (error ? reject(error) : resolve(response)));
    });
  }

  async function refused(asked: Asked): Promise<string> {
    const error = await register(asked).then(
      () => undefined,
      (reason: grpc.ServiceError) => reason,
    );
    expect(error?.code, "what ends a program quietly").to.equal(grpc.status.CANCELLED);
    expect(refusals).to.deep.equal([error?.details]);
    return refusals[0]!;
  }

  it("answers a registration with URN, id and outputs", async () => {
    const response = await register({ inputs: { name: "inbox" } });
    expect(response.getUrn()).to.equal(QUEUE);
    expect(response.getId()).to.equal("https://sqs.us-east-1.amazonaws.com/123456789012/inbox");
    expect(response.getObject()?.toJavaScript()).to.deep.include({
      name: "inbox",
      arn: "arn:aws:sqs:us-east-1:123456789012:inbox",
      visibilityTimeoutSeconds: 30,
    });
  });

  it("claims only the features that it has", async () => {
    const info = await new Promise<resources.DeploymentInfo>((resolve, reject) => {
      client.getDeploymentInfo(new empty.Empty(), (error, response) =>
        error ? reject(error) : resolve(response),
      );
    });
    const { RESOURCE_MONITOR_FEATURE_TRANSFORMS, RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS } =
      resources.ResourceMonitorFeature;
    expect(info.getSupportedfeaturesList())
      .to.include(RESOURCE_MONITOR_FEATURE_TRANSFORMS)
      .and.not.include(RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS);
    expect(info.getOrganization()).to.equal("organization");
  });

  it("refuses a parent that is not registered", async () => {
    const parent = "urn:pulumi:dev::shop::test:index:Shop::shop";
    expect(await refused({ parent })).to.equal(
      `aws:sqs/queue:Queue "queue" has the parent ${parent}, which is not registered; create the parent first.`,
    );
  });

  it("refuses a dependency that is not registered", async () => {
    expect(await refused({ name: "other", dependencies: [QUEUE] })).to.match(
      /depends on urn:.*not registered/,
    );
  });

  it("refuses to delete a resource with one that is not registered", async () => {
    expect(await refused({ name: "other", deletedWith: QUEUE })).to.match(
      /is deleted with urn:.*not registered/,
    );
  });

  it("refuses a provider that is not registered", async () => {
    const provider = "urn:pulumi:dev::shop::pulumi:providers:aws::abroad";
    expect(await refused({ provider: `${provider}::id` })).to.match(
      /The provider urn:.* is used and not registered/,
    );
  });

  it("refuses a type that is none, and a resource without a name", async () => {
    expect(await refused({ type: "queue" })).to.match(/^"queue" is no resource type/);
    stop();
    await start();
    expect(await refused({ name: "" })).to.equal(
      "A resource of type aws:sqs/queue:Queue has no name; give it one.",
    );
  });

  it("refuses a region that is none, and an AWS resource without any", async () => {
    expect(await refused({ inputs: { region: "Brazil" } })).to.match(
      /has the region "Brazil", which is none/,
    );
    stop();
    await start({});
    expect(await refused({})).to.match(/has no region: set aws:region in Pulumi\.dev\.yaml/);
  });

  it("refuses a name that is longer than AWS takes", async () => {
    expect(await refused({ inputs: { name: "q".repeat(81) } })).to.match(
      /has 81 characters and AWS takes 80/,
    );
  });

  it("refuses everything after the first refusal, and tells only that", async () => {
    await register();
    expect(await refused({})).to.match(/^Two resources have the URN/);
    const later = await register({ name: "innocent" }).catch((error: grpc.ServiceError) => error.details);
    expect(later).to.equal(refusals[0]);
    expect(refusals).to.have.lengthOf(1);
  });

  it("takes a component's outputs once", async () => {
    run.registerOutputs(STACK, { url: "https://api.example" });
    expect(() => run.registerOutputs(STACK, {})).to.throw(Refusal, "registers its outputs twice");
    expect(run.graph().outputs).to.deep.equal({ url: "https://api.example" });
  });
});
