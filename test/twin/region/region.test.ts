import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { build } from "esbuild";
import { type Clock, createClock } from "../../../twin/clock.ts";
import type { Graph, GraphResource } from "../../../twin/engine/graph.ts";
import { type Denied, TwinEvents } from "../../../twin/events.ts";
import { type RunningRegion, startRegion } from "../../../twin/region/region.ts";
import { eventually } from "../../support/eventually.ts";
import { projectGraph } from "../../support/graph.ts";
import { fn, functionArn, roleArn } from "./lambda/world.ts";
import { accountId, arnOf, queue, refusal, resource, urlOf } from "./sqs/serve.ts";

const home = "us-east-1";
const peer = "sa-east-1";

/** Sends what it is told to, where it is told to. */
const sender = `
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
export const handler = async ({ region, url, body }) => {
  const client = new SQSClient({ region, useQueueUrlAsEndpoint: false, maxAttempts: 1 });
  try {
    const { MessageId } = await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body }));
    return { sent: typeof MessageId };
  } catch (error) {
    return { refused: error.name };
  }
};`;

function inPeer(arnOrUrl: string): string {
  return arnOrUrl.replaceAll(home, peer);
}

interface Grant {
  readonly actions: string[];
  readonly resources: string[];
}

const queueWork: Grant = {
  actions: ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
  resources: [arnOf("work"), inPeer(arnOf("work"))],
};

function role(service = "lambda.amazonaws.com", name = "worker", grants = [queueWork]): GraphResource {
  const document = (statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statement });
  return resource("aws:iam/role:Role", name, {
    region: null,
    inputs: {
      name,
      assumeRolePolicy: document([
        { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" },
      ]),
      inlinePolicies: grants.map(({ actions, resources }) => ({
        name: "work",
        policy: document([{ Effect: "Allow", Action: actions, Resource: resources }]),
      })),
    },
    outputs: { name, arn: roleArn.replace("worker", name) },
  });
}

/** The peer's queue is made by the home stack, with the `region` argument. */
function peerQueue(name: string): GraphResource {
  const there = queue(name);
  return {
    ...there,
    urn: `${there.urn}-peer`,
    region: peer,
    outputs: { name, url: inPeer(urlOf(name)), arn: inPeer(arnOf(name)) },
  };
}

function graphOf(resources: readonly GraphResource[]): Graph {
  const stack = { stack: home, project: "project", region: home, resources, outputs: {}, secretOutputs: [] };
  return { project: "project", accountId, stacks: { [home]: stack } };
}

