/** What each rule passes, and what it catches. */
import type { Cases } from "../support/resources.ts";
import { access } from "./access.ts";
import { api } from "./api.ts";
import { data } from "./data.ts";
import { failover } from "./failover.ts";
import { functions } from "./functions.ts";
import { general } from "./general.ts";
import { messaging } from "./messaging.ts";
import { network } from "./network.ts";
import { observability } from "./observability.ts";

export const cases: Cases = {
  ...access,
  ...api,
  ...data,
  ...failover,
  ...functions,
  ...general,
  ...messaging,
  ...network,
  ...observability,
};
