import { named, settingsOf, type TypeRules } from "./rule.ts";

export const sqs: TypeRules = {
  "aws:sqs/queue:Queue": {
    naming: named("name", 80, {
      pattern: (inputs) => (inputs.fifoQueue ? /^[A-Za-z0-9_-]+\.fifo$/ : /^[A-Za-z0-9_-]+$/),
      suffix: (inputs) => (inputs.fifoQueue ? ".fifo" : ""),
    }),
    defaults: {
      delaySeconds: 0,
      maxMessageSize: 262144,
      messageRetentionSeconds: 345600,
      receiveWaitTimeSeconds: 0,
      visibilityTimeoutSeconds: 30,
    },
    id: (inputs, place) => `https://sqs.${place.region}.amazonaws.com/${place.accountId}/${inputs.name}`,
    outputs: (inputs, place, id) => ({ arn: place.arn("sqs", inputs.name), url: id }),
    read: (id) => ({ name: id.split("/").at(-1) }),
    unique: "region",
  },
  "aws:sqs/queuePolicy:QueuePolicy": settingsOf("queueUrl"),
  "aws:sqs/redrivePolicy:RedrivePolicy": settingsOf("queueUrl"),
  "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": settingsOf("queueUrl"),
};
