/** Holds the rows against the graph, the files and the titles of the tests. */
import { existsSync } from "node:fs";
import path from "node:path";
import type { Graph, GraphResource } from "../../twin/engine/graph.ts";
import type { PlanRow, PlanSection, Stands } from "./row.ts";

export interface CheckedRow extends PlanRow {
  /** What each of `stands` was found as. */
  readonly found: readonly Found[];
  /** Sentences; empty when the row is proved. */
  readonly problems: readonly string[];
}

export interface Found {
  /** A file, or a type of resource. */
  readonly what: string;
  /** Logical names, each once; empty for a file. */
  readonly names: readonly string[];
}

export interface CheckedSection extends Omit<PlanSection, "rows"> {
  readonly rows: readonly CheckedRow[];
}

export interface Evidence {
  readonly graph: Graph;
  /** Full titles of all tests. */
  readonly titles: ReadonlySet<string>;
  /** The repository's root. */
  readonly root: string;
}

export function checkSections(sections: readonly PlanSection[], evidence: Evidence): CheckedSection[] {
  const resources = Object.values(evidence.graph.stacks).flatMap((stack) => stack.resources);
  return sections.map((section) => ({
    ...section,
    rows: section.rows.map((row) => checkRow(row, resources, evidence)),
  }));
}

function checkRow(row: PlanRow, resources: readonly GraphResource[], { titles, root }: Evidence): CheckedRow {
  const problems: string[] = [];
  const found = row.stands.map((stands): Found => {
    if (typeof stands === "string") {
      if (!existsSync(path.join(root, stands))) problems.push(`There is no file ${stands}.`);
      return { what: stands, names: [] };
    }
    const fitting = resources.filter((resource) => fits(resource, stands));
    problems.push(...countProblems(stands, fitting));
    return { what: stands.type, names: [...new Set(fitting.map(({ name }) => name))].sort() };
  });
  if (!row.stands.length) problems.push("It stands nowhere: name resources or files.");
  if (!row.tests.length) problems.push("No test proves it.");
  for (const title of row.tests) if (!titles.has(title)) problems.push(`There is no test "${title}".`);
  return { ...row, found, problems };
}

function fits(resource: GraphResource, { type, name = "*", holds = [] }: Stands): boolean {
  if (resource.type !== type) return false;
  const pattern = name.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (!new RegExp(`^${pattern.join(".*")}$`).test(resource.name)) return false;
  if (!holds.length) return true;
  const { code: _, ...inputs } = resource.inputs;
  // A policy or a dashboard is JSON within JSON.
  const text = JSON.stringify(inputs).replaceAll("\\", "");
  return holds.every((part) => text.includes(part));
}

function countProblems(stands: Stands, fitting: readonly GraphResource[]): string[] {
  const { type, name, holds, count } = stands;
  const what = [type, name && `named ${name}`, holds && `with ${holds.join(" and ")}`]
    .filter(Boolean)
    .join(" ");
  if (!fitting.length) return [`The graph has no ${what}.`];
  if (!count) return [];
  const [from, to] = count;
  return [...Map.groupBy(fitting, ({ region }) => region)]
    .filter(([, { length }]) => length < from || length > to)
    .map(
      ([region, { length }]) =>
        `${region ?? "The account"} has ${length} of ${what}; the plan says ${from}–${to}.`,
    );
}
