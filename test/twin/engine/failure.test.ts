import { expect } from "chai";
import { explainExit, explainFailure } from "../../../twin/engine/failure.ts";

describe("a program's failure in words", () => {
  it("is the error's own, with the project's line", () => {
    const logged = `Running program '/p/index.ts' failed with an unhandled exception:
Error: No such tenant.
    at read (/p/node_modules/x/index.js:1:1)
    at new Tenant (file:///p/components/tenant.ts:12:5)`;
    expect(explainFailure(logged, "/p")).to.equal("No such tenant. (components/tenant.ts:12)");
  });

  it("drops the chain of resources that only waited for what failed", () => {
    const logged =
      '<ref *1> Error: error serializing property "policy": error serializing property "code": Build failed';
    expect(explainFailure(logged, "/p")).to.equal("Build failed");
  });

  it("keeps an error's kind where it tells something", () => {
    expect(explainFailure("TypeError: x is not a function\n    at node:internal/x:1:1", "/p")).to.equal(
      "TypeError: x is not a function",
    );
  });

  it("is the last that it printed when it told nothing else", () => {
    expect(explainExit(7, "one\ntwo\n")).to.equal("the program ended with exit code 7: one two");
    expect(explainExit(null, "")).to.equal("the program was killed and said nothing.");
  });
});
