import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { findPair } from "../../tools/redrive/queues.ts";
import { redrive } from "../../tools/redrive/redrive.ts";
import { queue, redriveTo, type Served, serveSqs, urlOf } from "../twin/region/sqs/serve.ts";
import { runTool } from "./support/run-tool.ts";

describe("npm run redrive", () => {
  let sqs: Served;
  beforeEach(async () => {
    sqs = await serveSqs([
      queue("inbox-dlq.fifo"),
      queue("inbox.fifo", { visibilityTimeoutSeconds: 30, ...redriveTo("inbox-dlq.fifo", 1) }),
      queue("lonely.fifo"),
      queue("plain"),
    ]);
  });
  afterEach(() => sqs.stop());

  async function dead(body: string, group: string, reason?: string): Promise<void> {
    await sqs.client.send(
      new SendMessageCommand({
        QueueUrl: urlOf("inbox-dlq.fifo"),
        MessageBody: body,
        MessageGroupId: group,
        MessageDeduplicationId: `first-${group}-${body}`,
        MessageAttributes: reason ? { reason: { DataType: "String", StringValue: reason } } : undefined,
      }),
    );
  }
  /** "group:body", as a consumer would get them. */
  async function received(name: string, keep = false): Promise<string[]> {
    const all: string[] = [];
    for (;;) {
      const { Messages = [] } = await sqs.client.send(
        new ReceiveMessageCommand({
          ...{ QueueUrl: urlOf(name), MaxNumberOfMessages: 10, WaitTimeSeconds: 0, VisibilityTimeout: 600 },
          MessageSystemAttributeNames: ["MessageGroupId"],
        }),
      );
      if (Messages.length === 0) return all;
      for (const { ReceiptHandle } of keep ? [] : Messages)
        await sqs.client.send(new DeleteMessageCommand({ QueueUrl: urlOf(name), ReceiptHandle }));
      all.push(...Messages.map(({ Body, Attributes }) => `${Attributes?.MessageGroupId}:${Body}`));
    }
  }
  const ofGroup = (messages: readonly string[], group: string) =>
    messages.filter((message) => message.startsWith(`${group}:`));
  const run = async (options = {}, client: SQSClient = sqs.client) =>
    redrive(client, await findPair(client, "inbox.fifo"), options);
  const depth = (name: string) => sqs.queues.depths().find((one) => one.queue === name)!;

  it("moves more than a batch back, each group in its order", async () => {
    for (let index = 0; index < 24; index++) await dead(String(index), index % 2 ? "odd" : "even");
    expect(await run()).to.include({ seen: 24, moved: 24, groups: 2, left: 0 });
    const messages = await received("inbox.fifo");
    expect(messages).to.have.lengthOf(24);
    for (const group of ["even", "odd"]) {
      const numbers = ofGroup(messages, group).map((message) => Number(message.split(":")[1]));
      expect(numbers).to.deep.equal(numbers.toSorted((a, b) => a - b));
    }
    expect(depth("inbox-dlq.fifo")).to.include({ visible: 0, inFlight: 0 });
  });

  it("takes back what was sent a moment ago under the same deduplication id", async () => {
    await sqs.client.send(
      new SendMessageCommand({
        ...{
          QueueUrl: urlOf("inbox.fifo"),
          MessageBody: "a",
          MessageGroupId: "g",
          MessageDeduplicationId: "a",
        },
      }),
    );
    await received("inbox.fifo", true);
    sqs.clock.advance(700_000);
    expect(await received("inbox.fifo"), "it is in the dead-letter queue").to.deep.equal([]);
    expect(await run()).to.include({ moved: 1 });
    expect(await received("inbox.fifo")).to.deep.equal(["g:a"]);
  });

  it("sends nothing twice when a run ended between sending and deleting", async () => {
    await dead("a", "g");
    await dead("b", "g");
    const broken = failing(sqs.client, "DeleteMessageCommand", 1);
    const first = await run({}, broken);
    expect(first).to.include({ moved: 0 });
    expect(first.problems.join()).to.contain("group g");
    expect(await run()).to.include({ moved: 2 });
    expect(await received("inbox.fifo")).to.deep.equal(["g:a", "g:b"]);
  });

  it("stops a group at what cannot be moved, and goes on with the others", async () => {
    for (const body of ["1", "2"]) for (const group of ["a", "b"]) await dead(body, group);
    const broken = failing(sqs.client, "SendMessageCommand", 1);
    const report = await run({}, broken);
    expect(report).to.include({ moved: 2 });
    expect(report.problems).to.have.lengthOf(1);
    expect(await received("inbox.fifo")).to.have.lengthOf(2);
    expect(await received("inbox-dlq.fifo")).to.have.lengthOf(2);
  });

  it("moves no more than its limit", async () => {
    for (let index = 0; index < 5; index++) await dead(String(index), "g");
    expect(await run({ limit: 2 })).to.include({ moved: 2 });
    expect(await received("inbox.fifo")).to.deep.equal(["g:0", "g:1"]);
  });

  it("leaves what was set aside with a reason, also in front of others, unless it is told to move all", async () => {
    await dead("unreadable", "g", "It is no JSON.");
    await dead("late", "g");
    expect(await run()).to.include({ moved: 1, left: 1 });
    expect(await received("inbox.fifo")).to.deep.equal(["g:late"]);
    expect(await run({ all: true })).to.include({ moved: 1, left: 0 });
  });

  it("moves nothing on a dry run, and leaves everything visible", async () => {
    await dead("a", "g");
    await dead("b", "g", "It is no JSON.");
    expect(await run({ dryRun: true })).to.include({ moved: 1, left: 1 });
    expect(depth("inbox-dlq.fifo")).to.include({ visible: 2, inFlight: 0 });
    expect(depth("inbox.fifo")).to.include({ visible: 0 });
  });

  it("refuses queues that it cannot serve, with a sentence", async () => {
    const refusal = (name: string) =>
      findPair(sqs.client, name).then(
        () => "",
        (error: Error) => error.message,
      );
    expect(await refusal("plain")).to.contain("is no FIFO queue");
    expect(await refusal("nobody.fifo")).to.equal("There is no queue nobody.fifo in us-east-1.");
    expect(await refusal("lonely.fifo")).to.contain("has no dead-letter queue");
  });

  it("works as a command on a region's endpoint, by the dead-letter queue's name", async () => {
    await dead("a", "g");
    const { protocol, hostname, port } = await sqs.client.config.endpoint!();
    process.env.AWS_ACCESS_KEY_ID ??= "AKIATEST";
    process.env.AWS_SECRET_ACCESS_KEY ??= "secret";
    const done = await runTool(
      ...(["redrive", "--queue", "inbox-dlq.fifo", "--region", "us-east-1"] as const),
      ...["--endpoint", `${protocol}//${hostname}:${port}`, "--json"],
    );
    expect(done.code, done.stderr).to.equal(0);
    expect(JSON.parse(done.stdout)).to.include({ moved: 1 });
    expect(await received("inbox.fifo")).to.deep.equal(["g:a"]);
  });
});

/** A client whose n-th command of a kind fails. */
function failing(client: SQSClient, command: string, nth: number): SQSClient {
  let count = 0;
  return new Proxy(client, {
    get(target, key) {
      if (key !== "send") return Reflect.get(target, key);
      return (input: object, ...rest: []) => {
        if (input.constructor.name === command && ++count === nth)
          return Promise.reject(new Error("the line is cut"));
        return target.send(input as never, ...rest);
      };
    },
  });
}
