import { expect } from "chai";
import { type EvaluateOptions, evaluate } from "../../../twin/engine/evaluate.ts";
import { fixture } from "./support/fixtures.ts";

async function bundling(config?: EvaluateOptions["config"]) {
  const builders: string[] = [];
  const graph = await evaluate({
    dir: fixture("bundling"),
    config,
    onProgress: (event) => {
      if (event.kind === "output" && event.text.includes("building")) builders.push(event.stack);
    },
  }).catch((error: Error) => error);
  return { graph, builders };
}

describe("programs that bundle the same sources", () => {
  it("have it done once, and each has the result", async () => {
    const { graph, builders } = await bundling();
    if (graph instanceof Error) throw graph;
    expect(builders).to.have.length(1);
    for (const stack of ["first", "second"])
      expect(graph.stacks[stack]!.outputs.code).to.equal("export const answer = 42;\n");
  });

  it("bundle apart what differs", async () => {
    const { graph, builders } = await bundling({ second: { source: "export const answer = 43;" } });
    if (graph instanceof Error) throw graph;
    expect(builders.toSorted()).to.deep.equal(["first", "second"]);
    expect(graph.stacks.second!.outputs.code).to.contain("answer = 43");
  });

  it("are each told why it fails", async () => {
    const broken = { source: "export const = 1;" };
    const { graph, builders } = await bundling({ first: broken, second: broken });
    expect(builders.toSorted()).to.deep.equal(["first", "second"]);
    expect((graph as Error).message)
      .to.match(/Stack first: .*Expected identifier but found "="/s)
      .and.match(/Stack second: .*Expected identifier but found "="/s);
  });
});
