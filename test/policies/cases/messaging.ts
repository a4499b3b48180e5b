/** Queues, topics and schedules. */
import { account, arn, type Cases, here, made, spoil } from "../support/resources.ts";
import { fn, live } from "./functions.ts";

const url = (name: string) => `https://sqs.${here}.amazonaws.com/${account}/${name}`;

function queue(logical: string, name: string, more: Readonly<Record<string, unknown>> = {}) {
  return made("aws:sqs/queue:Queue", logical, {
    arn: arn("sqs", name),
    url: url(name),
    name,
    fifoQueue: true,
    deduplicationScope: "messageGroup",
    fifoThroughputLimit: "perMessageGroupId",
    messageRetentionSeconds: 14 * 86_400,
    sqsManagedSseEnabled: true,
    visibilityTimeoutSeconds: 180,
    ...more,
  });
}
const inbox = queue("inbox", "chatbot-inbox.fifo", {
  redrivePolicy: JSON.stringify({
    deadLetterTargetArn: arn("sqs", "chatbot-inbox-dlq.fifo"),
    maxReceiveCount: 5,
  }),
});
const deadLetters = queue("dlq", "chatbot-inbox-dlq.fifo");
const scheduleDeadLetters = queue("schedule-dlq", "chatbot-schedules-dlq", { fifoQueue: false });
const mapping = made("aws:lambda/eventSourceMapping:EventSourceMapping", "mapping", {
  eventSourceArn: inbox.props.arn,
  functionName: live.props.arn,
  functionResponseTypes: ["ReportBatchItemFailures"],
});
const schedule = made("aws:scheduler/schedule:Schedule", "schedule", {
  target: {
    arn: live.props.arn,
    deadLetterConfig: { arn: scheduleDeadLetters.props.arn },
    retryPolicy: { maximumEventAgeInSeconds: 300, maximumRetryAttempts: 3 },
  },
});
const topic = made("aws:sns/topic:Topic", "topic", {
  arn: arn("sns", "alerts"),
  kmsMasterKeyId: "alias/chatbot-data",
});

