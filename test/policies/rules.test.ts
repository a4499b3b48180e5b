import { readdirSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { rules } from "../../policies/rules.ts";
import type { Resource } from "../../policies/support/rule.ts";
import { cases } from "./cases/index.ts";
import { day, strict } from "./support/judging.ts";
import { runPolicy, unknownValue } from "./support/policies.ts";
import { holds, linked, spoiled, withValue } from "./support/resources.ts";

describe("the rules of the policy pack", () => {
  it("are one a file, named like it, and all in the pack", () => {
    const folder = path.resolve(import.meta.dirname, "../../policies/rules");
    const files = readdirSync(folder).map((file) => file.replace(/\.ts$/, ""));
    expect(rules.map(({ name }) => name).sort()).to.deep.equal(files.sort());
    expect(Object.keys(cases).sort()).to.deep.equal(files);
    expect(rules.length).to.be.at.least(30);
  });

  for (const rule of rules) {
    describe(rule.name, () => {
      const { good, bad } = cases[rule.name] ?? { good: [], bad: [] };

      it("says what must hold, why, and where that comes from", () => {
        expect(rule.name).to.match(/^[a-z0-9]+(-[a-z0-9]+)*$/);
        expect(rule.description).to.match(/^[A-Z].*\.$/);
        expect(rule.why).to.match(/^[A-Z].*\.$/);
        expect(new URL(rule.source).protocol).to.equal("https:");
      });

      it("passes what complies", async () => {
        expect(await runPolicy(rule, linked(good), strict)).to.deep.equal([]);
      });

      for (const change of bad)
        it(`catches ${change.what}`, async () => {
          const found = await runPolicy(rule, linked(spoiled(good, change)), strict);
          expect(found.map(({ message }) => message).join("\n")).to.match(change.says);
          for (const { message } of found) {
            expect(message, "says where").to.match(/^([A-Z]\w+ "[\w-]+"|The stack) /);
            expect(message, "says why").to.include(rule.why);
            expect(message, "says the mend").to.match(/\. \S.*$/);
          }
        });

      it("has no verdict on what only the update will tell", async () => {
        const known = linked(good);
        for (const resource of good.slice(0, 20))
          for (const property of Object.keys(resource.props)) {
            const preview = withUnknown(known, resource, property);
            const found = await runPolicy(rule, preview, strict);
            expect(found, `with ${property} of ${resource.name} unknown`).to.deep.equal([]);
          }
      });
    });
  }

  it("judges dates by the day that it is told", async () => {
    const rule = rules.find(({ name }) => name === "runtime-supported")!;
    const later = { ...strict, now: () => new Date(day.getTime() + 2 * 365 * 86_400_000) };
    const [found] = await runPolicy(rule, cases["runtime-supported"]!.good, later);
    expect(found?.message).to.include("nodejs24.x, which ended on 2028-04-30");
  });
});

/** A preview in which a property is not known: and neither is whatever was made of it. */
function withUnknown(resources: readonly Resource[], at: Resource, property: string): Resource[] {
  const value = at.props[property];
  return resources.map((resource) => {
    let props: unknown = resource.props;
    for (const [key, own] of Object.entries(resource.props)) {
      const same = resource.name === at.name && key === property;
      if (same || (isIdentifier(value) && holds(own, value))) props = withValue(props, [key], unknownValue);
    }
    return { ...resource, props: props as Resource["props"] };
  });
}

function isIdentifier(value: unknown): value is string {
  return typeof value === "string" && value.length > 3;
}
