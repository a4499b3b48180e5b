/** Orders for later: when one may be wanted for, and when the kitchen gets it. */
import type { OrderConfig } from "../shared/tenant.ts";
import { failure, type OrderFailure } from "./errors.ts";
import { instantOf, spokenTime } from "./local-time.ts";
import { isOpen, nextOpening, opensAt } from "./opening-hours.ts";
import type { StoreConfig } from "./ports.ts";
import type { OrderRecord } from "./record.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

export type Scheduled = { readonly ok: true; readonly scheduledFor?: string } | OrderFailure;

/** @param wanted as the request has it; absent: as soon as possible. */
export function schedule(store: StoreConfig, wanted: string | undefined, now: Date): Scheduled {
  if (wanted === undefined) return { ok: true };
  const at = instantOf(wanted);
  if (Number.isNaN(at.getTime())) return no("Não entendi esse horário. Para que dia e hora é o pedido?");
  const refused = refuseTime(store, at, now);
  return refused ?? { ok: true, scheduledFor: at.toISOString() };
}

/** What a customer has to confirm the earliest time that they chose, or to pay an order of the last minute. */
const graceMs = 5 * minuteMs;

/** When the order is placed: the basket may have waited past the time that it is wanted for. */
export function refuseWaited(store: StoreConfig, at: Date, now: Date): OrderFailure | undefined {
  return refuseTime(store, at, now, graceMs);
}

function refuseTime(store: StoreConfig, at: Date, now: Date, lateMs = 0): OrderFailure | undefined {
  const { scheduling } = store.orderConfig;
  if (!scheduling) return no(`${store.storeName} não aceita pedidos agendados.`);
  const { minimumMinutes, maximumDays } = scheduling;
  const ahead = at.getTime() - now.getTime();
  if (ahead < Math.max(0, minimumMinutes * minuteMs - lateMs))
    return no(`Para agendar, escolha um horário daqui a pelo menos ${minimumMinutes} minutos.`);
  if (ahead > maximumDays * dayMs) return no(`Dá para agendar com até ${maximumDays} dias de antecedência.`);
  if (isOpen(store, at)) return undefined;
  const next = nextOpening(store, now);
  return no(
    `${store.storeName} está fechada em ${spokenTime(at)}${next ? `; a próxima abertura é ${next}` : ""}.`,
  );
}

/**
 * When an order that is wanted as soon as possible can be made, if that is not now: a boleto may be paid in the night. One
 * that is paid minutes after the store closed is still its kitchen's.
 */
export function madeFrom({ scheduledFor }: OrderRecord, store: StoreConfig, now: Date): string | undefined {
  const open = [now, new Date(now.getTime() - graceMs)].some((at) => isOpen(store, at));
  return open || scheduledFor !== undefined ? undefined : opensAt(store, now)?.toISOString();
}

export function releaseAtOf({ scheduling }: OrderConfig, scheduledFor: string): string {
  const before = (scheduling?.releaseMinutes ?? 0) * minuteMs;
  return new Date(Date.parse(scheduledFor) - before).toISOString();
}

function no(message: string): OrderFailure {
  return failure("invalid_schedule", message);
}
