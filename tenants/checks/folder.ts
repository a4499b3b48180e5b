/**
 * The restaurants' files, checked as a whole. `pulumi up`, the twin and `npm run tenant` read them here, so that what one of
 * them refuses the others refuse too.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Document, LineCounter, parseDocument, visit } from "yaml";
import * as z from "zod";
import { TenantFile } from "../../handlers/shared/tenant-file.ts";
import { positionOf } from "./position.ts";
import { type Finding, type Problem, sentenceOf } from "./problem.ts";
import { findingsOf } from "./sentences.ts";
import { tenantFindings } from "./tenant.ts";

export { type Problem, sentenceOf };

// The schemas are written with zod/mini, which has no sentences of its own.
const english = z.locales.en().localeError;

export interface CheckedTenant {
  /** "tenants/client_bella_napoli.yaml" */
  readonly file: string;
  readonly tenant: TenantFile;
}

export interface Checked {
  readonly files: number;
  /** Those whose own file is in order, in the order of their files. */
  readonly tenants: readonly CheckedTenant[];
  readonly problems: readonly Problem[];
}

interface Read {
  readonly file: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  readonly value: unknown;
}

/** Throws what the file system throws when the folder or one of its files cannot be read. */
export function checkTenants(folder: string): Checked {
  const problems: Problem[] = [];
  const all = readdirSync(folder).sort();
  for (const name of all.filter((one) => one.endsWith(".yml")))
    problems.push({
      file: `${path.basename(folder)}/${name}`,
      ...{ line: 1, column: 1, place: "" },
      message: "is not read: restaurants' files end in .yaml, so rename it",
    });
  const names = all.filter((name) => name.endsWith(".yaml"));
  const files = names.flatMap((name) => readYaml(path.join(folder, name), problems));
  const tenants = files.flatMap((read) => checkOne(read, problems));
  refuseShared(files, ["clientId"], problems);
  refuseShared(files, ["twilioConfig", "phoneNumber"], problems);
  return { files: names.length, tenants, problems: problems.sort(byPlace) };
}

function readYaml(from: string, problems: Problem[]): Read[] {
  const file = `${path.basename(path.dirname(from))}/${path.basename(from)}`;
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(from, "utf8"), { lineCounter: lines });
  const faults = [
    ...document.errors.map(({ pos, message }) => ({ at: pos[0], message: message.split(/ at line|\n/)[0] })),
    ...unresolvedAliases(document),
  ];
  for (const { at, message } of faults) {
    const { line, col } = lines.linePos(at);
    problems.push({ file, line, column: col, place: "", message: `not valid YAML: ${message}` });
  }
  return faults.length > 0 ? [] : [{ file, document, lines, value: document.toJS() }];
}

/** The parser leaves them to whoever reads the value, which is too late to say where they are. */
function unresolvedAliases(document: Document.Parsed) {
  const found: { readonly at: number; readonly message: string }[] = [];
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document)) return;
      found.push({ at: alias.range?.[0] ?? 0, message: `no anchor &${alias.source} stands before this` });
    },
  });
  return found;
}

function checkOne(read: Read, problems: Problem[]): CheckedTenant[] {
  const parsed = TenantFile.safeParse(read.value, { error: english });
  const findings = parsed.success
    ? tenantFindings(parsed.data)
    : parsed.error.issues.flatMap((issue) => findingsOf(issue, read.value));
  const seen = new Set<string>();
  for (const finding of findings) {
    const problem = locate(read, finding);
    // Two stores that share a menu by an alias share its mistakes.
    const key = `${problem.line}:${problem.column}:${problem.message}`;
    if (!seen.has(key)) problems.push(problem);
    seen.add(key);
  }
  return parsed.success && findings.length === 0 ? [{ file: read.file, tenant: parsed.data }] : [];
}

function locate({ file, document, lines }: Read, finding: Finding): Problem {
  const place = finding.path.map(String).join(".");
  return { file, ...positionOf(document, lines, finding), place, message: finding.message };
}

/** Told at every file but the first. A file that is not in order otherwise counts too. */
function refuseShared(files: readonly Read[], at: readonly string[], problems: Problem[]): void {
  const owners = new Map<string, string>();
  for (const read of files) {
    const value = read.document.getIn(at);
    if (typeof value !== "string") continue;
    const owner = owners.get(value);
    if (owner === undefined) owners.set(value, read.file);
    else
      problems.push(
        locate(read, { path: at, message: `${owner} says ${value} too; each tenant needs its own` }),
      );
  }
}

function byPlace(a: Problem, b: Problem): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column;
}
