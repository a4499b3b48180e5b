/** The restaurants: `tenants/*.yaml`, checked as a whole before anything is made of them. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { type Document, LineCounter, parseDocument } from "yaml";
// Gives issues their English messages; the schemas themselves are written with zod/mini.
import "zod";
import { TenantFile } from "../handlers/shared/tenant.ts";

export const tenantsFolder = path.resolve(import.meta.dirname, "../tenants");

/**
 * Every tenant of the folder, in the order of their ids.
 * @throws RunError with a sentence for every problem: the file, the line, the place in the document, and what is wrong.
 */
export function readTenants(folder: string = tenantsFolder): TenantFile[] {
  const problems: string[] = [];
  const tenants = readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .flatMap((name) => readTenant(folder, name, problems));
  refuseShared(tenants, (tenant) => tenant.clientId, "clientId", problems);
  refuseShared(tenants, (tenant) => tenant.twilioConfig.phoneNumber, "twilioConfig.phoneNumber", problems);
  if (problems.length) throw new pulumi.RunError(`The tenants are not accepted:\n${problems.join("\n")}`);
  return tenants.map(({ tenant }) => tenant);
}

interface Read {
  readonly file: string;
  readonly tenant: TenantFile;
}

function readTenant(folder: string, name: string, problems: string[]): Read[] {
  const file = `${path.basename(folder)}/${name}`;
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(path.join(folder, name), "utf8"), { lineCounter: lines });
  if (document.errors.length) {
    for (const error of document.errors)
      problems.push(
        `${file}:${lines.linePos(error.pos[0]).line}: not valid YAML: ${firstLine(error.message)}`,
      );
    return [];
  }
  const parsed = TenantFile.safeParse(document.toJS());
  if (!parsed.success) {
    for (const issue of parsed.error.issues)
      problems.push(
        `${file}:${lineOf(document, issue.path, lines)}: ${issue.path.join(".") || "the document"}: ${issue.message}.`,
      );
    return [];
  }
  refuseRepeated(file, parsed.data, problems);
  return [{ file, tenant: parsed.data }];
}

/** Where a queue, a row or a button would have to serve two things at once. */
function refuseRepeated(file: string, tenant: TenantFile, problems: string[]): void {
  const stores = tenant.stores.map((store) => store.storeId);
  for (const id of repeated(stores)) problems.push(`${file}: stores: two stores are called ${id}.`);
  for (const { storeId, orderConfig } of tenant.stores) {
    const items = orderConfig.menu.flatMap((category) => category.items.map((item) => item.itemId));
    for (const id of repeated(items))
      problems.push(`${file}: ${storeId}: two items of the menu are called ${id}.`);
  }
}

function refuseShared(
  read: readonly Read[],
  pick: (tenant: TenantFile) => string,
  field: string,
  problems: string[],
): void {
  const files = Map.groupBy(read, ({ tenant }) => pick(tenant));
  for (const [value, sharers] of files)
    if (sharers.length > 1)
      problems.push(
        `${sharers.map(({ file }) => file).join(" and ")}: ${field}: both say ${value}; each tenant needs its own.`,
      );
}

function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

/** Of the node, or of the nearest one around it that the file has. */
function lineOf(document: Document.Parsed, at: readonly PropertyKey[], lines: LineCounter): number {
  for (let length = at.length; length >= 0; length -= 1) {
    const node = length ? document.getIn(at.slice(0, length), true) : document.contents;
    const start = (node as { range?: [number, number, number] } | undefined)?.range?.[0];
    if (start !== undefined) return lines.linePos(start).line;
  }
  return 1;
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? text;
}
