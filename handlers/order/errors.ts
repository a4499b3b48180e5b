/** Failures as values: a code for the program, one Portuguese sentence for the customer, ids for the model. */
import type { OrderErrorCode, OrderErrorDetails, OrderResult } from "../shared/order-api.ts";

export type OrderFailure = Extract<OrderResult, { ok: false }>;

export function failure(code: OrderErrorCode, message: string, details?: OrderErrorDetails): OrderFailure {
  return { ok: false, error: { code, message, ...(details && { details }) } };
}

export type Offered = NonNullable<OrderErrorDetails["offered"]>;

/** As the customer may be told them. */
export function named(offered: Offered, between = ", "): string {
  return offered.map(({ name }) => name).join(between);
}

export const noOrder = () => failure("no_order", "Não encontrei nenhum pedido seu por aqui.");
