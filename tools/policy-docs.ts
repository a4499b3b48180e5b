#!/usr/bin/env node
/** Writes the table of rules in docs/policies.md from the rules themselves. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { rules } from "../policies/rules.ts";
import type { Rule } from "../policies/support/rule.ts";

export const page = path.resolve(import.meta.dirname, "../docs/policies.md");
const [start, end] = ["<!-- rules: node tools/policy-docs.ts -->", "<!-- end of rules -->"];

/** The page with its table as the rules have it now. */
export function withTable(text: string): string {
  const [before, , after] = text.split(new RegExp(`(?<=${start})|(?=${end})`));
  if (before === undefined || after === undefined)
    throw new Error(
      `docs/policies.md has no "${start}" followed by "${end}"; put both where the table belongs.`,
    );
  return `${before}\n${table()}\n${after}`;
}

function table(): string {
  const lines = rules.map(
    (rule) =>
      `| [${rule.name}](../policies/rules/${rule.name}.ts) | ${judges(rule)} | ${cells(rule).join(" | ")} |`,
  );
  return ["| rule | judges | what must hold | otherwise | source |", "|---|---|---|---|---|", ...lines].join(
    "\n",
  );
}

function judges(rule: Rule): string {
  const level =
    (rule.level === "advisory" ? ", advisory" : "") + (rule.productionOnly ? ", in production" : "");
  if (rule.kind === "stack") return `the stack${level}`;
  const types = rule.types?.map((type) => type.split(":").at(-1)) ?? ["every resource"];
  return types.join(", ") + level;
}

function cells({ description, why, source }: Rule): string[] {
  const [host] = new URL(source).host.replace(/^(docs|www)\./, "").split(".");
  return [...[description, why].map((text) => text.replaceAll("|", "\\|")), `[${host}](${source})`];
}

if (import.meta.main) {
  new Command("node tools/policy-docs.ts")
    .description("Writes the table of rules in docs/policies.md from the rules themselves.")
    .parse();
  writeFileSync(page, withTable(readFileSync(page, "utf8")));
}
