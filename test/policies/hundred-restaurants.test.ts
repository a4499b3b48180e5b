import path from "node:path";
import { expect } from "chai";
import { rules } from "../../policies/rules.ts";
import { generateTenants } from "../../tools/bench/generated-tenants.ts";
import { evaluate } from "../../twin/engine/evaluate.ts";
import type { Graph } from "../../twin/engine/graph.ts";
import { handed } from "./support/graph-resources.ts";
import { asDeployed, judgeHanded } from "./support/judging.ts";

describe("the policy pack on a hundred restaurants with two stores each", () => {
  let graph: Graph;

  before(async function () {
    this.timeout(120_000);
    const { folder, remove } = generateTenants(100);
    const config = { tenantsDir: folder };
    graph = await evaluate({
      dir: path.resolve(import.meta.dirname, "../.."),
      config: { "us-east-1": config, "sa-east-1": config },
    }).finally(remove);
  });

  it("finds nothing, as on two", async () => {
    for (const stack of Object.values(graph.stacks)) {
      expect(
        stack.resources.filter(({ name }) => /^client_bench_\d+-store_\d+-queue$/.test(name)),
      ).to.have.lengthOf(200);
      const found = await judgeHanded(rules, handed(stack), asDeployed);
      expect(found.map(({ message }) => message).join("\n"), stack.stack).to.equal("");
    }
  });
});
