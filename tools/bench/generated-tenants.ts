/** Restaurants by the hundred, for measuring: copies of a sample under other names, two stores each. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse, stringify } from "yaml";

const sample = path.join(import.meta.dirname, "../../tenants/client_bella_napoli.yaml");

export interface GeneratedTenants {
  readonly folder: string;
  /** Removes the folder. */
  remove(): void;
}

/** @param stores of each restaurant; the sample has two. */
export function generateTenants(count: number, stores = 2): GeneratedTenants {
  const folder = mkdtempSync(path.join(tmpdir(), "tenants-"));
  const document = parse(readFileSync(sample, "utf8")) as {
    readonly twilioConfig: object;
    readonly stores: readonly object[];
  };
  for (let index = 0; index < count; index++) {
    const number = String(index).padStart(4, "0");
    const tenant = {
      ...document,
      clientId: `client_bench_${number}`,
      twilioConfig: {
        ...document.twilioConfig,
        accountSid: `AC${number.padStart(32, "0")}`,
        phoneNumber: `+55114100${number}`,
      },
      stores: Array.from({ length: stores }, (_, store) => ({
        ...document.stores[store % document.stores.length],
        storeId: `store_${String(store + 1).padStart(2, "0")}`,
      })),
    };
    writeFileSync(path.join(folder, `client_bench_${number}.yaml`), stringify(tenant));
  }
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}
