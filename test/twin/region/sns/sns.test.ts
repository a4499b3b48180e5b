import { expect } from "chai";
import { createClock } from "../../../../twin/clock.ts";
import type { GraphResource } from "../../../../twin/engine/graph.ts";
import type { AwsCall } from "../../../../twin/region/aws-service.ts";
import { createSns, type SnsOptions } from "../../../../twin/region/sns/sns.ts";
import { fakeFunctions } from "../apigateway/functions.ts";
import { account, functionArn, permission, region, resource } from "../apigateway/resources.ts";

const topicArn = `arn:aws:sns:${region}:${account}:alerts`;
const topic = (inputs: Record<string, unknown> = {}) =>
  resource("aws:sns/topic:Topic", topicArn, { name: "alerts", ...inputs }, { arn: topicArn });
const subscription = (protocol: string, endpoint: string, inputs: Record<string, unknown> = {}) =>
  resource("aws:sns/topicSubscription:TopicSubscription", `${topicArn}:${protocol}`, {
    topic: topicArn,
    protocol,
    endpoint,
    ...inputs,
  });
const queueArn = `arn:aws:sqs:${region}:${account}:inbox`;

describe("SNS", () => {
  const clock = createClock();

  function create(resources: GraphResource[], more: Partial<SnsOptions> = {}) {
    const functions = fakeFunctions({ "alerted:live": () => null });
    const sent: { queue: string; body: string; attributes?: Readonly<Record<string, string>> }[] = [];
    const queues = {
      send: (queue: string, message: { body: string }) => void sent.push({ queue, ...message }),
    };
    const sns = createSns({ region, resources, functions, queues, clock, ...more });
    return { sns, functions, sent };
  }

  it("keeps e-mails and SMS as deliveries", () => {
    const { sns } = create([
      topic(),
      subscription("email", "ops@example.test"),
      subscription("sms", "+5511999999999"),
    ]);
    const messageId = sns.publish(topicArn, { subject: "Oi", message: "fila cheia" });
    expect(sns.deliveries().map(({ protocol, endpoint }) => [protocol, endpoint])).to.deep.equal([
      ["email", "ops@example.test"],
      ["sms", "+5511999999999"],
    ]);
    expect(sns.deliveries()[0]).to.include({ messageId, subject: "Oi", message: "fila cheia", topicArn });
  });

  it("invokes a subscribed function with SNS's event, if it is permitted", () => {
    const endpoint = functionArn("alerted:live");
    const allowed = create([
      topic(),
      subscription("lambda", endpoint),
      permission("alerted:live", topicArn, "sns.amazonaws.com"),
    ]);
    allowed.sns.publish(topicArn, { message: "hello" });
    const call = allowed.functions.calls[0]!;
    expect(call).to.include({ name: "alerted:live", trigger: "async" });
    const { Records } = call.payload as { Records: { Sns: object }[] };
    expect(Records[0]).to.include({ EventSource: "aws:sns" });
    expect(Records[0]?.Sns).to.include({ TopicArn: topicArn, Message: "hello" });

    const refused = create([topic(), subscription("lambda", endpoint)]);
    refused.sns.publish(topicArn, { message: "hello" });
    expect(refused.functions.calls).to.have.length(0);
    expect(refused.sns.deliveries()[0]?.failure).to.contain("no Permission");
  });

  it("sends to a subscribed queue, wrapped or raw", () => {
    const wrapped = create([topic(), subscription("sqs", queueArn)]);
    wrapped.sns.publish(topicArn, { message: "hello", attributes: { kind: "a" } });
    expect(wrapped.sent[0]?.queue).to.equal(queueArn);
    expect(JSON.parse(wrapped.sent[0]?.body ?? "")).to.deep.include({
      Type: "Notification",
      Message: "hello",
      MessageAttributes: { kind: { Type: "String", Value: "a" } },
    });
    const raw = create([topic(), subscription("sqs", queueArn, { rawMessageDelivery: true })]);
    raw.sns.publish(topicArn, { message: "hello", attributes: { kind: "a" } });
    expect(raw.sent[0]).to.deep.include({ body: "hello", attributes: { kind: "a" } });
  });

  it("does not send to a queue whose policy does not let SNS", () => {
    const { sns, sent } = create([topic(), subscription("sqs", queueArn)], {
      mayCall: (principal, { action }) =>
        !(principal === "sns.amazonaws.com" && action === "sqs:SendMessage"),
    });
    sns.publish(topicArn, { message: "hello" });
    expect(sent).to.have.length(0);
    expect(sns.deliveries()[0]?.failure).to.contain("does not let SNS send");
  });

  it("delivers only what a subscription's filter wants", () => {
    const filterPolicy = JSON.stringify({ kind: ["order", { prefix: "pay" }], test: [{ exists: false }] });
    const { sns, sent } = create([topic(), subscription("sqs", queueArn, { filterPolicy })]);
    const publish = (attributes: Record<string, string>) =>
      sns.publish(topicArn, { message: "m", attributes });
    publish({ kind: "order" });
    publish({ kind: "payment" });
    publish({ kind: "other" });
    publish({ kind: "order", test: "yes" });
    publish({});
    expect(sent).to.have.length(2);
  });

  it("lets a service publish only as the topic's policy and key allow", () => {
    const subscribed = subscription("email", "ops@example.test");
    const sealed = create([topic({ kmsMasterKeyId: "alias/aws/sns" }), subscribed]);
    const publish = (sns: typeof sealed.sns) => () =>
      sns.publishAs("cloudwatch.amazonaws.com", topicArn, { message: "m", sourceArn: "arn:alarm" });
    expect(publish(sealed.sns)).to.throw(/cannot use alias\/aws\/sns/);
    const policy = resource("aws:sns/topicPolicy:TopicPolicy", "p", { arn: topicArn, policy: "{}" });
    const asked: unknown[] = [];
    const closed = create([topic(), policy, subscribed], {
      mayCall: (principal, permission) => {
        asked.push([principal, permission]);
        return false;
      },
    });
    expect(publish(closed.sns)).to.throw(/does not let cloudwatch.amazonaws.com publish/);
    const context = { "aws:SourceAccount": account, "aws:SourceArn": "arn:alarm" };
    expect(asked).to.deep.equal([
      ["cloudwatch.amazonaws.com", { action: "sns:Publish", resource: topicArn, context }],
    ]);
    const open = create([topic(), subscribed], { mayCall: () => false });
    publish(open.sns)();
    expect(open.sns.deliveries()).to.have.length(1);
  });

  it("lets a service publish only if the key of the topic lets it encrypt for just that topic", () => {
    const key = `arn:aws:kms:${region}:${account}:key/mrk-1`;
    const subscribed = subscription("email", "ops@example.test");
    const asked: unknown[] = [];
    const keyed = (allowed: readonly string[]) =>
      create([topic({ kmsMasterKeyId: key }), subscribed], {
        mayCall: (_principal, permission) => {
          asked.push(permission);
          return allowed.includes(permission.action);
        },
      }).sns;
    const publish = (sns: ReturnType<typeof keyed>) => () =>
      sns.publishAs("cloudwatch.amazonaws.com", topicArn, { message: "m" });
    const half = keyed(["kms:Decrypt"]);
    expect(publish(half)).to.throw(/key\/mrk-1 does not let cloudwatch.amazonaws.com encrypt for/);
    const context = { "aws:SourceAccount": account, "kms:EncryptionContext:aws:sns:topicArn": topicArn };
    expect(asked).to.deep.equal([{ action: "kms:GenerateDataKey", resource: key, context }]);
    const open = keyed(["kms:Decrypt", "kms:GenerateDataKey"]);
    publish(open)();
    expect(open.deliveries()).to.have.length(1);
  });

  it("refuses at start a protocol and a filter that it does not know", () => {
    expect(() => create([topic(), subscription("firehose", "x")])).to.throw(/protocol: the twin delivers to/);
    const filterPolicy = JSON.stringify({ size: [{ numeric: ["=", 1] }] });
    expect(() => create([topic(), subscription("sqs", queueArn, { filterPolicy })])).to.throw(/filterPolicy/);
  });

  describe("its API", () => {
    const call = (form: Record<string, string>): AwsCall => ({
      service: "sns",
      region,
      accessKeyId: "AK",
      method: "POST",
      path: "/",
      query: new URLSearchParams(),
      headers: {},
      body: Buffer.from(new URLSearchParams(form).toString()),
      action: "",
    });

    it("publishes for whoever may", async () => {
      const { sns } = create([topic(), subscription("email", "ops@example.test")]);
      const publish = call({
        Action: "Publish",
        TopicArn: topicArn,
        Message: "olá & até",
        Subject: "s",
        "MessageAttributes.entry.1.Name": "kind",
        "MessageAttributes.entry.1.Value.DataType": "String",
        "MessageAttributes.entry.1.Value.StringValue": "a",
      });
      expect(sns.service.permissions(publish)).to.deep.equal([{ action: "sns:Publish", resource: topicArn }]);
      const reply = await sns.service.handle(publish);
      expect(reply.status).to.equal(200);
      const [delivery] = sns.deliveries();
      expect(reply.body).to.contain(`<MessageId>${delivery?.messageId}</MessageId>`);
      expect(delivery).to.deep.include({ message: "olá & até", subject: "s", attributes: { kind: "a" } });
    });

    it("asks of a caller what SNS does with the topic's key in its name", () => {
      const { sns } = create([topic({ kmsMasterKeyId: "mrk-1" })]);
      const [, ...onKey] = sns.service.permissions(call({ Action: "Publish", TopicArn: topicArn }));
      const context = {
        "kms:ViaService": `sns.${region}.amazonaws.com`,
        "kms:EncryptionContext:aws:sns:topicArn": topicArn,
      };
      const resource = `arn:aws:kms:${region}:${account}:key/mrk-1`;
      expect(onKey).to.deep.equal(
        ["kms:GenerateDataKey", "kms:Decrypt"].map((action) => ({ action, resource, context })),
      );
    });

    it("sends an SMS to a number", async () => {
      const { sns } = create([]);
      await sns.service.handle(call({ Action: "Publish", PhoneNumber: "+5511999999999", Message: "m" }));
      expect(sns.deliveries()[0]).to.include({ protocol: "sms", endpoint: "+5511999999999", message: "m" });
    });

    it("answers with SNS's errors", async () => {
      const { sns } = create([]);
      const missing = await sns.service.handle(call({ Action: "Publish", TopicArn: topicArn, Message: "m" }));
      expect(missing.status).to.equal(404);
      expect(missing.body).to.contain("<Code>NotFound</Code>");
      const empty = await sns.service.handle(call({ Action: "Publish", TopicArn: topicArn }));
      expect(empty.body).to.contain("<Code>InvalidParameter</Code>");
    });
  });
});
