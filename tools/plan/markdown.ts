/** docs/plan.md, from the rows as they were found. */
import type { CheckedRow, CheckedSection, Found } from "./check.ts";

const namesShown = 3;

export function planDocument(sections: readonly CheckedSection[]): string {
  const rows = sections.flatMap((section) => section.rows);
  const open = rows.filter(({ problems }) => problems.length).length;
  return [
    "# The plan, row by row",
    "",
    "Made by `npm run plan` from `tools/plan/rows`: each row of the plan's sections 2–7, the resources of the graph (or the files) that it became, and the tests that prove it. The command fails while a row is unproved.",
    "",
    `${rows.length} rows; ${open ? `${open} unproved, marked ✗` : "all proved"}.`,
    "",
    ...sections.flatMap(({ number, title, rows: own }) => [
      `## ${number} ${title}`,
      "",
      "| row of the plan | stands as | proved by |",
      "|---|---|---|",
      ...own.map(line),
      "",
    ]),
  ].join("\n");
}

function line(row: CheckedRow): string {
  const text = [
    `${row.problems.length ? "✗ " : ""}${row.row}`,
    ...(row.note ? [`*${row.note}*`] : []),
    ...row.problems.map((problem) => `**${problem}**`),
  ];
  return `| ${cell(text)} | ${cell(row.found.map(shown))} | ${cell(row.tests)} |`;
}

function shown({ what, names }: Found): string {
  if (!names.length) return what.includes(":") ? what : `[${what}](../${what})`;
  const kind = what.split(":").at(-1);
  return `${kind} ${names
    .slice(0, namesShown)
    .map((name) => `\`${name}\``)
    .join(", ")}${names.length > namesShown ? " and others" : ""}`;
}

function cell(lines: readonly string[]): string {
  return lines.map((text) => text.replaceAll("|", "\\|")).join("<br>");
}
