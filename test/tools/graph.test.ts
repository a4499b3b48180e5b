import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { diagram } from "../../tools/graph/diagram.ts";
import { asJson } from "../../tools/graph/json.ts";
import { tree } from "../../tools/graph/tree.ts";
import type { Graph } from "../../twin/engine/graph.ts";
import { projectGraph } from "../support/graph.ts";
import { features, fixture } from "../twin/engine/support/fixtures.ts";
import { runTool } from "./support/run-tool.ts";

describe("npm run graph", () => {
  let graph: Graph;
  let json: ReturnType<typeof asJson>;

  before(async () => {
    ({ graph } = await features());
    json = asJson(graph);
  });

  const resource = (name: string) => {
    const { resources } = json.stacks.first as {
      resources: { name: string; inputs: Record<string, unknown> }[];
    };
    return resources.find((candidate) => candidate.name === name)!;
  };

  it("prints each resource with just what a reader of the JSON is promised", () => {
    expect(Object.keys(json)).to.deep.equal(["stacks"]);
    expect(Object.keys(json.stacks)).to.deep.equal(["first", "second"]);
    expect(Object.keys(resource("greeter"))).to.deep.equal([
      "urn",
      "type",
      "name",
      "parent",
      "region",
      "inputs",
      "dependencies",
      "protect",
    ]);
  });

  it("masks secrets where they are, and leaves what is beside them", () => {
    expect(resource("greeter").inputs.environment).to.deep.equal({
      variables: { TOKEN: "[secret]", GREETING: "Olá" },
    });
    expect(json.stacks.second).to.have.property("outputs").that.includes({ tokenOfFirst: "[secret]" });
    expect(JSON.stringify(json)).to.not.contain("s3cr3t");
  });

  it("shows a bundle by its hash, its files and their sizes", () => {
    const code = resource("greeter").inputs.code as { hash: string };
    expect(code).to.deep.equal({
      hash: code.hash,
      files: [
        { path: "index.mjs", bytes: 32 },
        { path: "text/note.txt", bytes: 10 },
      ],
    });
    expect(code.hash).to.match(/^[0-9a-f]{64}$/);
  });

  it("draws a component above what it is made of", () => {
    const lines = tree(graph).split("\n");
    const shop = lines.findIndex((line) => line.endsWith("shop  test:shop:Shop"));
    expect(lines[0]).to.match(/^first \(us-east-1\): \d+ resources$/);
    expect(lines[shop + 1]).to.match(
      /^. {2}└─ shop-queue {2}sqs\.Queue {2}\("shop-queue-[0-9a-f]{7}\.fifo", protected\)$/,
    );
    expect(lines.find((line) => line.includes("ohio"))).to.match(/in us-east-2\)$/);
    expect(lines.find((line) => line.includes("legacy"))).to.match(/read only\)$/);
  });

  it("draws the regions: who answers, what calls what, and what replicates", async () => {
    const lines = diagram(await projectGraph())
      .split("\n")
      .map((line) => line.trim());
    expect(lines[0]).to.equal("flowchart LR");
    expect(lines).to.include.members([
      'subgraph us_east_1["us-east-1"]',
      'subgraph sa_east_1["sa-east-1"]',
      'api_posmodern_example -->|"primary"| us_east_1_api',
      'api_posmodern_example -.->|"secondary"| sa_east_1_api',
      "us_east_1_tables <--> replication_of_tables",
      "sa_east_1_tables <--> replication_of_tables",
      "us_east_1_chatbot_OrderService <--> us_east_1_chatbot_PaymentService",
      'us_east_1_tables[("7 tables<br/>of 10 functions")]',
    ]);
    expect(
      lines.some((line) => /^us_east_1_api -->\|"POST \/webhook\/…<br\/>.*"\| us_east_1_\w+$/.test(line)),
    ).to.equal(true);
    const nodes = new Set(lines.flatMap((line) => /^(\w+)[[({]/.exec(line)?.[1] ?? []));
    const ends = lines.flatMap(
      (line) => /^(\w+) (?:-->|-\.->|<-->)(?:\|".*"\|)? (\w+)$/.exec(line)?.slice(1) ?? [],
    );
    expect(ends).to.have.length.greaterThan(20);
    expect(
      ends.filter((end) => !nodes.has(end)),
      "ends of edges without a node",
    ).to.deep.equal([]);
  });

  it("draws what the README shows", async () => {
    const readme = readFileSync(path.join(import.meta.dirname, "../../README.md"), "utf8");
    const shown = /```mermaid\n([\s\S]*?)\n```/.exec(readme)?.[1];
    const drawn = diagram(await projectGraph());
    expect(shown, "put there what `npm run graph -- --diagram` prints").to.equal(drawn);
  });

  it("exits 1 with the sentence when the program is refused", async () => {
    const { code, stdout, stderr } = await runTool("graph", "--dir", fixture("misbehaving"), "--json");
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: "" });
    expect(stderr).to.match(/Stack dev: Missing required configuration variable 'misbehaving:misdeed'/);
    expect(stderr).to.not.match(/\n\s+at /);
  });

  it("refuses two forms at once", async () => {
    const { code, stderr } = await runTool("graph", "--dir", fixture("features"), "--json", "--diagram");
    expect(code).to.equal(1);
    expect(stderr).to.match(/option '--json' cannot be used with option '--diagram'/);
  });

  it("refuses a stack that is not there, and tells which are", async () => {
    const { code, stderr } = await runTool("graph", "--dir", fixture("features"), "--stack", "third");
    expect(code).to.equal(1);
    expect(stderr).to.match(/^There is no stack "third"; there are first, second\.$/m);
  });
});
