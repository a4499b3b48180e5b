import { expect } from "chai";
import { EvaluationError } from "../../../twin/engine/errors.ts";
import type { Graph } from "../../../twin/engine/graph.ts";
import { analyze, type Verdict } from "../../../twin/engine/policy-pack.ts";
import { secondsIn } from "../../../twin/engine/policy-wire.ts";
import { byName } from "../../support/graph.ts";
import { features, fixture } from "./support/fixtures.ts";

describe("running a policy pack", () => {
  let graph: Graph;
  let verdict: Verdict;

  before(async () => {
    ({ graph } = await features());
    verdict = await analyze(graph, fixture("pack"));
  });

  const of = (policy: string, stack = "first") =>
    verdict.violations.filter(
      (violation) => violation.policy === policy && violation.urn.startsWith(`urn:pulumi:${stack}::`),
    );
  /** What the pack's own description leaves. */
  const told = (policy: string, stack?: string) =>
    of(policy, stack).map(({ message }) => message.split("\n")[1] ?? "");

  it("counts policies and resources", () => {
    expect(verdict.policies).to.equal(4);
    expect(verdict.resources).to.equal(
      Object.values(graph.stacks).reduce((sum, { resources }) => sum + resources.length, 0),
    );
  });

  it("tells each violation with its policy, level, resource and message", () => {
    const ohio = byName(graph, "aws:sqs/queue:Queue", "ohio", "first");
    expect(of("queue-visibility")).to.deep.equal([
      {
        policy: "queue-visibility",
        level: "mandatory",
        urn: ohio.urn,
        message: `A queue hides a message for long enough.\n${ohio.outputs.name} hides for less than 60 s.`,
      },
    ]);
  });

  it("judges each stack by itself", () => {
    expect(told("queue-visibility", "second")).to.have.lengthOf(1);
    expect(told("policies-name-queues", "second")).to.include("There are 2 queues.");
  });

  it("gives a policy what the real engine gives it", () => {
    const [fn, bucket] = ["greeter", "abroad"].map((name) =>
      told("what-it-sees")
        .map((text) => JSON.parse(text))
        .find((seen) => seen.name === name),
    );
    expect(fn).to.deep.equal({
      name: "greeter",
      token: "s3cr3t",
      physical: byName(graph, "aws:lambda/function:Function", "greeter", "first").outputs.name,
      ignoreChanges: ["description"],
      createSeconds: 300,
      provider: "default",
      region: "us-east-1",
    });
    expect(bucket).to.deep.include({ provider: "frankfurt", region: "eu-central-1" });
    expect(bucket.physical).to.match(/^abroad-[0-9a-f]{7}$/);
  });

  it("gives a stack's policy outputs, parents and where properties come from", () => {
    const queue = byName(graph, "aws:sqs/queue:Queue", "shop-queue", "first");
    const policy = byName(graph, "aws:iam/rolePolicy:RolePolicy", "policy", "first");
    expect(of("policies-name-queues").map(({ urn }) => urn)).to.include(policy.urn);
    expect(told("policies-name-queues")).to.include(
      `pulumi:pulumi:Stack ${policy.id} names ${queue.outputs.arn}.`,
    );
  });

  it("charges the stack with what names no resource", () => {
    const root = byName(graph, "pulumi:pulumi:Stack", "features-first", "first").urn;
    expect(of("policies-name-queues").find(({ message }) => message.endsWith("2 queues."))?.urn).to.equal(
      root,
    );
  });

  it("does not ask a policy that is off", () => {
    expect(of("never")).to.deep.equal([]);
  });

  it("takes levels and settings", async () => {
    const stacks = { first: graph.stacks.first! };
    const changed = await analyze({ ...graph, stacks }, fixture("pack"), {
      config: {
        "queue-visibility": { seconds: 120, enforcementLevel: "advisory" },
        "what-it-sees": { enforcementLevel: "disabled" },
      },
    });
    const queues = changed.violations.filter(({ policy }) => policy === "queue-visibility");
    expect(queues.map(({ level }) => level)).to.deep.equal(["advisory", "advisory"]);
    expect(changed.violations.some(({ policy }) => policy === "what-it-sees")).to.equal(false);
  });

  it("says why a pack does not start, and what its configuration lacks", async () => {
    const reason = async (dir: string, config = {}) => {
      const error = await analyze(graph, fixture(dir), { config }).catch((problem: unknown) => problem);
      expect(error).to.be.instanceOf(EvaluationError);
      return (error as EvaluationError).message;
    };
    expect(await reason("broken-pack")).to.match(/broken-pack does not start: .*No rule is left\./s);
    expect(await reason("features")).to.match(/PulumiPolicy\.yaml does not exist/);
    expect(await reason("pack", { nowhere: {} })).to.equal('The policy pack has no policy "nowhere".');
  });

  it("reads durations as Pulumi writes them", () => {
    expect(["90s", "1h30m", "", undefined].map(secondsIn)).to.deep.equal([90, 5400, 0, 0]);
  });
});
