/** What the adapters ask of AWS, on the wire. */
import { createHash } from "node:crypto";
import { expect } from "chai";
import { openModel } from "../../../handlers/adapters/bedrock.ts";
import { openFunctions } from "../../../handlers/adapters/functions.ts";
import { openMediaLinks } from "../../../handlers/adapters/media-links.ts";
import { openQueues } from "../../../handlers/adapters/queues.ts";
import { openSecret } from "../../../handlers/adapters/secrets.ts";
import { openTables } from "../../../handlers/adapters/tables.ts";
import type { ModelRequest } from "../../../handlers/conversation/ports.ts";
import { tools } from "../../../handlers/conversation/tools.ts";
import { PosSecret } from "../../../handlers/shared/secrets.ts";
import { scopeOf, type TestEndpoint, testEndpoint } from "../support/aws.ts";
import { testClock } from "../support/fakes.ts";

describe("On the wire", () => {
  let aws: TestEndpoint;
  beforeEach(async () => {
    aws = await testEndpoint();
  });
  afterEach(() => aws.stop());

  async function messageOf(promise: Promise<unknown>): Promise<string> {
    return promise.then(
      () => "",
      (error: Error) => error.message,
    );
  }

  describe("Queues", () => {
    const message = { queue: "chatbot-inbox.fifo", body: { v: 1 }, group: "conv_1", deduplicationId: "SM1" };
    const open = () =>
      openQueues({
        QUEUE_URL_PREFIX: "https://sqs.us-east-1.amazonaws.com/123456789012/",
        AWS_REGION: "us-east-1",
      });

    for (const region of ["us-east-1", "sa-east-1"]) {
      it(`take a message in ${region}, by that region's URL and signature`, async () => {
        // The client checks that the queue has read what it wrote.
        const MD5OfMessageBody = createHash("md5").update('{"v":1}').digest("hex");
        aws.answers = [{ body: { MessageId: "1", MD5OfMessageBody } }];
        await open().send(region, message);
        expect(scopeOf(aws.asked[0]!)).to.deep.equal({ region, service: "sqs" });
        expect(JSON.parse(aws.asked[0]!.body)).to.deep.equal({
          QueueUrl: `https://sqs.${region}.amazonaws.com/123456789012/chatbot-inbox.fifo`,
          MessageBody: '{"v":1}',
          MessageGroupId: "conv_1",
          MessageDeduplicationId: "SM1",
        });
      });
    }

    it("are tried once in the peer region, so that there is time for the own one", async () => {
      aws.answers = [{ status: 503, body: {} }];
      expect(await messageOf(open().send("sa-east-1", message))).to.not.equal("");
      expect(aws.asked).to.have.length(1);
    });
  });

  describe("Functions", () => {
    it("give their answer", async () => {
      aws.answers = [{ body: { ok: true } }];
      expect(await openFunctions().call("chatbot-OrderService:live", { action: "get_menu" })).to.deep.equal({
        ok: true,
      });
      expect(aws.asked[0]!.path).to.equal("/2015-03-31/functions/chatbot-OrderService%3Alive/invocations");
      expect(aws.asked[0]!.headers["x-amz-invocation-type"]).to.equal("RequestResponse");
    });

    it("that throw are named, with what they threw", async () => {
      aws.answers = [{ headers: { "x-amz-function-error": "Unhandled" }, body: { errorMessage: "boom" } }];
      const message = await messageOf(openFunctions().call("chatbot-OrderService:live", {}));
      expect(message).to.include("chatbot-OrderService:live").and.to.include("boom");
    });

    it("are not waited for longer than the caller has", async () => {
      aws.answers = [{ silent: true }];
      expect(await messageOf(openFunctions().call("chatbot-OrderService:live", {}, 30))).to.not.equal("");
    });

    it("are started without waiting for their answer", async () => {
      aws.answers = [{ status: 202, body: "" }];
      await openFunctions().start("chatbot-SQSProducer:live", { action: "relay_outbox" });
      expect(aws.asked[0]!.headers["x-amz-invocation-type"]).to.equal("Event");
    });
  });

  describe("A secret of Secrets Manager", () => {
    it("is read by its name and checked", async () => {
      aws.answers = [{ body: { SecretString: '{"client_teste":{"apiKey":"k"}}' } }];
      const secret = openSecret("chatbot/pos", PosSecret, testClock().clock);
      expect(await secret.read()).to.deep.equal({ client_teste: { apiKey: "k" } });
      expect(JSON.parse(aws.asked[0]!.body)).to.deep.equal({ SecretId: "chatbot/pos" });
    });
  });

  describe("A link to the media bucket", () => {
    it("is signed for an object and ends by itself", async () => {
      const url = new URL(
        await openMediaLinks("chatbot-media", openTables()).link("client_teste/qr/order 1.png", 3_600),
      );
      expect(url.href).to.match(new RegExp(`^${aws.url}/chatbot-media/client_teste/qr/order%201\\.png\\?`));
      expect(url.searchParams.get("X-Amz-Expires")).to.equal("3600");
      expect(url.searchParams.get("X-Amz-Credential")).to.match(
        /^AKIDTEST\/\d{8}\/us-east-1\/s3\/aws4_request$/,
      );
      expect(url.searchParams.get("X-Amz-Security-Token")).to.equal("session");
      expect(url.searchParams.get("X-Amz-Signature")).to.match(/^[0-9a-f]{64}$/);
    });

    it("is AWS's own address when the environment names no other", async () => {
      const links = openMediaLinks("chatbot-media", openTables());
      delete process.env.AWS_ENDPOINT_URL;
      expect(await links.link("a/b.png", 60)).to.match(
        /^https:\/\/chatbot-media\.s3\.us-east-1\.amazonaws\.com\/a\/b\.png\?/,
      );
    });
  });

  describe("A model on Bedrock", () => {
    const request: ModelRequest = {
      modelId: "global.anthropic.claude-haiku-4-5-20251001-v1:0",
      system: { shared: "regras", own: "Teca" },
      messages: [
        { role: "user", content: [{ text: "oi" }] },
        { role: "assistant", content: [{ toolUse: { toolUseId: "t1", name: "get_menu", input: {} } }] },
        {
          role: "user",
          content: [{ toolOutcome: { toolUseId: "t1", ok: false, result: { ok: false } } }],
        },
      ],
      tools,
      maxTokens: 1_024,
      temperature: 0.3,
      timeoutMs: 5_000,
    };
    const open = () => openModel(openTables().config.requestHandler);
    const answer = (content: unknown[], stopReason = "end_turn") => ({
      body: {
        output: { message: { role: "assistant", content } },
        stopReason,
        usage: { inputTokens: 7, outputTokens: 3, totalTokens: 10, cacheReadInputTokens: 5 },
        metrics: { latencyMs: 1 },
      },
    });

    it("is asked with the shared prompt cached, the tools and the transcript", async () => {
      aws.answers = [answer([{ text: "Olá!" }])];
      expect(await open()(request)).to.deep.equal({
        ok: true,
        message: { role: "assistant", content: [{ text: "Olá!" }] },
        cut: false,
        usage: { inputTokens: 12, outputTokens: 3, cachedTokens: 5 },
      });
      expect(decodeURIComponent(aws.asked[0]!.path)).to.equal(`/model/${request.modelId}/converse`);
      const body = JSON.parse(aws.asked[0]!.body);
      expect(body.system).to.deep.equal([
        { text: "regras" },
        { cachePoint: { type: "default" } },
        { text: "Teca" },
      ]);
      expect(body.inferenceConfig).to.deep.equal({ maxTokens: 1_024, temperature: 0.3 });
      expect(body.messages[1].content[0].toolUse).to.deep.equal({
        toolUseId: "t1",
        name: "get_menu",
        input: {},
      });
      expect(body.messages[2].content).to.deep.equal([
        { toolResult: { toolUseId: "t1", content: [{ json: { ok: false } }], status: "error" } },
      ]);
      expect(
        body.toolConfig.tools.map((tool: { toolSpec: { name: string } }) => tool.toolSpec.name),
      ).to.deep.equal(tools.map(({ name }) => name));
    });

    it("of a family that caches no prompts gets no cache point, and no temperature that nobody set", async () => {
      aws.answers = [answer([{ text: "Olá!" }])];
      await open()({ ...request, modelId: "meta.llama3-1-8b-instruct-v1:0", temperature: undefined });
      const body = JSON.parse(aws.asked[0]!.body);
      expect(body.system).to.deep.equal([{ text: "regras" }, { text: "Teca" }]);
      expect(body.inferenceConfig).to.deep.equal({ maxTokens: 1_024 });
    });

    it("says when it was cut off, and when it said nothing", async () => {
      aws.answers = [answer([{ text: "Ol" }], "max_tokens")];
      expect(await open()(request)).to.include({ ok: true, cut: true });
      for (const nothing of [
        answer([]),
        answer([{ text: " " }]),
        answer([{ text: "?" }], "malformed_model_output"),
      ]) {
        aws.answers = [nothing];
        expect(await open()(request)).to.deep.nested.include({ ok: false, "error.kind": "empty" });
      }
    });

    const failures: readonly (readonly [string, number, string])[] = [
      ["ThrottlingException", 429, "throttled"],
      ["ServiceUnavailableException", 503, "unavailable"],
      ["ModelTimeoutException", 408, "timeout"],
      ["ValidationException", 400, "refused"],
      ["AccessDeniedException", 403, "refused"],
    ];
    for (const [name, status, kind] of failures) {
      it(`that answers ${name} is ${kind}`, async () => {
        aws.answers = [{ status, headers: { "x-amzn-errortype": name }, body: { message: "no" } }];
        const answered = await open()(request);
        expect(answered).to.deep.nested.include({ ok: false, "error.kind": kind });
      });
    }

    it("that is silent is given up in time", async () => {
      aws.answers = [{ silent: true }];
      const answered = await open()({ ...request, timeoutMs: 30 });
      expect(answered).to.deep.nested.include({ ok: false, "error.kind": "timeout" });
    });
  });
});
