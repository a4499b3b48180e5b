import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  CancelMessageMoveTaskCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";
import type { QueueDepth } from "../../../../twin/events.ts";
import { arnOf, queue, redriveTo, refusal, region, type Served, serveSqs, urlOf } from "./serve.ts";

describe("SQS", () => {
  let sqs: Served;
  afterEach(() => sqs.stop());
  const QueueUrl = urlOf("work");
  const send = (MessageBody: string, more = {}) =>
    sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
  const receive = async (url = QueueUrl, more = {}) =>
    (
      await sqs.client.send(
        new ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: 10,
          MessageAttributeNames: ["All"],
          ...more,
        }),
      )
    ).Messages ?? [];

  const ask = (action: string, body: unknown, signal?: AbortSignal) =>
    sqs.queues.service.handle({
      service: "sqs",
      region,
      accessKeyId: "AKIATEST",
      method: "POST",
      path: "/",
      query: new URLSearchParams(),
      headers: {},
      body: Buffer.from(JSON.stringify(body)),
      action,
      signal,
    });

  it("carries message attributes with the digest that clients compute", async () => {
    sqs = await serveSqs([queue("work")]);
    // The example of the AWS SDK's own test-suites.
    const MessageAttributes = { timestamp: { DataType: "Number", StringValue: "1493147359900" } };
    const sent = await send("x", { MessageAttributes });
    const [got] = await receive();
    expect(sent.MD5OfMessageAttributes).to.equal("235c5c510d26fb653d073faed50ae77c");
    expect(got?.MD5OfMessageAttributes).to.equal(sent.MD5OfMessageAttributes);
  });

  it("carries binary attributes, and only those that were asked for", async () => {
    sqs = await serveSqs([queue("work")]);
    const raw = { DataType: "Binary", BinaryValue: new Uint8Array([1, 2, 3]) };
    await send("x", { MessageAttributes: { raw, other: { DataType: "String", StringValue: "x" } } });
    const [got] = await receive(QueueUrl, { MessageAttributeNames: ["ra.*", "raw"] });
    expect(got?.MessageAttributes).to.deep.equal({ raw });
  });

  it("wakes a long poll on a send and ends it at its deadline", async () => {
    sqs = await serveSqs([queue("work")]);
    const woken = receive(QueueUrl, { WaitTimeSeconds: 20 });
    await send("now");
    expect((await woken).map(({ Body }) => Body)).to.deep.equal(["now"]);
    const empty = ask("ReceiveMessage", { QueueUrl, WaitTimeSeconds: 20 });
    sqs.clock.advance(20_000);
    expect((await empty).body).to.equal("{}");
  });

  it("takes nothing for a caller who hung up", async () => {
    sqs = await serveSqs([queue("work")]);
    const hangUp = new AbortController();
    const waiting = ask("ReceiveMessage", { QueueUrl, WaitTimeSeconds: 20 }, hangUp.signal);
    hangUp.abort();
    await waiting;
    await send("kept");
    expect((await receive()).map(({ Body }) => Body)).to.deep.equal(["kept"]);
  });

  it("tells every change of depth", async () => {
    sqs = await serveSqs([queue("work")]);
    const depths: QueueDepth[] = [];
    sqs.events.on("queue", (depth) => depths.push(depth));
    await send("x", { DelaySeconds: 3 });
    sqs.clock.advance(3_001);
    const [message] = await receive();
    await sqs.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
    expect(depths.map(({ visible, inFlight, delayed }) => [visible, inFlight, delayed])).to.deep.equal([
      [0, 0, 1],
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 0],
    ]);
  });

  it("forgets a message after its retention", async () => {
    sqs = await serveSqs([queue("work", { messageRetentionSeconds: 60 })]);
    await send("old");
    sqs.clock.advance(60_000);
    expect(await receive()).to.deep.equal([]);
  });

  it("refuses what AWS refuses, by AWS's codes", async () => {
    sqs = await serveSqs([queue("work", { maxMessageSize: 1_048_576 })]);
    const entry = (Id: string, MessageBody = "x") => ({ Id, MessageBody });
    const batch = (Entries: ReturnType<typeof entry>[]) => new SendMessageBatchCommand({ QueueUrl, Entries });
    expect({
      size: await refusal(send("x".repeat(1_048_577))),
      characters: await refusal(send("a\u0000")),
      queue: await refusal(sqs.client.send(new GetQueueUrlCommand({ QueueName: "none" }))),
      otherRegion: await refusal(
        sqs.client.send(new ReceiveMessageCommand({ QueueUrl: QueueUrl.replace(region, "sa-east-1") })),
      ),
      handle: await refusal(
        sqs.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: "nonsense" })),
      ),
      max: await refusal(sqs.client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 11 }))),
      emptyBatch: await refusal(sqs.client.send(batch([]))),
      longBatch: await refusal(sqs.client.send(batch(Array.from({ length: 11 }, (_, i) => entry(`${i}`))))),
      repeated: await refusal(sqs.client.send(batch([entry("1"), entry("1")]))),
      id: await refusal(sqs.client.send(batch([entry("not an id")]))),
      total: await refusal(
        sqs.client.send(batch([entry("1", "x".repeat(600_000)), entry("2", "x".repeat(600_000))])),
      ),
      attribute: await refusal(
        sqs.client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { FifoQueue: "true" } })),
      ),
      source: await refusal(sqs.client.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf("work") }))),
    }).to.deep.equal({
      size: "InvalidParameterValue",
      characters: "InvalidMessageContents",
      queue: "QueueDoesNotExist",
      otherRegion: "InvalidAddress",
      handle: "ReceiptHandleIsInvalid",
      max: "InvalidParameterValue",
      emptyBatch: "EmptyBatchRequest",
      longBatch: "TooManyEntriesInBatchRequest",
      repeated: "BatchEntryIdsNotDistinct",
      id: "InvalidBatchEntryId",
      total: "BatchRequestTooLong",
      attribute: "InvalidAttributeName",
      source: "InvalidParameterValue",
    });
  });

  it("refuses more than 120,000 messages in flight", async () => {
    sqs = await serveSqs([queue("work")]);
    for (let i = 0; i < 120_001; i++) sqs.queues.send("work", { body: "x" });
    sqs.queues.receive("work", { max: 120_000 });
    expect(await refusal(receive())).to.equal("OverLimit");
  });

  it("lists queues by prefix and page, and the sources of a dead-letter queue", async () => {
    sqs = await serveSqs([queue("work", redriveTo("work-dlq", 3)), queue("work-dlq"), queue("other")]);
    const first = await sqs.client.send(new ListQueuesCommand({ QueueNamePrefix: "work", MaxResults: 1 }));
    const rest = await sqs.client.send(
      new ListQueuesCommand({ QueueNamePrefix: "work", MaxResults: 1, NextToken: first.NextToken }),
    );
    expect([...first.QueueUrls!, ...rest.QueueUrls!]).to.deep.equal([QueueUrl, urlOf("work-dlq")]);
    expect(rest.NextToken).to.equal(undefined);
    const sources = await sqs.client.send(
      new ListDeadLetterSourceQueuesCommand({ QueueUrl: urlOf("work-dlq") }),
    );
    expect(sources.queueUrls).to.deep.equal([QueueUrl]);
  });

  it("purges, once a minute", async () => {
    sqs = await serveSqs([queue("work")]);
    await send("x");
    await sqs.client.send(new PurgeQueueCommand({ QueueUrl }));
    expect(await receive()).to.deep.equal([]);
    expect(await refusal(sqs.client.send(new PurgeQueueCommand({ QueueUrl })))).to.equal(
      "PurgeQueueInProgress",
    );
  });

  describe("redrive", () => {
    const SourceArn = arnOf("work-dlq.fifo");
    const work = urlOf("work.fifo");
    beforeEach(async () => {
      sqs = await serveSqs([
        queue("work.fifo", { ...redriveTo("work-dlq.fifo", 1), visibilityTimeoutSeconds: 1 }),
        queue("work-dlq.fifo"),
      ]);
      for (const body of ["1", "2", "3"])
        sqs.queues.send("work.fifo", { body, groupId: "g", deduplicationId: body });
      await receive(work);
      sqs.clock.advance(1_001);
      expect(await receive(work)).to.deep.equal([]);
    });

    it("brings dead letters back to where they came from, in order", async () => {
      await sqs.client.send(new StartMessageMoveTaskCommand({ SourceArn }));
      const back = await receive(work);
      expect(back.map(({ Body }) => Body)).to.deep.equal(["1", "2", "3"]);
      const { Results } = await sqs.client.send(new ListMessageMoveTasksCommand({ SourceArn }));
      expect(Results?.[0]).to.include({ Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 3 });
    });

    it("keeps to the asked rate and stops when it is cancelled", async () => {
      const { TaskHandle } = await sqs.client.send(
        new StartMessageMoveTaskCommand({ SourceArn, MaxNumberOfMessagesPerSecond: 1 }),
      );
      sqs.clock.advance(1_000);
      const cancelled = await sqs.client.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
      expect(cancelled.ApproximateNumberOfMessagesMoved).to.equal(2);
      sqs.clock.advance(10_000);
      expect((await receive(work)).map(({ Body }) => Body)).to.deep.equal(["1", "2"]);
    });
  });
});

