import { expect } from "chai";
import { nameClashes } from "../../../twin/engine/clashes.ts";
import type { GraphResource, StackGraph } from "../../../twin/engine/graph.ts";

describe("names that AWS takes once", () => {
  const stack = (name: string, ...resources: Partial<GraphResource>[]) =>
    ({
      stack: name,
      resources: resources.map((resource) => ({
        urn: `urn:pulumi:${name}::${resource.type}::${resource.id}`,
        custom: true,
        inputs: {},
        region: null,
        ...resource,
      })),
    }) as unknown as StackGraph;
  const role = { type: "aws:iam/role:Role", id: "greeter" };
  const queue = (region: string) => ({ type: "aws:sqs/queue:Queue", id: `https://${region}/inbox`, region });

  it("are refused the second time, across stacks for what is global", () => {
    const [sentence, ...others] = nameClashes([stack("a", role), stack("b", role)]);
    expect(sentence).to.match(
      /Role "greeter" is made twice in the account, by urn:pulumi:a::.* and by urn:pulumi:b::/,
    );
    expect(others).to.deep.equal([]);
  });

  it("may be the same in two regions for what is regional, and not in one", () => {
    expect(nameClashes([stack("a", queue("us-east-1")), stack("b", queue("sa-east-1"))])).to.deep.equal([]);
    expect(nameClashes([stack("a", queue("us-east-1"), queue("us-east-1"))])).to.have.lengthOf(1);
  });

  it("are free for what the program only reads or overwrites", () => {
    const record = { type: "aws:route53/record:Record", id: "Z1_a_A", inputs: { allowOverwrite: true } };
    expect(
      nameClashes([stack("a", role, record), stack("b", { ...role, external: true }, record)]),
    ).to.deep.equal([]);
  });
});
