import { expect } from "chai";
import { catalogue } from "../../../components/functions/catalogue.ts";
import { FifoQueue, type FifoQueueArgs } from "../../../components/messaging/fifo-queue.ts";
import { subscribe } from "../../../components/messaging/queue-subscription.ts";
import type { Graph, GraphResource } from "../../../twin/engine/graph.ts";
import { byName, descendantsOf, ofType, projectGraph } from "../../support/graph.ts";
import { made } from "../mocked.ts";

const stacks = ["us-east-1", "sa-east-1"];
const queueType = "aws:sqs/queue:Queue";
// biome-ignore lint/suspicious/noExplicitAny: inputs of any resource type.
const inputsOf = (resource: GraphResource | undefined): any => resource?.inputs;

describe("a FIFO queue", () => {
  let graph: Graph;
  before(async () => {
    graph = await projectGraph();
  });

  it("has a FIFO dead-letter queue that takes from it alone, in every region", () => {
    for (const stack of stacks) {
      const queues = ofType(graph, "chatbot:messaging:FifoQueue", stack);
      expect(queues).to.have.length(5);
      for (const { urn, name } of queues) {
        const parts = descendantsOf(graph, urn);
        const part = (suffix: string) => parts.find((resource) => resource.name === `${name}-${suffix}`);
        const queue = part("queue")!;
        const dlq = part("dlq")!;
        expect(JSON.parse(queue.inputs.redrivePolicy as string)).to.deep.equal({
          deadLetterTargetArn: dlq.outputs.arn,
          maxReceiveCount: 5,
        });
        expect(JSON.parse(inputsOf(part("redrive-allow")).redriveAllowPolicy)).to.deep.equal({
          redrivePermission: "byQueue",
          sourceQueueArns: [queue.outputs.arn],
        });
        for (const { inputs } of [queue, dlq])
          expect(inputs).to.include({
            fifoQueue: true,
            deduplicationScope: "messageGroup",
            fifoThroughputLimit: "perMessageGroupId",
            messageRetentionSeconds: 14 * 86_400,
            sqsManagedSseEnabled: true,
          });
        expect(dlq.inputs.name).to.equal(String(queue.inputs.name).replace(".fifo", "-dlq.fifo"));
      }
    }
  });

  it("refuses plain HTTP, as its dead-letter queue does, each by its only policy", () => {
    for (const stack of stacks)
      for (const { urn } of ofType(graph, "chatbot:messaging:FifoQueue", stack)) {
        const parts = descendantsOf(graph, urn);
        const policies = ofType(graph, "aws:sqs/queuePolicy:QueuePolicy", stack);
        for (const { inputs, outputs } of parts.filter(({ type }) => type === queueType)) {
          const own = policies.filter((policy) => policy.inputs.queueUrl === outputs.url);
          expect(own, String(inputs.name)).to.have.length(1);
          expect(JSON.parse(inputsOf(own[0]).policy).Statement).to.deep.include({
            Sid: "TlsOnly",
            Effect: "Deny",
            Principal: "*",
            Action: "sqs:*",
            Resource: outputs.arn,
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          });
        }
      }
  });

  it("reaches its function by the alias, in batches whose failures come back one by one", () => {
    for (const stack of stacks)
      for (const [name, consumer] of [
        ["inbox", "AIConversation"],
        ["payments", "PaymentService"],
      ] as const) {
        const queue = byName(graph, queueType, `chatbot-${name}-queue`, stack);
        const alias = byName(graph, "aws:lambda/alias:Alias", `${consumer}-live`, stack);
        const mapping = byName(
          graph,
          "aws:lambda/eventSourceMapping:EventSourceMapping",
          `${name}-subscription`,
          stack,
        );
        expect(mapping.inputs).to.deep.include({
          eventSourceArn: queue.outputs.arn,
          functionName: alias.outputs.arn,
          batchSize: 10,
          functionResponseTypes: ["ReportBatchItemFailures"],
        });
        expect(queue.inputs.visibilityTimeoutSeconds).to.be.at.least(6 * catalogue[consumer].timeoutSeconds);
      }
  });

  const refused: readonly [string, Partial<FifoQueueArgs>, string][] = [
    [
      "a name that is none of a FIFO queue",
      { queueName: "inbox" },
      'q: queueName is "inbox"; accepted: 1–71 of',
    ],
    [
      "a name whose dead-letter queue's were too long",
      { queueName: `${"a".repeat(72)}.fifo` },
      "accepted: 1–71 of",
    ],
    ["no delivery at all", { maxReceiveCount: 0 }, "q: maxReceiveCount is 0; accepted: 1–1000."],
    [
      "to keep messages longer than SQS does",
      { retentionDays: 15 },
      "q: retentionDays is 15; accepted: whole days, 1–14.",
    ],
    ["part of a day", { retentionDays: 1.00001 }, "q: retentionDays is 1.00001; accepted: whole days, 1–14."],
    ["to hide messages for a day", { visibilityTimeoutSeconds: 86_400 }, "accepted: 0–43200."],
  ];
  for (const [what, changed, sentence] of refused)
    it(`refuses ${what}`, async () => {
      await made(() =>
        expect(() => new FifoQueue("q", { queueName: "inbox.fifo", ...changed })).to.throw(sentence),
      );
    });

  it("refuses a subscriber that may outlast the message's time out of sight", async () => {
    await made(() => {
      const queue = new FifoQueue("q", { queueName: "inbox.fifo", visibilityTimeoutSeconds: 60 });
      const consumer = { timeoutSeconds: 30 } as Parameters<typeof subscribe>[1]["consumer"];
      expect(() => subscribe("inbox", { queue, consumer }, {})).to.throw(
        "inbox: the queue's visibilityTimeoutSeconds is 60; accepted: 180 or more",
      );
    });
  });
});
