import { expect } from "chai";
import { fixture } from "../twin/engine/support/fixtures.ts";
import { runTool } from "./support/run-tool.ts";

describe("npm run policy", () => {
  const judge = (...flags: string[]) =>
    runTool("policy", "--dir", fixture("features"), "--pack", fixture("pack"), ...flags);

  it("prints the verdict as JSON and exits 1 on a mandatory violation", async () => {
    const { code, stdout } = await judge("--json");
    const verdict = JSON.parse(stdout);
    expect(code).to.equal(1);
    expect(Object.keys(verdict)).to.deep.equal(["violations", "policies", "resources"]);
    expect(Object.keys(verdict.violations[0])).to.deep.equal(["policy", "level", "urn", "message"]);
    expect(verdict.policies).to.equal(4);
  });

  it("exits 1 with a sentence when the pack does not start", async () => {
    const { code, stdout, stderr } = await judge("--pack", fixture("broken-pack"));
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: "" });
    expect(stderr).to.match(/^The policy pack in .*broken-pack does not start: .*No rule is left\./ms);
  });
});
