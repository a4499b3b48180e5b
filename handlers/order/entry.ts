/** An invocation of OrderService: checked, then served. */
import type { Invocation } from "../shared/events.ts";
import type { Metrics } from "../shared/metrics.ts";
import { ExpireOrders, OrderRequest, type OrderResult } from "../shared/order-api.ts";
import { problemsOf } from "../shared/problems.ts";
import { type Expiry, expireOrders } from "./closing.ts";
import { failure } from "./errors.ts";
import type { OrderMetric, Ports } from "./ports.ts";
import { serve } from "./service.ts";

export type OrderHandler = (event: unknown, invocation: Invocation) => Promise<OrderResult | Expiry>;

export function orderHandler(ports: Ports & { readonly metrics: Metrics<OrderMetric> }): OrderHandler {
  return async (event, invocation) => {
    const log = ports.log.with({ requestId: invocation.awsRequestId });
    try {
      if (ExpireOrders.safeParse(event).success) return await expireOrders({ ...ports, log });
      const request = OrderRequest.safeParse(event);
      if (!request.success) {
        log.error("An OrderRequest is malformed; see handlers/shared/order-api.ts.", {
          problems: problemsOf(request.error),
        });
        return failure("invalid_request", "Não entendi o pedido.");
      }
      const { action, clientId, ...about } = request.data;
      const { storeId, conversationId, traceId } = "conversationId" in about ? about : {};
      const context = log.with({ clientId, storeId, conversationId, traceId });
      const result = await serve({ ...ports, log: context }, request.data);
      if (!result.ok) context.info(`${action} was refused: ${result.error.code}.`, { ...result.error });
      return result;
    } finally {
      ports.metrics.flush();
    }
  };
}
