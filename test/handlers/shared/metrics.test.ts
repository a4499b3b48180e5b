import { expect } from "chai";
import { openMetrics } from "../../../handlers/shared/metrics.ts";
import { setEnvironment } from "../support/aws.ts";
import { written } from "../support/output.ts";

describe("Business metrics", () => {
  it("are one line an invocation, by service alone, and nothing when nothing was counted", () => {
    const restore = setEnvironment({ POWERTOOLS_SERVICE_NAME: "AIConversation" });
    const lines = written(() => {
      const metrics = openMetrics();
      metrics.count("MessagesAnswered");
      metrics.count("MessagesAnswered", 2);
      metrics.time("ResponseTime", 850);
      metrics.flush();
      metrics.flush();
    });
    restore();
    expect(lines).to.have.length(1);
    expect(lines[0]).to.deep.include({
      service: "AIConversation",
      MessagesAnswered: [1, 2],
      ResponseTime: 850,
    });
    const { _aws } = lines[0] as { _aws: { CloudWatchMetrics: unknown[] } };
    expect(_aws.CloudWatchMetrics).to.deep.equal([
      {
        Namespace: "Chatbot",
        Dimensions: [["service"]],
        Metrics: [
          { Name: "MessagesAnswered", Unit: "Count" },
          { Name: "ResponseTime", Unit: "Milliseconds" },
        ],
      },
    ]);
  });
});
