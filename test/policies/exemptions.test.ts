import { RunError } from "@pulumi/pulumi";
import { expect } from "chai";
import { rules } from "../../policies/rules.ts";
import { readExemptions } from "../../policies/support/exemptions.ts";
import { projectGraph } from "../support/graph.ts";
import { handed } from "./support/graph-resources.ts";
import { day, judge, judgeHanded, ruleNamed, strict } from "./support/judging.ts";
import { made } from "./support/resources.ts";

const entry = `
- rule: iam-no-wildcard-resources
  resources: ["*-telemetry"]
  subjects: ["xray:PutTraceSegments on *"]
  reason: X-Ray has no resources to name, and refuses any other resource than a wildcard.
  granted: 2026-11-01
  expires: 2026-12-31
`;
const policy = (name: string, action: string) =>
  made("aws:iam/rolePolicy:RolePolicy", name, {
    policy: JSON.stringify({ Statement: { Effect: "Allow", Action: action, Resource: "*" } }),
  });
const rule = ruleNamed("iam-no-wildcard-resources");
const traces = policy("order-telemetry", "xray:PutTraceSegments");
const under = (now: Date) => ({ ...strict, exemptions: readExemptions(entry), now: () => now });

describe("an exemption from a rule", () => {
  it("silences what it names, to the end of its last day", async () => {
    expect(await judge(rule, [traces], under(day))).to.deep.equal([]);
    expect(await judge(rule, [traces], under(new Date("2026-12-31T23:59:59Z")))).to.deep.equal([]);
  });

  it("ends, and the finding says since when", async () => {
    const [found] = await judge(rule, [traces], under(new Date("2027-01-01T00:00:00Z")));
    expect(found?.message).to.match(/Its exemption ended on 2026-12-31\.$/);
  });

  it("covers no other action, no other resource and no other rule", async () => {
    const others = [policy("order-telemetry", "s3:GetObject"), policy("order", "xray:PutTraceSegments")];
    expect(await judge(rule, others, under(day))).to.have.lengthOf(2);
    const wild = [policy("order-telemetry", "xray:*")];
    expect(await judge(ruleNamed("iam-no-wildcard-actions"), wild, under(day))).to.have.lengthOf(1);
  });

  it("never covers a rule that tells its findings apart as a whole", async () => {
    const whole = entry.replace(/ {2}subjects:.*\n/, "");
    const context = { ...strict, exemptions: readExemptions(whole) };
    expect(await judge(rule, [traces], context)).to.have.lengthOf(1);
  });

  for (const [what, spoiled, says] of [
    ["without a reason", entry.replace(/X-Ray has.*/, "because"), /reason that convinces/],
    ["for longer than a year", entry.replace("2026-12-31", "2028-01-01"), /looked at again every year/],
    ["that ends before it begins", entry.replace("2026-12-31", "2026-10-01"), /a day after "granted"/],
    ["with a field that nobody reads", `${entry}  note: x\n`, /Unrecognized key/],
    ["that is no YAML", entry.replace('["*-telemetry"]', '["*-telemetry"'), /at line 4/],
    ["without an end", entry.replace(/ {2}expires.*\n/, ""), /expires/],
  ] as const)
    it(`is refused ${what}`, () => {
      // Of any other error Pulumi shows the stack.
      expect(() => readExemptions(spoiled))
        .to.throw(RunError, /policies\/exemptions\.yaml is (wrong|no YAML)/)
        .and.match(says);
    });
});

describe("policies/exemptions.yaml", () => {
  it("names rules of the pack", () => {
    const names = rules.map(({ name }) => name);
    for (const exemption of readExemptions()) expect(names).to.include(exemption.rule);
  });

  it("exempts nothing that would pass without it", async () => {
    const { stacks } = await projectGraph();
    for (const exemption of readExemptions()) {
      const without = { ...strict, exemptions: [] };
      const under = { ...strict, exemptions: [exemption] };
      let silenced = 0;
      for (const stack of Object.values(stacks)) {
        const [all, left] = await Promise.all(
          [without, under].map((context) => judgeHanded([ruleNamed(exemption.rule)], handed(stack), context)),
        );
        silenced += all!.length - left!.length;
      }
      expect(silenced, `${exemption.rule} on ${exemption.resources.join(", ")}`).to.be.greaterThan(0);
    }
  });
});