const tlsOnly = {
  Effect: "Deny",
  Principal: "*",
  Action: "sqs:*",
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const queuePolicy = (...statements: object[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
const posRole = `arn:aws:iam::${account}:role/pos`;
const posOnly = { Effect: "Allow", Principal: { AWS: posRole }, Action: "sqs:ReceiveMessage" };
const nobodyElse = {
  Effect: "Deny",
  Principal: "*",
  Action: "sqs:ReceiveMessage",
  Condition: { ArnNotEquals: { "aws:PrincipalArn": posRole } },
};
const noOtherRestaurant = {
  ...nobodyElse,
  Condition: {
    ArnEquals: { "aws:PrincipalArn": posRole },
    StringNotEquals: { "aws:PrincipalTag/x509Subject/OU": "client_sol" },
  },
};
const storeQueue = queue("store", "client_sol_store_um.fifo");

export const messaging: Cases = {
  "queue-encrypted": {
    good: [inbox],
    bad: [spoil("messages in clear", "inbox", "sqsManagedSseEnabled", false, /does not encrypt/)],
  },
  "queue-retention": {
    good: [inbox],
    bad: [
      spoil("SQS's four days", "inbox", "messageRetentionSeconds", undefined, /for 4 days/),
      spoil("a week", "inbox", "messageRetentionSeconds", 604_800, /for 7 days/),
    ],
  },
  "queue-dead-letters": {
    good: [inbox, deadLetters, schedule, scheduleDeadLetters],
    bad: [
      spoil("a queue without", "inbox", "redrivePolicy", undefined, /"inbox" has no dead-letter queue/),
      spoil(
        "one that nobody uses",
        "schedule",
        "target.deadLetterConfig",
        undefined,
        /"schedule-dlq" has no/,
      ),
    ],
  },
  "queue-dead-letters-same-kind": {
    good: [inbox],
    bad: [
      spoil(
        "a standard queue behind a FIFO one",
        "inbox",
        "redrivePolicy",
        JSON.stringify({ deadLetterTargetArn: arn("sqs", "chatbot-inbox-dlq"), maxReceiveCount: "5" }),
        /is FIFO and its dead-letter queue/,
      ),
      spoil("a FIFO queue behind a standard one", "inbox", "fifoQueue", undefined, /is standard/),
    ],
  },
  "queue-redrive-allowed": {
    good: [
      inbox,
      deadLetters,
      made("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy", "allow", {
        queueUrl: deadLetters.props.url,
        redriveAllowPolicy: JSON.stringify({
          redrivePermission: "byQueue",
          sourceQueueArns: [inbox.props.arn],
        }),
      }),
    ],
    bad: [
      spoil(
        "any queue",
        "allow",
        "redriveAllowPolicy",
        '{"redrivePermission":"allowAll"}',
        /other queues than "inbox"/,
      ),
      spoil(
        "another queue",
        "allow",
        "redriveAllowPolicy",
        JSON.stringify({ redrivePermission: "byQueue", sourceQueueArns: [arn("sqs", "another.fifo")] }),
        /"dlq" takes dead letters/,
      ),
      spoil(
        "another queue beside its own",
        "allow",
        "redriveAllowPolicy",
        JSON.stringify({
          redrivePermission: "byQueue",
          sourceQueueArns: [inbox.props.arn, arn("sqs", "another.fifo")],
        }),
        /"dlq" takes dead letters/,
      ),
      spoil("another queue's policy", "allow", "queueUrl", url("another.fifo"), /"dlq" takes dead letters/),
    ],
  },
  "queue-visibility": {
    good: [inbox, mapping, fn, live],
    bad: [
      spoil(
        "a short timeout",
        "inbox",
        "visibilityTimeoutSeconds",
        179,
        /179 s, while "order" may take 30 s/,
      ),
      spoil("a slow function", "order", "timeout", 60, /to 360 or more/),
    ],
  },
  "queue-fifo-throughput": {
    good: [inbox, scheduleDeadLetters],
    bad: [
      spoil("a shared limit", "inbox", "fifoThroughputLimit", "perQueue", /among all message groups/),
      spoil("shared duplicates", "inbox", "deduplicationScope", undefined, /among all message groups/),
    ],
  },
  "store-queue-pos-only": {
    good: [
      storeQueue,
      inbox,
      queue("store-dlq", "client_sol_store_um-dlq.fifo"),
      made("aws:sqs/queuePolicy:QueuePolicy", "policy", {
        queueUrl: storeQueue.props.url,
        policy: queuePolicy(posOnly, noOtherRestaurant, nobodyElse, tlsOnly),
      }),
    ],
    bad: [
      spoil(
        "a permission without a denial",
        "policy",
        "policy",
        queuePolicy(posOnly, noOtherRestaurant, tlsOnly),
        /"store" gives its orders to any principal/,
      ),
      spoil(
        "a denial under a further condition",
        "policy",
        "policy",
        queuePolicy(posOnly, noOtherRestaurant, {
          ...nobodyElse,
          Condition: { ...nobodyElse.Condition, Bool: { "aws:SecureTransport": "false" } },
        }),
        /any principal/,
      ),
      spoil(
        "all restaurants alike",
        "policy",
        "policy",
        queuePolicy(posOnly, nobodyElse, tlsOnly),
        /of other restaurants than client_sol/,
      ),
      spoil(
        "another restaurant's",
        "policy",
        "policy",
        queuePolicy(posOnly, nobodyElse, {
          ...noOtherRestaurant,
          Condition: { StringNotEquals: { "aws:PrincipalTag/x509Subject/OU": "client_lua" } },
        }),
        /of other restaurants/,
      ),
      ...[`arn:aws:iam::${account}:role/*`, `${posRole}-other`, [posRole, `${posRole}-other`]].map((spared) =>
        spoil(
          `a denial to all but ${spared}`,
          "policy",
          "policy",
          queuePolicy(posOnly, noOtherRestaurant, {
            ...nobodyElse,
            Condition: { ArnNotEquals: { "aws:PrincipalArn": spared } },
          }),
          /any principal/,
        ),
      ),
      spoil(
        "a denial to another role's restaurants",
        "policy",
        "policy",
        queuePolicy(posOnly, nobodyElse, {
          ...noOtherRestaurant,
          Condition: {
            ...noOtherRestaurant.Condition,
            ArnEquals: { "aws:PrincipalArn": `${posRole}-other` },
          },
        }),
        /of other restaurants/,
      ),
      spoil(
        "that, where the policy names no receiver",
        "policy",
        "policy",
        queuePolicy(nobodyElse, {
          ...noOtherRestaurant,
          Condition: {
            ...noOtherRestaurant.Condition,
            ArnEquals: { "aws:PrincipalArn": `${posRole}-other` },
          },
        }),
        /of other restaurants/,
      ),
      spoil(
        "a denial to other restaurants on one day",
        "policy",
        "policy",
        queuePolicy(posOnly, nobodyElse, {
          ...noOtherRestaurant,
          Condition: {
            ...noOtherRestaurant.Condition,
            DateLessThan: { "aws:CurrentTime": "2026-11-29T00:00:00Z" },
          },
        }),
        /of other restaurants/,
      ),
      spoil("another queue's policy", "policy", "queueUrl", url("another.fifo"), /any principal/),
    ],
  },
  "subscription-reports-failures": {
    good: [mapping],
    bad: [spoil("a batch as a whole", "mapping", "functionResponseTypes", undefined, /batch as a whole/)],
  },
  "topic-encrypted": {
    good: [topic],
    bad: [
      spoil("a topic in clear", "topic", "kmsMasterKeyId", undefined, /key of ours/),
      spoil("SNS's key", "topic", "kmsMasterKeyId", "alias/aws/sns", /key of ours/),
    ],
  },
  "topic-subscription-dead-letters": {
    good: [
      made("aws:sns/topicSubscription:TopicSubscription", "mail", { protocol: "email" }),
      made("aws:sns/topicSubscription:TopicSubscription", "scale", {
        protocol: "lambda",
        redrivePolicy: "{}",
      }),
    ],
    bad: [spoil("a program that misses it", "scale", "redrivePolicy", undefined, /drops what lambda/)],
  },
  "schedule-dead-letters": {
    good: [
      schedule,
      made("aws:cloudwatch/eventTarget:EventTarget", "target", {
        deadLetterConfig: { arn: scheduleDeadLetters.props.arn },
        retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 1 },
      }),
    ],
    bad: [
      spoil("a schedule without", "schedule", "target.deadLetterConfig", undefined, /no dead-letter queue/),
      spoil("a rule without", "target", "deadLetterConfig", undefined, /no dead-letter queue/),
      spoil("a day of retries", "schedule", "target.retryPolicy", undefined, /retries for a day/),
    ],
  },
  "policies-refuse-plain-http": {
    good: [
      inbox,
      made("aws:sqs/queuePolicy:QueuePolicy", "policy", {
        queueUrl: inbox.props.url,
        policy: queuePolicy(posOnly, tlsOnly),
      }),
      topic,
      made("aws:sns/topicPolicy:TopicPolicy", "topic-policy", {
        arn: topic.props.arn,
        policy: queuePolicy({ ...tlsOnly, Action: "sns:Publish" }),
      }),
    ],
    bad: [
      spoil("another queue's policy", "policy", "queueUrl", url("another.fifo"), /"inbox" lets requests/),
      spoil("another topic's policy", "topic-policy", "arn", arn("sns", "other"), /"topic" lets requests/),
      spoil("no denial", "policy", "policy", queuePolicy(posOnly), /without TLS/),
      spoil(
        "a denial of one action",
        "policy",
        "policy",
        queuePolicy({ ...tlsOnly, Action: "sqs:SendMessage" }),
        /without TLS/,
      ),
      spoil(
        "a denial on another queue",
        "policy",
        "policy",
        queuePolicy({ ...tlsOnly, Resource: arn("sqs", "another.fifo") }),
        /without TLS/,
      ),
      spoil(
        "a denial under a further condition",
        "policy",
        "policy",
        queuePolicy({
          ...tlsOnly,
          Condition: { ...tlsOnly.Condition, Null: { "aws:PrincipalArn": "true" } },
        }),
        /without TLS/,
      ),
      spoil(
        "a denial of subscriptions alone",
        "topic-policy",
        "policy",
        queuePolicy({ ...tlsOnly, Action: "sns:Subscribe" }),
        /"topic" lets requests/,
      ),
      spoil(
        "a denial of what has TLS",
        "policy",
        "policy",
        queuePolicy({ ...tlsOnly, Condition: { Bool: { "aws:SecureTransport": "true" } } }),
        /without TLS/,
      ),
      spoil(
        "a denial to one",
        "policy",
        "policy",
        queuePolicy({ ...tlsOnly, Principal: posOnly.Principal }),
        /TLS/,
      ),
    ],
  },
  "no-public-principal": {
    good: [
      made("aws:sqs/queuePolicy:QueuePolicy", "policy", { policy: queuePolicy(posOnly, tlsOnly) }),
      made("aws:sqs/queuePolicy:QueuePolicy", "ours", {
        policy: queuePolicy({
          ...posOnly,
          Principal: "*",
          Condition: { ArnLike: { "aws:SourceArn": arn("sns", "chatbot-*") } },
        }),
      }),
      made("aws:lambda/permission:Permission", "permission", { principal: "apigateway.amazonaws.com" }),
      made("aws:lambda/layerVersionPermission:LayerVersionPermission", "layer", {
        principal: "*",
        organizationId: "o-1234567890",
      }),
      made("aws:sqs/queue:Queue", "queue", { policy: queuePolicy(tlsOnly) }),
      made("aws:sns/topic:Topic", "topic", { policy: queuePolicy(tlsOnly) }),
      made("aws:secretsmanager/secret:Secret", "secret", { policy: queuePolicy(tlsOnly) }),
    ],
    bad: [
      ...["queue", "topic", "secret"].map((at) =>
        spoil(
          `a ${at}'s own policy`,
          at,
          "policy",
          queuePolicy({ ...posOnly, Principal: "*" }),
          new RegExp(`"${at}" lets everybody in`),
        ),
      ),
      ...[
        { ArnLike: { "aws:SourceArn": "*" } },
        { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:*:*" } },
        { StringNotEquals: { "aws:PrincipalAccount": account } },
        { StringEqualsIfExists: { "aws:PrincipalAccount": account } },
        { StringEquals: { "aws:PrincipalAccount": "\u0024{aws:PrincipalAccount}" } },
      ].map((condition) =>
        spoil(
          `everybody under ${JSON.stringify(condition)}`,
          "policy",
          "policy",
          queuePolicy({ ...posOnly, Principal: "*", Condition: condition }),
          /lets everybody in/,
        ),
      ),
      spoil(
        "all but one",
        "policy",
        "policy",
        queuePolicy({ Effect: "Allow", NotPrincipal: { AWS: posRole }, Action: "sqs:ReceiveMessage" }),
        /lets everybody in/,
      ),
      spoil("a layer for everybody", "layer", "organizationId", undefined, /"layer" lets everybody in/),
      spoil(
        "everybody",
        "policy",
        "policy",
        queuePolicy({ ...posOnly, Principal: "*" }),
        /lets everybody in/,
      ),
      spoil(
        "every account",
        "policy",
        "policy",
        queuePolicy({ ...posOnly, Principal: { AWS: "*" } }),
        /everybody/,
      ),
      spoil("a function for everybody", "permission", "principal", "*", /lets everybody in/),
    ],
  },
};
