import { expect } from "chai";
import type { GraphResource } from "../../../../twin/engine/graph.ts";
import { arnOf, queue, redriveTo, resource } from "../sqs/serve.ts";
import { fn, type World, world } from "./world.ts";

/** Prints each batch's bodies; fails as the bodies say. */
const worker = `export const handler = async ({ Records }) => {
  console.log("batch " + Records.map(({ body }) => body).join(","));
  if (Records.some(({ body }) => body.startsWith("throw"))) throw new Error("all of it");
  return { batchItemFailures: Records.filter(({ body }) => body.startsWith("bad")).map(({ messageId }) => ({ itemIdentifier: messageId })) };
};`;

function mapping(name: string, inputs: Record<string, unknown> = {}): GraphResource {
  return resource("aws:lambda/eventSourceMapping:EventSourceMapping", name, {
    inputs: {
      eventSourceArn: arnOf(name),
      functionName: "f",
      functionResponseTypes: ["ReportBatchItemFailures"],
      ...inputs,
    },
  });
}

describe("an event source mapping", () => {
  let region: World;
  afterEach(() => region.stop());
  const batches = () => region.logs.flatMap((line) => /\tINFO\tbatch (.*)$/.exec(line)?.[1] ?? []);
  const send = (bodies: string[], groupId = "g") => {
    for (const body of bodies) region.queues.send("work.fifo", { body, groupId, deduplicationId: body });
  };
  const depth = (name = "work.fifo") => {
    const found = region.queues.depths().find((entry) => entry.queue === name);
    return [found?.visible, found?.inFlight];
  };
  const start = (inputs: Record<string, unknown> = {}, code = worker) => {
    region = world([
      queue("work.fifo", { visibilityTimeoutSeconds: 60, ...redriveTo("dead.fifo", 2) }),
      queue("dead.fifo"),
      fn("f", code),
      mapping("work.fifo", inputs),
    ]);
  };

  it("hands a group's messages over in order and deletes them", async () => {
    start();
    send(["1", "2", "3"]);
    await region.until(() => depth().join() === "0,0");
    expect(batches()).to.deep.equal(["1,2,3"]);
    expect(region.invocations[0]).to.include({ trigger: "queue", functionName: "f" });
  });

  it("gives each record SQS's attributes", async () => {
    start({}, "export const handler = async (event) => console.log(JSON.stringify(event));");
    region.queues.send("work.fifo", {
      body: "x",
      groupId: "g",
      deduplicationId: "d",
      attributes: { kind: "k" },
    });
    await region.until(() => depth().join() === "0,0");
    const line = region.logs.find((entry) => entry.includes('"Records"'))!;
    const event = JSON.parse(line.slice(line.indexOf("{"))) as { Records: Record<string, unknown>[] };
    const { messageId, receiptHandle, attributes, ...rest } = event.Records[0]!;
    expect(messageId).to.match(/^[0-9a-f-]{36}$/);
    expect(receiptHandle).to.be.a("string");
    expect(Object.keys(attributes as object)).to.have.members([
      "ApproximateReceiveCount",
      "SentTimestamp",
      "SequenceNumber",
      "MessageGroupId",
      "SenderId",
      "MessageDeduplicationId",
      "ApproximateFirstReceiveTimestamp",
    ]);
    expect(rest).to.deep.equal({
      body: "x",
      messageAttributes: {
        kind: { stringValue: "k", stringListValues: [], binaryListValues: [], dataType: "String" },
      },
      md5OfMessageAttributes: rest.md5OfMessageAttributes,
      md5OfBody: "9dd4e461268c8034f5c8564e155c67a6",
      eventSource: "aws:sqs",
      eventSourceARN: arnOf("work.fifo"),
      awsRegion: "us-east-1",
    });
  });

  it("works on different groups at once, and on one group in turn", async () => {
    const slow = `export const handler = async ({ Records }) => {
      console.log("batch " + Records[0].body);
      await new Promise((done) => setTimeout(done, 50));
      console.log("batch end");
    };`;
    start({ batchSize: 1 }, slow);
    send(["a1", "a2"], "a");
    send(["b1"], "b");
    await region.until(() => depth().join() === "0,0");
    expect(batches().slice(0, 2).sort()).to.deep.equal(["a1", "b1"]);
    expect(batches().indexOf("a2")).to.be.greaterThan(batches().indexOf("end"));
  });

  it("keeps to its maximum concurrency, then takes several groups into one batch", async () => {
    const slow = `export const handler = async ({ Records }) => {
      console.log("batch " + Records.map(({ body }) => body).join(","));
      await new Promise((done) => setTimeout(done, 30));
    };`;
    start({ scalingConfig: { maximumConcurrency: 2 } }, slow);
    for (const group of ["a", "b", "c", "d"]) send([`${group}1`], group);
    await region.until(() => depth().join() === "0,0");
    expect(batches()).to.deep.equal(["a1,b1,c1,d1"]);
  });

  it("keeps a failed message and what follows it in its group, until it is a dead letter", async () => {
    start();
    send(["1", "bad", "3"], "g");
    await region.until(() => batches().length === 1 && depth().join() === "0,2");
    region.clock.advance(60_001);
    await region.until(() => batches().length === 2 && depth().join() === "0,2");
    expect(batches()[1]).to.equal("bad,3");
    region.clock.advance(60_001);
    await region.until(() => depth().join() === "0,0");
    expect(depth("dead.fifo")).to.deep.equal([2, 0]);
  });

  it("returns the whole batch when the function fails or answers nonsense", async () => {
    start();
    send(["1", "throw"]);
    await region.until(() => region.invocations.length === 1);
    expect(depth()).to.deep.equal([0, 2]);
    await region.stop();
    start({}, "export const handler = async () => ({ batchItemFailures: [{ itemIdentifier: 'unknown' }] });");
    send(["1"]);
    await region.until(() => region.invocations.length === 1);
    expect(depth()).to.deep.equal([0, 1]);
  });

  it("deletes everything after success when it does not report single failures", async () => {
    start({ functionResponseTypes: [] });
    send(["bad"]);
    await region.until(() => depth().join() === "0,0");
  });

  it("tries again while its function is throttled", async () => {
    region = world([
      queue("work.fifo", { visibilityTimeoutSeconds: 60 }),
      fn("f", "export const handler = async ({ ms }) => new Promise((done) => setTimeout(done, ms ?? 0));", {
        reservedConcurrentExecutions: 1,
      }),
      mapping("work.fifo"),
    ]);
    const busy = region.functions.invoke("f", { ms: 100 }, "invoke");
    await region.until(() => region.functions.states()[0]?.busy === 1);
    send(["1"]);
    await busy;
    expect(depth()).to.deep.equal([0, 1]);
    region.clock.advance(1_001);
    await region.until(() => depth().join() === "0,0");
  });

  it("takes nothing while the region is dark", async () => {
    start();
    region.mappings.setDark(true);
    send(["1"]);
    await new Promise(setImmediate);
    expect(depth()).to.deep.equal([1, 0]);
    region.mappings.setDark(false);
    await region.until(() => depth().join() === "0,0");
  });

  it("ends what it began before it stops", async () => {
    const code = `export const handler = async () => {
      console.log("batch began");
      await new Promise((done) => setTimeout(done, 50));
    };`;
    start({}, code);
    send(["1"]);
    await region.until(() => batches().length === 1);
    await region.mappings.stop();
    expect(depth()).to.deep.equal([0, 0]);
  });

  it("is refused with a sentence where AWS refuses it", () => {
    const problem = (resources: GraphResource[], options = {}) => {
      try {
        void world([fn("f", worker, { timeout: 10 }), ...resources], options).stop();
        return "accepted";
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(problem([queue("q.fifo", { visibilityTimeoutSeconds: 5 }), mapping("q.fifo")])).to.match(
      /mapping q\.fifo: Queue visibility timeout: 5 seconds is less than Function timeout: 10 seconds/,
    );
    expect(problem([queue("q.fifo"), mapping("q.fifo", { batchSize: 11 })])).to.match(/at most 10 messages/);
    expect(problem([mapping("gone.fifo")])).to.match(
      /mapping gone\.fifo: The specified queue does not exist/,
    );
    const allows = (_role: string, { action }: { action: string }) => action !== "sqs:DeleteMessage";
    expect(problem([queue("q.fifo"), mapping("q.fifo")], { allows })).to.match(
      /execution role does not have permissions to call DeleteMessage on SQS/,
    );
  });
});
