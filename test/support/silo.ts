/** The repository's restaurants in a folder of their own, one of them of tier silo. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse, stringify } from "yaml";

const tenants = path.resolve(import.meta.dirname, "../../tenants");

export const siloId = "client_bella_napoli";

export interface TenantsFolder {
  readonly path: string;
  remove(): void;
}

/** @param maxConcurrency @default every restaurant stays of tier pool */
export function tenantsFolder(maxConcurrency?: number): TenantsFolder {
  const folder = mkdtempSync(path.join(tmpdir(), "tenants-"));
  cpSync(tenants, folder, {
    recursive: true,
    filter: (from) => from === tenants || from.endsWith(".yaml"),
  });
  if (maxConcurrency) {
    const file = path.join(folder, `${siloId}.yaml`);
    const tenant = parse(readFileSync(file, "utf8"));
    writeFileSync(file, stringify({ ...tenant, tier: "silo", limits: { ...tenant.limits, maxConcurrency } }));
  }
  return { path: folder, remove: () => rmSync(folder, { recursive: true }) };
}
