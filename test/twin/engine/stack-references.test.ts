import { expect } from "chai";
import { Refusal } from "../../../twin/engine/errors.ts";
import { StackReferences } from "../../../twin/engine/stack-references.ts";

describe("references between stacks", () => {
  const references = () => new StackReferences("shop", ["b", "a"]);

  it("wait for the other stack's outputs, by any form of its name", async () => {
    const all = references();
    const waiting = ["organization/shop/a", "shop/a", "a"].map((name) => all.resolve("b", name));
    all.settle("a", { outputs: { url: "x" }, secretNames: [] });
    expect((await Promise.all(waiting)).map(({ outputs }) => outputs.url)).to.deep.equal(["x", "x", "x"]);
    expect(all.deploymentOrder()).to.deep.equal(["a", "b"]);
  });

  it("are refused in a circle, rather than left to wait", async () => {
    const all = references();
    void all.resolve("a", "b").catch(() => {});
    const error = await all.resolve("b", "a").catch((reason: unknown) => reason);
    expect(error)
      .to.be.instanceOf(Refusal)
      .with.property("message")
      .that.matches(/neither can be deployed first/);
  });

  it("are refused when the other stack fails", async () => {
    const all = references();
    const waiting = all.resolve("b", "a").catch((reason: unknown) => reason);
    all.fail("a");
    expect(await waiting)
      .to.be.instanceOf(Refusal)
      .with.property("message")
      .that.matches(/a has no outputs to refer to/);
  });

  it("are refused to another project", async () => {
    const error = await references()
      .resolve("b", "organization/elsewhere/a")
      .catch((reason: unknown) => reason);
    expect(error)
      .to.have.property("message")
      .that.matches(/there are shop\/b, shop\/a\); deploy that stack first/);
  });
});
