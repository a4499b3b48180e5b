/** What each rule passes, and what it catches. */
import type { Cases } from "../support/resources.ts";
import { access } from "./access.ts";
import { api } from "./api.ts";
import { buckets } from "./buckets.ts";
import { failover } from "./failover.ts";
import { functions } from "./functions.ts";
import { general } from "./general.ts";
import { messaging } from "./messaging.ts";
import { network } from "./network.ts";
import { observability } from "./observability.ts";
import { secrets } from "./secrets.ts";
import { tables } from "./tables.ts";

export const cases: Cases = {
  ...access,
  ...api,
  ...buckets,
  ...failover,
  ...functions,
  ...general,
  ...messaging,
  ...network,
  ...observability,
  ...secrets,
  ...tables,
};
