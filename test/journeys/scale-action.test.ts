import { GetEventSourceMappingCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import type { Twin } from "../../twin/twin.ts";
import { eventually } from "../support/eventually.ts";
import { byName } from "../support/graph.ts";
import { sharedTwin } from "../support/shared-twin.ts";

describe("a backlog in the inbox", () => {
  let twin: Twin;
  before(async function () {
    this.timeout(60_000);
    twin = await sharedTwin();
  });

  it("is worked off by more batches at once, by the function's own permissions, until the alarm is over", async () => {
    const region = twin.regions.get("us-east-1")!;
    const lambda = new LambdaClient({
      region: region.name,
      endpoint: region.endpoint,
      credentials: region.operator,
    });
    const UUID = byName(
      twin.graph,
      "aws:lambda/eventSourceMapping:EventSourceMapping",
      "inbox-subscription",
      region.name,
    ).id;
    const batches = async () =>
      (await lambda.send(new GetEventSourceMappingCommand({ UUID }))).ScalingConfig?.MaximumConcurrency;
    const tell = (NewStateValue: string, AlarmName = "chatbot-backlog-inbox") =>
      region.sns.publishAs("cloudwatch.amazonaws.com", "arn:aws:sns:us-east-1:123456789012:chatbot-warning", {
        message: JSON.stringify({ AlarmName, NewStateValue, Region: "US East (N. Virginia)" }),
        sourceArn: `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${AlarmName}`,
      });
    const runs: unknown[] = [];
    twin.events.on("invocation", ({ functionName, error }) => {
      if (functionName === "chatbot-Scale") runs.push(error ?? "well");
    });
    expect(await batches()).to.equal(20);
    tell("ALARM", "chatbot-latency");
    tell("ALARM");
    await eventually(async () => expect(await batches()).to.equal(80));
    tell("OK");
    await eventually(async () => expect(await batches()).to.equal(20));
    await eventually(() =>
      expect(runs, "other alarms of the topic start it not").to.deep.equal(["well", "well"]),
    );
    lambda.destroy();
  });
});
