import { expect } from "chai";
import { regionDark } from "../../tools/drill/region-dark.ts";
import { startTwin, type Twin } from "../../twin/twin.ts";

describe("the region-dark drill", function () {
  this.timeout(120_000);
  let twin: Twin;

  before(async () => {
    // Faster, a turn's time would be over before the machine has answered it.
    twin = await startTwin({ speed: 10 });
  });

  after(() => twin?.stop());

  it("finds the customer answered by the secondary, with the same cart, after the primary is lost", async () => {
    const steps: string[] = [];
    const report = await regionDark(twin, (step) => steps.push(step));
    expect(report).to.include({ from: "us-east-1", to: "sa-east-1", cartIntact: true, passed: true });
    expect(report.detectionSeconds).to.be.within(10, 120);
    expect(report.firstAnswerSeconds).to.be.at.least(report.detectionSeconds);
    expect(steps.at(-1)).to.contain("Route 53 answers with sa-east-1");
  });
});
