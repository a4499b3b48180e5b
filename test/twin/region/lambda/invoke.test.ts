import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { refusal, region as regionName, resource, serve } from "../sqs/serve.ts";
import { alias, fn, functionArn, type World, type WorldOptions, world } from "./world.ts";

const echo = "export const handler = async (event) => event;";
const failing = "export const handler = async () => { throw new Error('boom'); };";
/** Answers when it is told to through its own variable. */
const slow =
  "export const handler = async ({ ms }) => new Promise((done) => setTimeout(() => done('late'), ms));";

describe("Lambda's Invoke API", () => {
  let region: World;
  let front: { origin: string; close(): Promise<void> };
  let client: LambdaClient;
  const start = async (resources: Parameters<typeof world>[0], options?: WorldOptions) => {
    region = world(resources, options);
    front = await serve(region.functions.service);
    const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };
    client = new LambdaClient({ region: regionName, endpoint: front.origin, credentials, maxAttempts: 1 });
  };
  afterEach(async () => {
    client.destroy();
    await front.close();
    await region.stop();
  });
  const invoke = (FunctionName: string, more: Partial<InvokeCommand["input"]> = {}) =>
    client.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify({ n: 1 }), ...more }));

  it("answers with the payload, by name, alias or ARN", async () => {
    await start([fn("f", echo, { publish: true }), alias("live", "f")]);
    for (const [name, version] of [
      ["f", "$LATEST"],
      ["f:live", "1"],
      [`${functionArn("f")}:live`, "1"],
    ] as const) {
      const reply = await invoke(name, { LogType: "Tail" });
      expect(reply.Payload?.transformToString()).to.equal('{"n":1}');
      expect([reply.StatusCode, reply.ExecutedVersion, reply.FunctionError]).to.deep.equal([
        200,
        version,
        undefined,
      ]);
      expect(Buffer.from(reply.LogResult!, "base64").toString()).to.match(/^(INIT_START .*\n)?START /);
    }
    expect((await invoke("f", { Qualifier: "live" })).ExecutedVersion).to.equal("1");
  });

  it("tells a failed function by FunctionError", async () => {
    await start([fn("f", failing)]);
    const reply = await invoke("f");
    expect(reply.FunctionError).to.equal("Unhandled");
    const payload = JSON.parse(reply.Payload!.transformToString()) as { trace: string[] };
    expect(payload).to.include({ errorType: "Error", errorMessage: "boom" });
    expect(payload.trace[0]).to.equal("Error: boom");
  });

  it("accepts events and dry runs", async () => {
    await start([fn("f", echo)]);
    expect((await invoke("f", { InvocationType: "DryRun" })).StatusCode).to.equal(204);
    expect((await invoke("f", { InvocationType: "Event" })).StatusCode).to.equal(202);
    await region.until(() => region.invocations.length === 1);
    expect(region.invocations[0]).to.include({ trigger: "async" });
  });

  it("refuses what AWS refuses, by AWS's codes", async () => {
    await start([fn("f", echo), fn("off", echo, { reservedConcurrentExecutions: 0 })]);
    expect({
      name: await refusal(invoke("none")),
      alias: await refusal(invoke("f:none")),
      json: await refusal(invoke("f", { Payload: "{" })),
      size: await refusal(invoke("f", { Payload: JSON.stringify("x".repeat(6_300_000)) })),
      event: await refusal(
        invoke("f", { InvocationType: "Event", Payload: JSON.stringify("x".repeat(1_100_000)) }),
      ),
      reserved: await refusal(invoke("off")),
    }).to.deep.equal({
      name: "ResourceNotFoundException",
      alias: "ResourceNotFoundException",
      json: "InvalidRequestContentException",
      size: "RequestTooLargeException",
      event: "RequestTooLargeException",
      reserved: "TooManyRequestsException",
    });
  });

  it("asks IAM for the qualified ARN", async () => {
    await start([fn("f", echo)]);
    const permissions = (path: string, query = "") =>
      region.functions.service.permissions({
        service: "lambda",
        region: regionName,
        accessKeyId: "",
        method: "POST",
        path: `/2015-03-31/functions/${path}/invocations`,
        query: new URLSearchParams(query),
        headers: {},
        body: Buffer.alloc(0),
        action: "",
      });
    const live = [{ action: "lambda:InvokeFunction", resource: `${functionArn("f")}:live` }];
    expect(permissions("f%3Alive")).to.deep.equal(live);
    expect(permissions("f", "Qualifier=live")).to.deep.equal(live);
    expect(permissions(encodeURIComponent(`${functionArn("f")}:live`))).to.deep.equal(live);
    expect(permissions("f")[0]?.resource).to.equal(functionArn("f"));
  });

  it("throttles beyond reserved concurrency", async () => {
    await start([fn("f", slow, { reservedConcurrentExecutions: 1 })]);
    const first = invoke("f", { Payload: JSON.stringify({ ms: 200 }) });
    await region.until(() => region.functions.states()[0]?.busy === 1);
    expect(await refusal(invoke("f"))).to.equal("TooManyRequestsException");
    expect((await first).Payload?.transformToString()).to.equal('"late"');
  });

  it("cuts running functions off when the region goes dark, and works when it is back", async () => {
    await start([fn("f", slow)]);
    const cut = refusal(invoke("f", { Payload: JSON.stringify({ ms: 60_000 }) }));
    await region.until(() => region.functions.states()[0]?.busy === 1);
    await region.functions.setDark(true);
    expect(await cut).to.equal("ServiceException");
    expect(await refusal(invoke("f"))).to.equal("ServiceException");
    await region.functions.setDark(false);
    expect((await invoke("f", { Payload: '{"ms":0}' })).Payload?.transformToString()).to.equal('"late"');
  });
});

