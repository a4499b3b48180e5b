import { readFileSync } from "node:fs";
import { expect } from "chai";
import { page, withTable } from "../../tools/policy-docs.ts";

describe("docs/policies.md", () => {
  it("has the rules as they are; node tools/policy-docs.ts writes them", () => {
    const text = readFileSync(page, "utf8");
    expect(text).to.equal(withTable(text));
  });
});
