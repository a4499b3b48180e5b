import path from "node:path";
import { expect } from "chai";
import { checkSections } from "../../tools/plan/check.ts";
import { planDocument } from "../../tools/plan/markdown.ts";
import type { PlanRow } from "../../tools/plan/row.ts";
import { sections } from "../../tools/plan/rows/sections.ts";
import { testTitles } from "../../tools/plan/titles.ts";
import { graphOf, resource } from "../twin/region/endpoint/fixture.ts";

const root = path.resolve(import.meta.dirname, "../..");
const graph = graphOf(
  resource("aws:sqs/queue:Queue", "orders-queue", {
    fifoQueue: true,
    policy: JSON.stringify({ Sid: "TlsOnly" }),
  }),
  resource("aws:sqs/queue:Queue", "orders-dlq", { fifoQueue: true }),
);
const queue = "aws:sqs/queue:Queue";
const title = "a queue is there";

function check(row: Partial<PlanRow>) {
  const rows = [{ row: "Filas | FIFO", stands: [{ type: queue }], tests: [title], ...row }];
  return checkSections([{ number: "2.3", title: "Mensageria", rows }], {
    graph,
    titles: new Set([title]),
    root,
  });
}
const problems = (row: Partial<PlanRow>) => check(row)[0]!.rows[0]!.problems;

describe("npm run plan", () => {
  it("takes a row for proved that stands in the graph or in a file, and has a test", () => {
    expect(problems({})).to.deep.equal([]);
    expect(
      problems({ stands: [{ type: queue, name: "*-dlq", holds: ['"fifoQueue":true'], count: [1, 1] }] }),
    ).to.deep.equal([]);
    expect(
      problems({ stands: [{ type: queue, holds: ['"Sid":"TlsOnly"'] }] }),
      "JSON within JSON",
    ).to.deep.equal([]);
    expect(problems({ stands: ["tools/plan.ts"] })).to.deep.equal([]);
  });

  const unproved: readonly [string, Partial<PlanRow>, string][] = [
    ["no resource", { stands: [{ type: "aws:sns/topic:Topic" }] }, "The graph has no aws:sns/topic:Topic."],
    [
      "no resource of that name and content",
      { stands: [{ type: queue, name: "*-dlq", holds: ["TlsOnly"] }] },
      "The graph has no aws:sqs/queue:Queue named *-dlq with TlsOnly.",
    ],
    [
      "another number than the plan's",
      { stands: [{ type: queue, count: [3, 5] }] },
      "us-east-1 has 2 of aws:sqs/queue:Queue; the plan says 3–5.",
    ],
    ["no such file", { stands: ["handlers/nowhere.ts"] }, "There is no file handlers/nowhere.ts."],
    ["nothing at all", { stands: [] }, "It stands nowhere: name resources or files."],
    ["no test", { tests: [] }, "No test proves it."],
    ["a test that is gone", { tests: ["a queue was there"] }, 'There is no test "a queue was there".'],
  ];
  for (const [what, row, sentence] of unproved)
    it(`does not, with ${what}`, () => expect(problems(row)).to.deep.equal([sentence]));

  it("writes a row with its resources and tests, and marks one that is unproved", () => {
    expect(planDocument(check({}))).to.contain(
      "1 rows; all proved.\n\n## 2.3 Mensageria\n\n| row of the plan | stands as | proved by |\n|---|---|---|\n" +
        "| Filas \\| FIFO | Queue `orders-dlq`, `orders-queue` | a queue is there |",
    );
    const open = planDocument(check({ tests: [], note: "Why." }));
    expect(open)
      .to.contain("1 unproved, marked ✗")
      .and.to.contain("| ✗ Filas \\| FIFO<br>*Why.*<br>**No test proves it.** |");
  });

  it("has a row of every section that says how the system is built", () => {
    expect(sections.map(({ number }) => number)).to.deep.equal([
      ...["2.1", "2.2", "2.3", "2.4", "3.1", "3.2", "3.3", "4.1", "4.2"],
      ...["5.1", "5.2", "5.3", "6.1", "6.2", "6.3", "7.1", "7.2", "7.3"],
    ]);
    const rows = sections.flatMap((section) => section.rows.map(({ row }) => `${section.number} ${row}`));
    expect(new Set(rows).size).to.equal(rows.length);
    expect(rows).to.have.length.above(110);
  });

  it("reads the titles that mocha would run", async function () {
    this.timeout(60_000);
    const titles = await testTitles(root);
    expect(titles).to.include("npm run plan reads the titles that mocha would run");
  });
});
