/** The tenants' rows, kept for a while: every message asks for its tenant. */
import { type DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../shared/clock.ts";
import { TenantConfig } from "../shared/tenant.ts";
import type { Cache } from "./cache.ts";

export interface Tenants {
  /** Active or not; undefined when there is no such tenant. Throws a sentence when the row is malformed. */
  find(clientId: string): Promise<TenantConfig | undefined>;
}

/** A change of configuration is seen within half a minute, and within a whole one where there is a cache. */
const keepMs = 30_000;
/** Beyond it the oldest is forgotten, so that made-up tenants in paths cannot fill the memory. */
const keepAtMost = 500;
const clientIdShape = /^client_[a-z0-9_]{2,32}$/;

/** @param cache what every function instance of the region knows already. @default none */
export function openTenants(
  tables: DynamoDBDocumentClient,
  table: string,
  clock: Clock,
  cache?: Cache,
): Tenants {
  return keptTenants(async (clientId) => {
    const known = await cache?.get(clientId, "tenant");
    if (known) return known as Record<string, unknown>;
    const { Item } = await tables.send(new GetCommand({ TableName: table, Key: { clientId } }));
    if (Item) await cache?.put(clientId, "tenant", Item, keepMs / 1_000);
    return Item;
  }, clock);
}

export function keptTenants(
  load: (clientId: string) => Promise<Record<string, unknown> | undefined>,
  clock: Clock,
): Tenants {
  const kept = new Map<
    string,
    { readonly tenant: Promise<TenantConfig | undefined>; readonly until: number }
  >();
  return {
    find(clientId) {
      if (!clientIdShape.test(clientId)) return Promise.resolve(undefined);
      const known = kept.get(clientId);
      if (known && clock().getTime() < known.until) return known.tenant;
      const tenant = load(clientId).then((row) => row && parseTenant(clientId, row));
      kept.delete(clientId);
      kept.set(clientId, { tenant, until: clock().getTime() + keepMs });
      if (kept.size > keepAtMost) kept.delete(kept.keys().next().value!);
      tenant.catch(() => kept.delete(clientId));
      return tenant;
    },
  };
}

/** A row carries index attributes beside the tenant's document. */
function parseTenant(clientId: string, row: Record<string, unknown>): TenantConfig {
  const { whatsAppNumber: _, ...document } = row;
  const parsed = TenantConfig.safeParse(document);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new Error(
    `TenantConfigTable's row of ${clientId} is malformed: ${problems.join("; ")}. Mend tenants/${clientId}.yaml and deploy.`,
  );
}
