import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { evaluate } from "../../twin/engine/evaluate.ts";
import type { Graph } from "../../twin/engine/graph.ts";
import { analyze } from "../../twin/engine/policy-pack.ts";

const root = path.resolve(import.meta.dirname, "../..");

describe("the development stack", () => {
  let folder: string;
  let graph: Graph;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "dev-profile-"));
    for (const name of ["index.ts", "package.json", "node_modules", "tenants"])
      symlinkSync(path.join(root, name), path.join(folder, name));
    cpSync(path.join(root, "Pulumi.yaml"), path.join(folder, "Pulumi.yaml"));
    cpSync(path.join(root, "delivery/Pulumi.dev.yaml"), path.join(folder, "Pulumi.dev.yaml"));
    graph = await evaluate({ dir: folder });
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it("passes the pack that its deployment runs, and is of one region", async () => {
    expect(Object.keys(graph.stacks)).to.deep.equal(["dev"]);
    const { violations } = await analyze(graph, path.join(root, "policies"));
    expect(violations).to.deep.equal([]);
  });

  it("is spared by no single resource that calls itself one of development", async () => {
    const dev = graph.stacks.dev!;
    const only = dev.resources.find(({ inputs }) => inputs.tags);
    const without = (values: Record<string, unknown>) => {
      const { profile: _, ...tags } = (values.tags ?? {}) as Record<string, unknown>;
      return values.tags ? { ...values, tags } : values;
    };
    const resources = dev.resources.map((resource) =>
      resource === only
        ? resource
        : { ...resource, inputs: without(resource.inputs), outputs: without(resource.outputs) },
    );
    const production = { ...graph, stacks: { dev: { ...dev, resources } } };
    const { violations } = await analyze(production, path.join(root, "policies"));
    expect(violations.map(({ policy }) => policy)).to.include.members([
      "table-replicated",
      "table-backed-up",
    ]);
  });
});
