import { idOf, named, type TypeRules } from "./rule.ts";

export const sns: TypeRules = {
  "aws:sns/topic:Topic": {
    naming: named("name", 256, {
      pattern: (inputs) => (inputs.fifoTopic ? /^[A-Za-z0-9_-]+\.fifo$/ : /^[A-Za-z0-9_-]+$/),
      suffix: (inputs) => (inputs.fifoTopic ? ".fifo" : ""),
    }),
    id: (inputs, place) => place.arn("sns", inputs.name),
    outputs: (_inputs, place, id) => ({ arn: id, owner: place.accountId }),
    read: (id) => ({ name: id.split(":").at(-1) }),
    unique: "region",
  },
  "aws:sns/topicPolicy:TopicPolicy": {
    id: idOf("arn"),
    outputs: (_inputs, place) => ({ owner: place.accountId }),
  },
  "aws:sns/topicSubscription:TopicSubscription": {
    id: (inputs, place) => `${inputs.topic}:${place.uuid()}`,
    outputs: (inputs, place, id) => ({
      arn: id,
      ownerId: place.accountId,
      // Somebody has to follow the link in the mail first.
      pendingConfirmation: /^(email|http)/.test(inputs.protocol),
      confirmationWasAuthenticated: !/^(email|http)/.test(inputs.protocol),
    }),
  },
  "aws:sns/smsPreferences:SmsPreferences": { id: () => "aws_sns_sms_id" },
};
