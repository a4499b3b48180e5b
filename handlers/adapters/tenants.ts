/** The tenants' rows, kept for a while: every message asks for its tenant. */
import { type DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../shared/clock.ts";
import { problemsOf } from "../shared/problems.ts";
import { TenantConfig } from "../shared/tenant.ts";
import type { Cache } from "./cache.ts";
import { keepMs, kept } from "./kept.ts";

export interface Tenants {
  /** Active or not; undefined when there is no such tenant. Throws a sentence when the row is malformed. */
  find(clientId: string): Promise<TenantConfig | undefined>;
}

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
  const find = kept((clientId) => load(clientId).then((row) => row && parseTenant(clientId, row)), clock);
  return { find: async (clientId) => (clientIdShape.test(clientId) ? find(clientId) : undefined) };
}

/** A row carries index attributes beside the tenant's document. */
function parseTenant(clientId: string, row: Record<string, unknown>): TenantConfig {
  const { whatsAppNumber: _, ...document } = row;
  const parsed = TenantConfig.safeParse(document);
  if (parsed.success) return parsed.data;
  const problems = problemsOf(parsed.error);
  throw new Error(
    `TenantConfigTable's row of ${clientId} is malformed: ${problems.join("; ")}. Mend tenants/${clientId}.yaml and deploy.`,
  );
}