describe("an asynchronous invocation", () => {
  let region: World;
  afterEach(() => region.stop());
  const failures = `arn:aws:sqs:${regionName}:123456789012:failures`;
  const invokeConfig = (inputs: Record<string, unknown>) =>
    resource("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "f", {
      inputs: { functionName: "f", ...inputs },
    });
  const runs = () => region.invocations.length;
  const settled = (count: number) => region.until(() => runs() === count);

  it("is tried again after one and two minutes, under the same request id, then handed to its destination", async () => {
    region = world([
      fn("f", failing, { deadLetterConfig: { targetArn: failures } }),
      invokeConfig({ destinationConfig: { onFailure: { destination: `${failures}-records` } } }),
    ]);
    region.functions.invokeAsync("f", { n: 1 }, "async");
    await settled(1);
    region.clock.advance(59_000);
    region.clock.advance(1_001);
    await settled(2);
    region.clock.advance(120_001);
    await settled(3);
    await region.until(() => region.delivered.length === 2);
    expect(new Set(region.invocations.map(({ requestId }) => requestId)).size).to.equal(1);
    const [dead, failed] = region.delivered;
    expect(dead).to.deep.include({ arn: failures, body: '{"n":1}' });
    expect(dead?.attributes).to.include({ ErrorCode: "200", ErrorMessage: "boom" });
    expect(failed?.arn).to.equal(`${failures}-records`);
    expect(JSON.parse(failed!.body)).to.deep.include({ version: "1.0", requestPayload: { n: 1 } });
    expect(JSON.parse(failed!.body).requestContext).to.include({
      condition: "RetriesExhausted",
      approximateInvokeCount: 3,
    });
  });

  it("is tried as often as the graph says, and given up when it is too old", async () => {
    region = world([
      fn("f", failing),
      invokeConfig({
        maximumEventAgeInSeconds: 60,
        destinationConfig: { onFailure: { destination: failures } },
      }),
    ]);
    region.functions.invokeAsync("f", {}, "async");
    await settled(1);
    region.clock.advance(61_000);
    await region.until(() => region.delivered.length === 1);
    expect(runs()).to.equal(1);
    expect(JSON.parse(region.delivered[0]!.body).requestContext.condition).to.equal("EventAgeExceeded");
  });

  it("waits while the region is dark", async () => {
    region = world([fn("f", echo)]);
    await region.functions.setDark(true);
    region.functions.invokeAsync("f", {}, "schedule");
    await region.functions.setDark(false);
    await settled(1);
    expect(region.invocations[0]).to.include({ trigger: "schedule" });
  });
});
