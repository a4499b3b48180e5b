import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { AlertTopics } from "../../../components/observability/alert-topics.ts";
import { eventually } from "../../support/eventually.ts";
import { ofType, projectGraph } from "../../support/graph.ts";

describe("the alert topics", () => {
  it("send critical alarms to e-mail and SMS, others to e-mail, and nobody twice", async () => {
    const subscriptions: string[] = [];
    await pulumi.runtime.setMocks({
      newResource: ({ type, name, inputs }) => {
        if (type === "aws:sns/topicSubscription:TopicSubscription")
          subscriptions.push(`${inputs.topic} ${inputs.protocol} ${inputs.endpoint}`);
        return { id: name, state: { ...inputs, arn: `arn:aws:sns:us-east-1:123456789012:${name}` } };
      },
      call: () => ({}),
    });
    new AlertTopics("alerts", {
      prefix: "chatbot",
      keyArn: "arn:aws:kms:us-east-1:123456789012:key/mrk-1",
      criticalEmails: ["ana@a.example", "ana@a.example"],
      criticalPhones: ["+5511999999999"],
      warningEmails: ["rui@a.example", "ana.lima@a.example", "ana-lima@a.example"],
    });
    const arn = "arn:aws:sns:us-east-1:123456789012:alerts";
    await eventually(() =>
      expect(subscriptions).to.have.members([
        `${arn}-critical email ana@a.example`,
        `${arn}-critical sms +5511999999999`,
        `${arn}-warning email rui@a.example`,
        `${arn}-warning email ana.lima@a.example`,
        `${arn}-warning email ana-lima@a.example`,
      ]),
    );
  });

  it("of both stacks have somebody who hears: e-mail for each, SMS for what is critical", async () => {
    const graph = await projectGraph();
    for (const stack of Object.keys(graph.stacks)) {
      const topics = ofType(graph, "aws:sns/topic:Topic", stack);
      const heard = ofType(graph, "aws:sns/topicSubscription:TopicSubscription", stack);
      for (const { name, outputs } of topics) {
        const protocols = heard
          .filter(({ inputs }) => inputs.topic === outputs.arn)
          .map(({ inputs }) => inputs.protocol);
        expect(protocols, name).to.include.members(name.endsWith("-critical") ? ["email", "sms"] : ["email"]);
      }
    }
  });
});
