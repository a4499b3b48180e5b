/** Authorizer: the request authorizer of the webhook, payment and POS routes. */
import { openSecret } from "../adapters/secrets.ts";
import { openTables } from "../adapters/tables.ts";
import { openTenants } from "../adapters/tenants.ts";
import { systemClock as clock } from "../shared/clock.ts";
import { readEnvironment } from "../shared/environment.ts";
import { openLog } from "../shared/logger.ts";
import { PosSecret } from "../shared/secrets.ts";
import { authorizer } from "./authorize.ts";

const environment = readEnvironment("TENANT_CONFIG_TABLE", "POS_SECRET");

export const handler = authorizer({
  tenants: openTenants(openTables(), environment.TENANT_CONFIG_TABLE, clock),
  posSecret: openSecret(environment.POS_SECRET, PosSecret, clock),
  log: openLog(),
});
