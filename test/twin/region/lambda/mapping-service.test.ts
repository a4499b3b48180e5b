import { expect } from "chai";
import type { AwsCall, AwsError } from "../../../../twin/region/aws-service.ts";
import { arnOf, queue, resource } from "../sqs/serve.ts";
import { fn, functionArn, type World, world } from "./world.ts";

const uuid = "0f7a1b2c-0000-4000-8000-000000000001";
const slow = "export const handler = () => new Promise((done) => setTimeout(done, 100, {}));";

describe("Lambda's API of event source mappings", () => {
  let region: World;
  beforeEach(() => {
    region = world([
      queue("work.fifo", { visibilityTimeoutSeconds: 60 }),
      fn("f", slow),
      resource("aws:lambda/eventSourceMapping:EventSourceMapping", "work.fifo", {
        id: uuid,
        inputs: {
          eventSourceArn: arnOf("work.fifo"),
          functionName: functionArn("f"),
          batchSize: 1,
          functionResponseTypes: ["ReportBatchItemFailures"],
          scalingConfig: { maximumConcurrency: 2 },
        },
      }),
    ]);
  });
  afterEach(() => region.stop());

  const callOf = (method: string, id: string, body = {}) =>
    ({
      method,
      path: `/2015-03-31/event-source-mappings/${id}`,
      query: new URLSearchParams(),
      headers: {},
      body: Buffer.from(JSON.stringify(body)),
    }) as unknown as AwsCall;
  const call = async (method: string, id = uuid, body = {}) => {
    const reply = await region.functions.service.handle(callOf(method, id, body));
    return { status: reply.status, body: JSON.parse(String(reply.body)) };
  };
  const refusal = (method: string, id = uuid, body = {}) =>
    call(method, id, body).then(
      () => "accepted",
      (error: AwsError) => `${error.code} ${error.message}`,
    );
  /** The most environments that were busy while the queue was worked off. */
  const busiest = async (groups: string[]) => {
    for (const group of groups)
      region.queues.send("work.fifo", { body: group, groupId: group, deduplicationId: group });
    let most = 0;
    await region.until(() => {
      most = Math.max(most, region.functions.states()[0]!.busy);
      return region.queues.depths().every(({ visible, inFlight }) => visible + inFlight === 0);
    });
    return most;
  };

  it("shows a mapping as the graph has it", async () => {
    expect(await call("GET")).to.deep.equal({
      status: 200,
      body: {
        UUID: uuid,
        EventSourceArn: arnOf("work.fifo"),
        EventSourceMappingArn: `arn:aws:lambda:us-east-1:123456789012:event-source-mapping:${uuid}`,
        FunctionArn: functionArn("f"),
        BatchSize: 1,
        ScalingConfig: { MaximumConcurrency: 2 },
        FunctionResponseTypes: ["ReportBatchItemFailures"],
        LastModified: 0,
        State: "Enabled",
        StateTransitionReason: "USER_INITIATED",
      },
    });
  });

  it("works on as many batches at once as it was last told", async () => {
    expect(await busiest(["a", "b", "c", "d"])).to.equal(2);
    const { status, body } = await call("PUT", uuid, { ScalingConfig: { MaximumConcurrency: 4 } });
    expect([status, body.State, body.ScalingConfig]).to.deep.equal([
      202,
      "Updating",
      { MaximumConcurrency: 4 },
    ]);
    expect(await busiest(["e", "f", "g", "h"])).to.equal(4);
    const { body: now } = await call("GET");
    expect([now.State, now.ScalingConfig]).to.deep.equal(["Enabled", { MaximumConcurrency: 4 }]);
    expect(now.LastModified).to.be.above(0);
  });

  it("refuses what AWS refuses, and what it does not play", async () => {
    expect(await refusal("GET", "another")).to.match(/^ResourceNotFoundException /);
    expect(await refusal("PUT", uuid, { ScalingConfig: { MaximumConcurrency: 1 } })).to.match(
      /^InvalidParameterValueException Value '1' at 'scalingConfig.maximumConcurrency'/,
    );
    expect(await refusal("PUT", uuid, { Enabled: false })).to.match(/not its Enabled\.$/);
    expect(await refusal("DELETE")).to.match(/^UnknownOperationException /);
  });

  it("asks IAM for the action on the mapping", () => {
    const resourceArn = `arn:aws:lambda:us-east-1:123456789012:event-source-mapping:${uuid}`;
    const context = { "lambda:FunctionArn": functionArn("f") };
    const asked = (method: string) => region.functions.service.permissions(callOf(method, uuid));
    expect(asked("GET")).to.deep.equal([
      { action: "lambda:GetEventSourceMapping", resource: resourceArn, context },
    ]);
    expect(asked("PUT")).to.deep.equal([
      { action: "lambda:UpdateEventSourceMapping", resource: resourceArn, context },
    ]);
  });
});