describe("a region", () => {
  let bundle: string;
  let clock: Clock;
  let events: TwinEvents;
  let denied: Denied[];
  let lines: string[];
  const regions = new Map<string, RunningRegion>();

  before(async () => {
    const built = await build({
      stdin: { contents: sender, resolveDir: import.meta.dirname },
      bundle: true,
      write: false,
      platform: "node",
      format: "esm",
      mainFields: ["module", "main"],
      banner: {
        js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
      },
    });
    bundle = built.outputFiles[0]!.text;
  });
  beforeEach(() => {
    clock = createClock();
    events = new TwinEvents();
    denied = [];
    lines = [];
    events.on("denied", (event) => denied.push(event));
    events.on("log", ({ line }) => lines.push(line));
  });
  afterEach(async () => {
    for (const region of regions.values()) await region.stop();
    regions.clear();
  });

  const start = async (name: string, resources: readonly GraphResource[], dataDir?: string) => {
    const region = await startRegion({
      name,
      graph: graphOf(resources),
      clock,
      events,
      dnsServer: "127.0.0.1:9",
      bedrock: () => Promise.reject(new Error("nobody asks")),
      peerEndpoint: (other) => regions.get(other)?.endpoint,
      dataDir,
    });
    regions.set(name, region);
    return region;
  };
  const ask = async (region: RunningRegion, event: { url: string; region?: string }) => {
    const outcome = await region.invoke("send", { body: "x", ...event });
    return outcome.ok ? outcome.payload : outcome;
  };
  const client = (region: RunningRegion) =>
    new SQSClient({
      region: region.name,
      endpoint: region.endpoint,
      credentials: region.operator,
      useQueueUrlAsEndpoint: false,
      maxAttempts: 1,
    });

  it("lets a function do with the unmodified SDK what its role allows, and nothing else", async () => {
    const region = await start(home, [role(), queue("work"), queue("other"), fn("send", bundle)]);
    expect(await ask(region, { url: urlOf("work") })).to.deep.equal({ sent: "string" });
    expect(region.queues().find(({ queue: name }) => name === "work")).to.include({ visible: 1 });
    expect(await ask(region, { url: urlOf("other") }))
      .to.have.property("refused")
      .that.matches(/AccessDenied/);
    expect(denied).to.have.length(1);
    expect(denied[0]).to.include({ action: "sqs:SendMessage", resource: arnOf("other") });
  });

  it("reaches the peer region through its own endpoint, also what the home stack made there", async () => {
    const resources = [role(), queue("work"), peerQueue("work"), fn("send", bundle)];
    const here = await start(home, resources);
    const there = await start(peer, resources);
    expect(await ask(here, { url: inPeer(urlOf("work")), region: peer })).to.deep.equal({ sent: "string" });
    expect(there.queues()[0]).to.include({ visible: 1 });
    expect(here.queues()[0]).to.include({ visible: 0 });
    expect(there.functions()).to.deep.equal([]);
  });

  it("serves Lambda, behind the same endpoint", async () => {
    const region = await start(home, [role(), fn("send", "export const handler = async () => 7;")]);
    const lambda = new LambdaClient({
      region: home,
      endpoint: region.endpoint,
      credentials: region.operator,
    });
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: "send" }));
    expect(Payload?.transformToString()).to.equal("7");
    lambda.destroy();
  });

  it("answers nobody and does nothing while it is dark, and goes on when it is back", async () => {
    const mapping = resource("aws:lambda/eventSourceMapping:EventSourceMapping", "work", {
      inputs: { eventSourceArn: arnOf("work"), functionName: "work", batchSize: 1 },
    });
    const code = "export const handler = async ({ Records }) => console.log('did ' + Records[0].body);";
    const region = await start(home, [role(), queue("work"), fn("work", code), mapping]);
    const sqs = client(region);
    const send = (MessageBody: string) =>
      sqs.send(new SendMessageCommand({ QueueUrl: urlOf("work"), MessageBody }));
    await send("before");
    await eventually(() => expect(lines.join()).to.contain("did before"));
    await region.setDark(true);
    expect(region.dark).to.equal(true);
    expect(await refusal(send("lost"))).to.not.equal("accepted");
    expect(await refusal(fetch(region.apiOrigin))).to.equal("TypeError");
    expect(await refusal(region.invoke("work", {}))).to.equal("ServiceException");
    await region.setDark(false);
    await send("after");
    await eventually(() => expect(lines.join()).to.contain("did after"));
    expect(lines.join()).to.not.contain("did lost");
    sqs.destroy();
  });

  it("keeps no schedule while it is dark, and remembers what functions logged", async () => {
    const schedulerRole = role("scheduler.amazonaws.com", "tick", [
      { actions: ["lambda:InvokeFunction"], resources: [functionArn("tick")] },
    ]);
    const schedule = resource("aws:scheduler/schedule:Schedule", "tick", {
      inputs: {
        name: "tick",
        scheduleExpression: "rate(1 minutes)",
        flexibleTimeWindow: { mode: "OFF" },
        target: { arn: functionArn("tick"), roleArn: schedulerRole.outputs.arn, input: "{}" },
      },
      outputs: { name: "tick", arn: `arn:aws:scheduler:${home}:${accountId}:schedule/default/tick` },
    });
    const code = "export const handler = async () => console.log('tick');";
    const region = await start(home, [role(), schedulerRole, fn("tick", code), schedule]);
    const ticks = () => region.logs().filter(({ line }) => line.endsWith("tick")).length;
    clock.advance(60_000);
    await eventually(() => expect(ticks()).to.equal(1));
    await region.setDark(true);
    clock.advance(180_000);
    await region.setDark(false);
    clock.advance(60_000);
    await eventually(() => expect(ticks()).to.equal(2));
    expect(region.alarms()).to.deep.equal([]);
  });

  it("lets a service publish where a topic's policy trusts the account", async () => {
    const topicArn = (name: string) => `arn:aws:sns:${home}:${accountId}:${name}`;
    const topic = (name: string, trusted: string) => [
      resource("aws:sns/topic:Topic", name, { inputs: { name }, outputs: { name, arn: topicArn(name) } }),
      resource("aws:sns/topicPolicy:TopicPolicy", name, {
        inputs: {
          arn: topicArn(name),
          policy: JSON.stringify({
            Version: "2012-10-17",
            Statement: {
              Effect: "Allow",
              Principal: { Service: "cloudwatch.amazonaws.com" },
              Action: "sns:Publish",
              Resource: topicArn(name),
              Condition: { StringEquals: { "aws:SourceAccount": trusted } },
            },
          }),
        },
      }),
    ];
    const { sns } = await start(home, [...topic("ours", accountId), ...topic("theirs", "210987654321")]);
    const publish = (name: string) =>
      sns.publishAs("cloudwatch.amazonaws.com", topicArn(name), { message: "x" });
    expect(publish("ours")).to.be.a("string");
    expect(() => publish("theirs")).to.throw("does not let cloudwatch.amazonaws.com publish");
  });

  it("finds its queues again in its folder", async () => {
    const dataDir = mkdtempSync(path.join(tmpdir(), "twin-region-"));
    try {
      const before = await start(home, [queue("work")], dataDir);
      const sqs = client(before);
      await sqs.send(new SendMessageCommand({ QueueUrl: urlOf("work"), MessageBody: "kept" }));
      sqs.destroy();
      await before.stop();
      const again = client(await start(home, [queue("work")], dataDir));
      const { Messages } = await again.send(new ReceiveMessageCommand({ QueueUrl: urlOf("work") }));
      expect(Messages?.map(({ Body }) => Body)).to.deep.equal(["kept"]);
      again.destroy();
    } finally {
      for (const region of regions.values()) await region.stop();
      regions.clear();
      rmSync(dataDir, { recursive: true });
    }
  });

  it("refuses with a sentence what AWS would not create", async () => {
    const code = "export const handler = async () => 1;";
    const problem = (...resources: GraphResource[]) =>
      start(home, resources).then(
        () => "accepted",
        (error: Error) => error.message,
      );
    expect(await problem(role("ec2.amazonaws.com"), fn("f", code))).to.match(
      /^Function f: the role .*role\/worker cannot be assumed by Lambda/,
    );
    const toFifo = { deadLetterConfig: { targetArn: arnOf("dead.fifo") } };
    expect(await problem(role(), queue("dead.fifo"), fn("f", code, toFifo))).to.match(
      /^Function f: a FIFO queue cannot be its destination/,
    );
    const toOther = { deadLetterConfig: { targetArn: arnOf("other") } };
    expect(await problem(role(), queue("other"), fn("f", code, toOther))).to.match(
      /^Function f: its execution role does not have permissions to call SendMessage on .*other/,
    );
  });

  describe("of the program", () => {
    let graph: Graph;
    before(async function () {
      this.timeout(120_000);
      graph = await projectGraph();
    });

    it("starts in both places, and its health function finds everything that it needs", async () => {
      for (const name of [home, peer])
        regions.set(
          name,
          await startRegion({
            name,
            graph,
            clock,
            events,
            dnsServer: "127.0.0.1:9",
            bedrock: () => Promise.reject(new Error("nobody asks")),
            peerEndpoint: (other) => regions.get(other)?.endpoint,
          }),
        );
      for (const region of regions.values()) {
        const health = region.functions().find(({ name }) => name.endsWith("-Health"))!;
        const outcome = await region.invoke(`${health.name}:live`, {});
        expect(outcome.ok && outcome.payload).to.include({ statusCode: 200 });
      }
      expect(denied).to.deep.equal([]);
    });
  });
});
