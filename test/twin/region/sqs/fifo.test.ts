import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { queue, redriveTo, refusal, type Served, serveSqs, urlOf } from "./serve.ts";

const QueueUrl = urlOf("work.fifo");

describe("a FIFO queue", () => {
  let sqs: Served;
  afterEach(() => sqs.stop());

  const start = async (inputs: Record<string, unknown> = {}) => {
    sqs = await serveSqs([
      queue("work.fifo", { contentBasedDeduplication: true, ...inputs }),
      queue("dead.fifo"),
    ]);
  };
  const send = (MessageBody: string, MessageGroupId = "g") =>
    sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId }));
  const receive = async (MaxNumberOfMessages = 10, WaitTimeSeconds = 0): Promise<Message[]> => {
    const reply = await sqs.client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages,
        WaitTimeSeconds,
        MessageSystemAttributeNames: ["All"],
      }),
    );
    return reply.Messages ?? [];
  };
  const bodies = (messages: readonly Message[]) => messages.map(({ Body }) => Body);
  const remove = (message: Message | undefined) =>
    sqs.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));

  it("hands out up to ten of one group, in order", async () => {
    await start();
    for (let i = 0; i < 12; i++) await send(`m${i}`);
    expect(bodies(await receive())).to.deep.equal(Array.from({ length: 10 }, (_, i) => `m${i}`));
  });

  it("locks a group while one of its messages is in flight, and no other group", async () => {
    await start();
    await send("a1", "a");
    await send("a2", "a");
    await send("b1", "b");
    const [first] = await receive(1);
    expect(bodies([first!])).to.deep.equal(["a1"]);
    expect(bodies(await receive())).to.deep.equal(["b1"]);
    await remove(first);
    expect(bodies(await receive())).to.deep.equal(["a2"]);
  });

  it("returns a message to its place when its visibility timeout ends", async () => {
    await start({ visibilityTimeoutSeconds: 60 });
    await send("first");
    await send("second");
    await receive(1);
    sqs.clock.advance(59_000);
    expect(await receive()).to.deep.equal([]);
    sqs.clock.advance(1_001);
    const again = await receive();
    expect(bodies(again)).to.deep.equal(["first", "second"]);
    expect(again.map(({ Attributes }) => Attributes?.ApproximateReceiveCount)).to.deep.equal(["2", "1"]);
  });

  it("acknowledges a duplicate within five minutes and queues it once", async () => {
    await start();
    const first = await send("same");
    const second = await send("same");
    expect([second.MessageId, second.SequenceNumber]).to.deep.equal([first.MessageId, first.SequenceNumber]);
    const [only, ...more] = await receive();
    expect(more).to.deep.equal([]);
    await remove(only);
    sqs.clock.advance(5 * 60_000 - 1_000);
    await send("same");
    expect(await receive()).to.deep.equal([]);
    sqs.clock.advance(1_001);
    await send("same");
    expect(bodies(await receive())).to.deep.equal(["same"]);
  });

  it("tells duplicates apart by group when its scope is the message group", async () => {
    await start({ deduplicationScope: "messageGroup", fifoThroughputLimit: "perMessageGroupId" });
    await send("same", "a");
    await send("same", "b");
    await send("same", "b");
    expect(await receive()).to.have.length(2);
  });

  it("gives a message that fails too often to the dead-letter queue and goes on with the group", async () => {
    await start({ visibilityTimeoutSeconds: 30, ...redriveTo("dead.fifo", 2) });
    await send("poison");
    await send("good");
    for (let i = 0; i < 2; i++) {
      expect(bodies(await receive(1))).to.deep.equal(["poison"]);
      sqs.clock.advance(30_001);
    }
    expect(bodies(await receive())).to.deep.equal(["good"]);
    const dead = await sqs.client.send(
      new ReceiveMessageCommand({ QueueUrl: urlOf("dead.fifo"), MessageSystemAttributeNames: ["All"] }),
    );
    expect(bodies(dead.Messages ?? [])).to.deep.equal(["poison"]);
    expect(dead.Messages?.[0]?.Attributes).to.include({
      MessageGroupId: "g",
      DeadLetterQueueSourceArn: "arn:aws:sqs:us-east-1:123456789012:work.fifo",
      ApproximateReceiveCount: "3",
    });
  });

  it("numbers messages in the order of sending", async () => {
    await start();
    const { Successful } = await sqs.client.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: ["x", "y"].map((Id) => ({ Id, MessageBody: Id, MessageGroupId: Id })),
      }),
    );
    const [x, y] = Successful!.map(({ SequenceNumber }) => BigInt(SequenceNumber!));
    expect(y! > x!).to.equal(true);
    expect(Successful?.[0]?.SequenceNumber).to.match(/^\d{20}$/);
  });

  it("refuses a message without a group, and one that it could not deduplicate", async () => {
    await start({ contentBasedDeduplication: false });
    const message = { QueueUrl, MessageBody: "x" };
    expect(await refusal(sqs.client.send(new SendMessageCommand(message)))).to.equal("MissingParameter");
    expect(
      await refusal(sqs.client.send(new SendMessageCommand({ ...message, MessageGroupId: "g" }))),
    ).to.equal("InvalidParameterValue");
    const { Failed } = await sqs.client.send(
      new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: "1", MessageBody: "x" }] }),
    );
    expect(Failed?.[0]).to.include({ Id: "1", Code: "MissingParameter", SenderFault: true });
  });

  it("refuses a delay for a single message, and an expired receipt handle", async () => {
    await start({ visibilityTimeoutSeconds: 10 });
    const delayed = new SendMessageCommand({
      QueueUrl,
      MessageBody: "x",
      MessageGroupId: "g",
      DelaySeconds: 5,
    });
    expect(await refusal(sqs.client.send(delayed))).to.equal("InvalidParameterValue");
    await send("x");
    const [message] = await receive();
    sqs.clock.advance(10_001);
    expect(await refusal(remove(message))).to.equal("InvalidParameterValue");
    const change = new ChangeMessageVisibilityCommand({
      QueueUrl,
      ReceiptHandle: message?.ReceiptHandle,
      VisibilityTimeout: 0,
    });
    expect(await refusal(sqs.client.send(change))).to.equal("MessageNotInflight");
  });

  it("unlocks the group at once when visibility is set to zero", async () => {
    await start();
    await send("x");
    const [message] = await receive();
    await sqs.client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl,
        ReceiptHandle: message?.ReceiptHandle,
        VisibilityTimeout: 0,
      }),
    );
    expect(bodies(await receive())).to.deep.equal(["x"]);
  });

  it("wakes a long poll when the group's last message in flight is deleted", async () => {
    await start();
    await send("a1");
    await send("a2");
    const [first] = await receive(1);
    const waiting = receive(10, 20);
    await sqs.client.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [{ Id: "1", ReceiptHandle: first?.ReceiptHandle }],
      }),
    );
    expect(bodies(await waiting)).to.deep.equal(["a2"]);
  });

  it("counts what is visible, in flight and delayed", async () => {
    await start({ delaySeconds: 5 });
    await send("a", "a");
    await send("b", "b");
    sqs.clock.advance(5_001);
    await send("c", "c");
    await receive(1);
    const { Attributes } = await sqs.client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
    );
    expect(Attributes).to.include({
      ApproximateNumberOfMessages: "1",
      ApproximateNumberOfMessagesNotVisible: "1",
      ApproximateNumberOfMessagesDelayed: "1",
      FifoQueue: "true",
    });
  });
});
