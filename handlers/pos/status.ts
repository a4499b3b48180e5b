/** PosStatus: what a restaurant's point of sale posts about an order. */
import { openFunctions } from "../adapters/functions.ts";
import { readEnvironment } from "../shared/environment.ts";
import { openLog } from "../shared/logger.ts";
import type { OrderResult } from "../shared/order-api.ts";
import { kitchenHandler } from "./kitchen.ts";

const environment = readEnvironment("ORDER_FUNCTION");
const functions = openFunctions();

export const handler = kitchenHandler({
  order: (request) => functions.call<OrderResult>(environment.ORDER_FUNCTION, request),
  log: openLog(),
});
