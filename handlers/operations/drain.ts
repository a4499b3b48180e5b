/** Drain: GET /drain/{region}. */
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { openTables } from "../adapters/tables.ts";
import { systemClock as clock } from "../shared/clock.ts";
import { readEnvironment } from "../shared/environment.ts";
import { openLog } from "../shared/logger.ts";
import { drainHandler } from "./signal.ts";

const environment = readEnvironment("IDEMPOTENCY_TABLE");
const tables = openTables();

export const handler = drainHandler({
  async find(id) {
    const { Item } = await tables.send(
      new GetCommand({ TableName: environment.IDEMPOTENCY_TABLE, Key: { id } }),
    );
    return Item && { ttl: typeof Item.ttl === "number" ? Item.ttl : undefined };
  },
  clock,
  log: openLog(),
});
