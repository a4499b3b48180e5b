/** POST /pos/{clientId}/orders/{orderId}/status: the kitchen says how an order gets on. */
import { type ApiEvent, type ApiReply, bodyOf, type Invocation, jsonReply } from "../shared/events.ts";
import type { Log } from "../shared/logger.ts";
import { maskWritten } from "../shared/mask.ts";
import { PosStatus } from "../shared/messages.ts";
import type { OrderErrorCode, OrderRequest, OrderResult } from "../shared/order-api.ts";

export interface PosEvent extends ApiEvent {
  readonly requestContext: {
    /** What the authorizer answered for this caller. */
    readonly authorizer?: { readonly clientId?: string } | null;
  };
}

export interface KitchenParts {
  /** Invokes OrderService; throws when it gives no answer. */
  readonly order: (request: OrderRequest) => Promise<OrderResult>;
  readonly log: Log;
}

export function kitchenHandler(parts: KitchenParts) {
  return async (event: PosEvent, invocation: Invocation): Promise<ApiReply> => {
    const { clientId = "", orderId = "" } = event.pathParameters ?? {};
    const log = parts.log.with({ clientId, requestId: invocation.awsRequestId });
    if (!clientId || event.requestContext.authorizer?.clientId !== clientId)
      return refuse(403, "forbidden", "This key belongs to another restaurant.");
    const body = parseBody(event);
    if (!body.ok) {
      log.warn(`Refused a kitchen's status. ${body.problem}`, { orderId });
      return refuse(400, "invalid_request", body.problem);
    }
    let result: OrderResult;
    try {
      result = await parts.order({ clientId, orderId, action: "kitchen_status", ...body.status });
    } catch (error) {
      log.error("OrderService gave no answer to a kitchen's status.", { orderId, error });
      return refuse(503, "unavailable", "The order could not be reached: send the same status again.");
    }
    if (result.ok) {
      const status = "order" in result ? result.order.status : body.status.status;
      return jsonReply(200, { orderId, status });
    }
    const { code, message } = result.error;
    log.warn(`A kitchen's status was refused: ${code}.`, { orderId, status: body.status.status });
    const [httpStatus, sentence] = refusals[code] ?? [400, "The order does not take this status."];
    return refuse(httpStatus, code, sentence, message);
  };
}

const refusals: Partial<Record<OrderErrorCode, readonly [number, string]>> = {
  no_order: [404, "This restaurant has no such order."],
  illegal_transition: [409, "The order cannot move to this status from the one it has."],
};

/** `detail` is OrderService's Portuguese sentence, which a kitchen's screen can show. */
function refuse(httpStatus: number, code: string, message: string, detail?: string): ApiReply {
  return jsonReply(httpStatus, { error: { code, message, detail } });
}

type Body =
  | { readonly ok: true; readonly status: PosStatus }
  | { readonly ok: false; readonly problem: string };

/** zod/mini carries no sentences, so what is accepted is said here. */
const accepted =
  'expected {"status", "minutes"?, "reason"?}: status is accepted, rejected, ready, out_for_delivery or delivered; minutes is a whole number from 1 to 600; reason is text of at most 500 characters';

function parseBody(event: ApiEvent): Body {
  let json: unknown;
  try {
    json = JSON.parse(bodyOf(event));
  } catch {
    return { ok: false, problem: `The body is no JSON; ${accepted}.` };
  }
  const parsed = PosStatus.safeParse(json);
  if (parsed.success) {
    const { reason } = parsed.data;
    return { ok: true, status: { ...parsed.data, reason: reason && maskWritten(reason) } };
  }
  const places = parsed.error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys" ? issue.keys : [issue.path.join(".") || "the body"],
  );
  return { ok: false, problem: `Wrong at ${places.join(", ")}; ${accepted}.` };
}
