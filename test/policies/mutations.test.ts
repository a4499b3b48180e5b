import { expect } from "chai";
import { rules } from "../../policies/rules.ts";
import type { Violation } from "../../policies/support/judge.ts";
import type { Resource } from "../../policies/support/rule.ts";
import type { Graph } from "../../twin/engine/graph.ts";
import { projectGraph } from "../support/graph.ts";
import { mutations } from "./mutations/index.ts";
import type { Mutation } from "./mutations/mutation.ts";
import { type Handed, handed } from "./support/graph-resources.ts";
import { asDeployed, judgeHanded } from "./support/judging.ts";
import { runPolicy } from "./support/policies.ts";
import { firstPreview } from "./support/preview.ts";
import { withValue } from "./support/resources.ts";

describe("the policy pack on this program", () => {
  let graph: Graph;
  const whole = new Map<string, Handed>();
  const known = new Map<string, Set<string>>();

  before(async () => {
    graph = await projectGraph();
    for (const [name, stack] of Object.entries(graph.stacks)) {
      whole.set(name, handed(stack));
      known.set(name, new Set((await judgeHanded(rules, whole.get(name)!, asDeployed)).map(key)));
    }
  });

  it("finds nothing", () => {
    expect([...known.values()].flatMap((found) => [...found]).join("\n")).to.equal("");
  });

  for (const mutation of mutations) {
    const { name, stack = "us-east-1", fires } = mutation;
    it(`with ${name}, ${fires} fires and nothing else`, async () => {
      const found = await judgeHanded(rules, spoiled(whole.get(stack)!, mutation), asDeployed);
      const fired = found.filter((violation) => !known.get(stack)!.has(key(violation)));
      expect(
        [...new Set(fired.map(({ rule }) => rule))],
        fired.map(({ message }) => message).join("\n"),
      ).to.deep.equal([fires]);
    });
  }

  it("finds no more in a first preview, when little is known", async () => {
    for (const [name, stack] of Object.entries(graph.stacks)) {
      const { resources, stack: all } = firstPreview(whole.get(name)!, stack.resources);
      for (const rule of rules) {
        const found = await runPolicy(rule, rule.kind === "stack" ? all : resources, asDeployed);
        const more = found.filter(
          ({ message }) => ![...known.get(name)!].some((told) => told.endsWith(message)),
        );
        expect(more, `${rule.name} in ${name}`).to.deep.equal([]);
      }
    }
  });

  it("is tried with a mistake for every rule that judges anything of the program, each with another name", () => {
    const types = new Set([...whole.values()].flatMap(({ stack }) => stack.map(({ type }) => type)));
    const fired = new Set(mutations.map(({ fires }) => fires));
    const untried = rules.filter(({ name }) => !fired.has(name));
    for (const rule of untried) {
      const judged = rule.kind === "resource" ? rule.types?.filter((type) => types.has(type)) : undefined;
      expect(judged, `${rule.name} has no mistake in test/policies/mutations`).to.deep.equal([]);
    }
    expect(new Set(mutations.map(({ name }) => name)).size).to.equal(mutations.length);
  });
});

function key({ rule, urn, message }: Violation): string {
  return [rule, urn, message].join(" | ");
}

/** What the others refer to stays as it was: one property is wrong, not what depends on it. */
function spoiled({ resources, stack }: Handed, { at, path, to }: Mutation): Handed {
  const named = stack.filter(({ name }) => name === at);
  const [only] = named;
  if (!only || named.length > 1)
    throw new Error(`${named.length} resources are named "${at}"; a mutation spoils one.`);
  const of = (name: string, property: string) =>
    stack.find((resource) => resource.name === name)?.props[property];
  const change = (resource: Resource): Resource => {
    if (resource.urn !== only.urn) return resource;
    if (path === "protect") return { ...resource, opts: { protect: Boolean(to) } };
    // The provider gives a resource's tags again, with its own beside them.
    const paths = path.startsWith("tags.") ? [path, path.replace("tags", "tagsAll")] : [path];
    const props = paths.reduce<unknown>((value, where) => {
      const keys = where.split(".");
      return withValue(value, keys, typeof to === "function" ? to(valueAt(value, keys), of) : to);
    }, resource.props);
    return { ...resource, props: props as Resource["props"] };
  };
  // A rule about one resource says of all others what it said before.
  const alone = resources.filter(({ urn }) => urn === only.urn);
  return { resources: alone.map(change), stack: stack.map(change) };
}

function valueAt(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], value);
}