describe("queues from the graph", () => {
  const start = (...resources: Parameters<typeof serveSqs>[0]) => serveSqs(resources);
  const problem = (...resources: Parameters<typeof serveSqs>[0]) =>
    start(...resources).then(
      async (served) => {
        await served.stop();
        return "accepted";
      },
      (error: Error) => error.message,
    );

  it("are refused with a sentence that names the queue and the mistake", async () => {
    expect(await problem(queue("a.fifo", redriveTo("b", 3)), queue("b"))).to.match(
      /Queue a\.fifo: the dead-letter queue of a FIFO queue must be FIFO too, and b is not/,
    );
    expect(await problem(queue("a", redriveTo("gone", 3)))).to.match(/Queue a: .*gone does not exist/);
    expect(await problem(queue("a", { fifoQueue: true }))).to.match(
      /Queue a: the name of a FIFO queue ends in/,
    );
    expect(await problem(queue("a", { visibilityTimeoutSeconds: 50_000 }))).to.match(
      /Queue a: visibilityTimeoutSeconds: /,
    );
    const denies = { redriveAllowPolicy: JSON.stringify({ redrivePermission: "denyAll" }) };
    expect(await problem(queue("a", redriveTo("b", 3)), queue("b", denies))).to.match(
      /Queue a: the redrive-allow policy of b does not let it/,
    );
  });

  describe("with a state folder", () => {
    let dataDir: string;
    beforeEach(() => {
      dataDir = mkdtempSync(path.join(tmpdir(), "twin-sqs-"));
    });
    afterEach(() => rmSync(dataDir, { recursive: true }));

    it("keep their messages, flights and duplicates over a restart", async () => {
      const resources = [
        queue("work.fifo", { contentBasedDeduplication: true, visibilityTimeoutSeconds: 300 }),
      ];
      const before = await serveSqs(resources, { dataDir });
      for (const groupId of ["a", "b"]) before.queues.send("work.fifo", { body: groupId, groupId });
      const [inFlight] = before.queues.receive("work.fifo", { max: 1 });
      await before.stop();
      const after = await serveSqs(resources, { dataDir });
      try {
        after.queues.send("work.fifo", { body: "a", groupId: "a" });
        expect(after.queues.depths()[0]).to.include({ visible: 1, inFlight: 1 });
        after.queues.delete("work.fifo", inFlight!.receiptHandle!);
        expect(after.queues.receive("work.fifo", { max: 10 }).map(({ body }) => body)).to.deep.equal(["b"]);
      } finally {
        await after.stop();
      }
    });

    it("say so when the saved file is broken", async () => {
      writeFileSync(path.join(dataDir, "sqs.json"), "{");
      const failure = await serveSqs([queue("work")], { dataDir }).then(
        String,
        (error: Error) => error.message,
      );
      expect(failure).to.match(/The queues saved in .*sqs\.json cannot be read .*Move that file away/);
    });
  });
});
