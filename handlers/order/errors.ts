/** Failures as values: a code for the program and one Portuguese sentence for the customer. */
import type { OrderErrorCode, OrderResult } from "../shared/order-api.ts";

export type OrderFailure = Extract<OrderResult, { ok: false }>;

export function failure(code: OrderErrorCode, message: string): OrderFailure {
  return { ok: false, error: { code, message } };
}

export const noOrder = () => failure("no_order", "Não encontrei nenhum pedido seu por aqui.");
