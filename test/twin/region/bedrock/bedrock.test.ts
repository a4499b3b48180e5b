import {
  BedrockRuntimeClient,
  ConverseCommand,
  type ConverseRequest,
  type ConverseResponse,
  type Message,
} from "@aws-sdk/client-bedrock-runtime";
import { SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { createClock } from "../../../../twin/clock.ts";
import { type Bedrock, createBedrock } from "../../../../twin/region/bedrock/bedrock.ts";
import { refusal, serve } from "../sqs/serve.ts";

const accountId = "123456789012";
const modelId = "global.anthropic.claude-haiku-5-5";
const hello: Message = { role: "user", content: [{ text: "oi" }] };
const tools = { tools: [{ toolSpec: { name: "menu", inputSchema: { json: { type: "object" } } } }] };
const use = (toolUseId: string): Message => ({
  role: "assistant",
  content: [{ toolUse: { toolUseId, name: "menu", input: {} } }],
});
const result = (toolUseId: string): Message => ({
  role: "user",
  content: [{ toolResult: { toolUseId, content: [{ json: { ok: true } }] } }],
});

describe("Bedrock's Converse", () => {
  const clock = createClock();
  let bedrock: Bedrock;
  let front: { origin: string; close(): Promise<void> };
  let client: BedrockRuntimeClient;
  let asked: ConverseRequest[];
  let answer: () => Promise<ConverseResponse>;

  const start = async (region = "us-east-1") => {
    asked = [];
    answer = async () => ({
      output: { message: { role: "assistant", content: [{ text: "olá" }] } },
      stopReason: "end_turn",
      usage: { inputTokens: 3, outputTokens: 2, totalTokens: 5 },
      metrics: { latencyMs: 0 },
    });
    const converse = (request: ConverseRequest) => {
      asked.push(request);
      return answer();
    };
    bedrock = createBedrock({ region, accountId, clock, converse });
    front = await serve(bedrock.service);
    const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };
    client = new BedrockRuntimeClient({
      region,
      endpoint: front.origin,
      credentials,
      maxAttempts: 1,
      // HTTP/1.1, which the twin speaks; by itself this client opens an HTTP/2 session.
      requestHandler: new SQSClient({ region }).config.requestHandler,
    });
  };
  afterEach(async () => {
    client.destroy();
    await front.close();
  });
  const converse = (messages: Message[], more: Partial<ConverseRequest> = {}) =>
    client.send(new ConverseCommand({ modelId, messages, ...more }));

  it("passes the request on and answers with usage and metrics", async () => {
    await start();
    const reply = await converse([hello], { system: [{ text: "s" }], toolConfig: tools });
    expect(reply.output?.message?.content).to.deep.equal([{ text: "olá" }]);
    expect(reply.stopReason).to.equal("end_turn");
    expect(reply.usage).to.deep.equal({ inputTokens: 3, outputTokens: 2, totalTokens: 5 });
    expect(reply.metrics?.latencyMs).to.be.a("number");
    expect(asked).to.deep.equal([{ modelId, messages: [hello], system: [{ text: "s" }], toolConfig: tools }]);
  });

  it("takes a conversation whose tools were answered", async () => {
    await start();
    const reply = await converse([hello, use("a"), result("a")], { toolConfig: tools });
    expect(reply.stopReason).to.equal("end_turn");
  });

  it("refuses a conversation that the real one refuses, before the model sees it", async () => {
    await start();
    const assistant: Message = { role: "assistant", content: [{ text: "olá" }] };
    const cases: [string, Message[], Partial<ConverseRequest>?][] = [
      ["A conversation must start with a user message", [assistant]],
      ["A conversation must alternate", [hello, hello]],
      ["messages.0 is empty", [{ role: "user", content: [] }]],
      ["messages.0.content.0 is blank", [{ role: "user", content: [{ text: " " }] }]],
      ["Expected toolResult blocks at messages.2.content", [hello, use("a"), hello], { toolConfig: tools }],
      ["exceeds the number of toolUse", [hello, assistant, result("a")], { toolConfig: tools }],
      ["toolConfig field must be defined", [hello, use("a"), result("a")]],
      ["already defined", [hello], { toolConfig: { tools: [...tools.tools, ...tools.tools] } }],
      ["exceeds the model limit of 64000", [hello], { inferenceConfig: { maxTokens: 64_001 } }],
      ["inferenceConfig.temperature", [hello], { inferenceConfig: { temperature: 2 } }],
    ];
    for (const [message, messages, more] of cases) {
      const error = await converse(messages, more).then(String, (thrown: Error) => thrown);
      expect(error).to.have.property("name", "ValidationException");
      expect(error).to.have.property("message").that.contains(message);
    }
    expect(asked).to.deep.equal([]);
  });

  it("knows which models there are, and how each is reached from the region", async () => {
    await start("sa-east-1");
    const asking = (id: string) => refusal(converse([hello], { modelId: id }));
    expect({
      global: await asking(modelId),
      arn: await asking(`arn:aws:bedrock:sa-east-1:${accountId}:inference-profile/${modelId}`),
      bare: await asking("anthropic.claude-haiku-5-5"),
      otherGeography: await asking("us.anthropic.claude-haiku-5-5"),
      unknown: await asking("global.anthropic.claude-9"),
      retired: await asking("us.anthropic.claude-3-7-sonnet-20250219-v1:0"),
    }).to.deep.equal({
      global: "accepted",
      arn: "accepted",
      bare: "ValidationException",
      otherGeography: "ValidationException",
      unknown: "ValidationException",
      retired: "ResourceNotFoundException",
    });
  });

  it("throttles, fails and slows down on demand", async () => {
    await start();
    bedrock.setFaults({ throttled: true });
    expect(await refusal(converse([hello]))).to.equal("ThrottlingException");
    bedrock.setFaults({ throttled: false, unavailable: true });
    expect(await refusal(converse([hello]))).to.equal("ServiceUnavailableException");
    bedrock.setFaults({ unavailable: false, callsLeft: 1 });
    expect(await refusal(converse([hello]))).to.equal("accepted");
    expect(await refusal(converse([hello]))).to.equal("ThrottlingException");
    bedrock.setFaults({ callsLeft: undefined, latencyMs: 50 });
    expect((await converse([hello])).metrics?.latencyMs).to.be.at.least(49);
  });

  it("passes on what the real Bedrock refuses, and names a failure of the model", async () => {
    await start();
    answer = () =>
      Promise.reject(
        Object.assign(new Error("slow"), {
          name: "ModelTimeoutException",
          $metadata: { httpStatusCode: 408 },
        }),
      );
    expect(await refusal(converse([hello]))).to.equal("ModelTimeoutException");
    answer = () => Promise.reject(new Error("no server"));
    expect(await refusal(converse([hello]))).to.equal("ModelErrorException");
  });

  it("asks IAM for the profile and for the model where the profile may send it", async () => {
    await start();
    const resources = (id: string) =>
      bedrock.service
        .permissions({
          service: "bedrock",
          region: "us-east-1",
          accessKeyId: "",
          method: "POST",
          path: `/model/${encodeURIComponent(id)}/converse`,
          query: new URLSearchParams(),
          headers: {},
          body: Buffer.alloc(0),
          action: "",
        })
        .map(({ action, resource }) => `${action} ${resource}`);
    const model = "anthropic.claude-haiku-5-5";
    const own = `bedrock:InvokeModel arn:aws:bedrock:us-east-1:${accountId}:inference-profile`;
    const at = (where: string) => `bedrock:InvokeModel arn:aws:bedrock:${where}::foundation-model/${model}`;
    expect(resources(modelId)).to.deep.equal([`${own}/${modelId}`, at("us-east-1"), at("")]);
    expect(resources(`us.${model}`)).to.deep.equal([
      `${own}/us.${model}`,
      at("us-east-1"),
      at("us-east-2"),
      at("us-west-2"),
    ]);
    expect(resources(model)).to.deep.equal([at("us-east-1")]);
  });
});
