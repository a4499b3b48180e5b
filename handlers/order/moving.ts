/** How a transition changes the order: one version, one line on its timeline, and what must be told in its outbox. */
import type { Notice, PosMessage } from "../shared/messages.ts";
import { type Actor, canMove, type OrderStatus } from "../shared/order-states.ts";
import { isErased } from "./customer-data.ts";
import { failure, type OrderFailure } from "./errors.ts";
import { type NoticeDetails, toCustomer, toKitchen } from "./outbox.ts";
import { owesNothing } from "./owed.ts";
import { changed, type OrderRecord, type Stamp, type TimelineEntry } from "./record.ts";

/** `changed` is false for a repeat. */
export type Outcome =
  | { readonly ok: true; readonly order: OrderRecord; readonly changed: boolean }
  | OrderFailure;

export function repeat(order: OrderRecord): Outcome {
  return { ok: true, order, changed: false };
}

/** Who must be told of it. */
interface Telling {
  readonly kitchen?: PosMessage["status"];
  readonly notice?: Notice["notice"];
  readonly details?: NoticeDetails;
}

export interface Move extends Telling {
  readonly to: OrderStatus;
  readonly by: Actor;
  readonly change?: Partial<OrderRecord>;
  readonly note?: string;
  readonly requestId?: string;
}

export function move(order: OrderRecord, stamp: Stamp, made: Move): Outcome {
  const { to, by, note } = made;
  if (!canMove(order.status, to, by)) return illegal(order);
  const moved = changed(order, stamp, { expiresAt: undefined, ...made.change, status: to }, made.requestId);
  // What is owed is seen to at once; should that fail, the schedule does it.
  const next = owesNothing(moved) ? moved : { ...moved, expiresAt: stamp.at };
  const timeline = [...order.timeline, entry(order, next, by, note)];
  return { ok: true, order: { ...next, timeline, outbox: outboxWith(next, made) }, changed: true };
}

/** Something happened that moves nothing. */
export function noted(
  order: OrderRecord,
  stamp: Stamp,
  made: Telling & {
    readonly by: Actor;
    readonly note: string;
    readonly change: Partial<OrderRecord>;
  },
): Outcome {
  const next = changed(order, stamp, made.change);
  const timeline = [...order.timeline, entry(order, next, made.by, made.note)];
  return { ok: true, order: { ...next, timeline, outbox: outboxWith(next, made) }, changed: true };
}

function outboxWith(order: OrderRecord, { kitchen, notice, details }: Telling): OrderRecord["outbox"] {
  const outbox = [...order.outbox];
  if (kitchen) outbox.push(toKitchen(order, kitchen));
  if (notice && !isErased(order)) outbox.push(toCustomer(order, notice, details));
  return outbox;
}

function entry(before: OrderRecord, after: OrderRecord, by: Actor, note?: string): TimelineEntry {
  const { version, region, epoch } = after;
  return { at: after.updatedAt, from: before.status, to: after.status, by, version, region, epoch, note };
}

const states: Record<OrderStatus, string> = {
  cart: "ainda não foi fechado",
  awaiting_payment: "está aguardando o pagamento",
  scheduled: "está agendado",
  confirmed: "está confirmado, esperando a cozinha",
  accepted: "está em preparo",
  ready: "está pronto",
  out_for_delivery: "saiu para entrega",
  delivered: "já foi entregue",
  rejected: "foi recusado pela loja",
  cancelled: "foi cancelado",
  expired: "expirou sem pagamento",
  refund_pending: "está sendo reembolsado",
  refunded: "já foi reembolsado",
};

export function illegal(order: OrderRecord): OrderFailure {
  return failure("illegal_transition", `Não é possível: o pedido ${states[order.status]}.`);
}

export function kitchenHas({ timeline }: OrderRecord): boolean {
  return timeline.some(({ to }) => to === "confirmed");
}
