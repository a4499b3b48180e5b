#!/usr/bin/env node
/** `npm run plan`: every row of the plan beside what it became and what proves it; fails while a row is unproved. */

import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { exitWhenDone } from "../twin/command-line.ts";
import { evaluate } from "../twin/engine/evaluate.ts";
import { checkSections } from "./plan/check.ts";
import { planDocument } from "./plan/markdown.ts";
import { sections } from "./plan/rows/sections.ts";
import { testTitles } from "./plan/titles.ts";

const root = path.join(import.meta.dirname, "..");
const file = path.join(root, "docs/plan.md");

const program = new Command("npm run plan --")
  .description(
    "Writes docs/plan.md: each row of the plan, the resources of the graph that it became, and the tests that prove it. Exits 1 when a row is unproved.",
  )
  .option("--check", "write nothing, and exit 1 also when docs/plan.md is not what it would write");

async function main(): Promise<void> {
  const { check = false } = program.parse().opts<{ check?: boolean }>();
  const [graph, titles] = await Promise.all([evaluate({ dir: root }), testTitles(root)]);
  const checked = checkSections(sections, { graph, titles, root });
  const document = planDocument(checked);
  const stale = readFileOrNothing() !== document;
  if (!check) writeFileSync(file, document);
  const rows = checked.flatMap((section) => section.rows.map((row) => ({ ...row, section: section.number })));
  const open = rows.filter(({ problems }) => problems.length);
  for (const { section, row, problems } of open)
    console.error(`${section} ${row}\n  ${problems.join("\n  ")}`);
  if (check && stale) console.error("docs/plan.md is not what the rows say: run npm run plan.");
  console.log(`${rows.length} rows of the plan, ${open.length} unproved.`);
  if (open.length || (check && stale)) process.exitCode = 1;
}

function readFileOrNothing(): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

exitWhenDone(main());
