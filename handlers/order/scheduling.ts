/** Orders for later: when one may be wanted for, and when the kitchen gets it. */
import type { OrderConfig } from "../shared/tenant.ts";
import { failure, type OrderFailure } from "./errors.ts";
import { instantOf, spokenTime } from "./local-time.ts";
import { isOpen, nextOpening } from "./opening-hours.ts";
import type { StoreConfig } from "./ports.ts";

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

/** A customer who chose the earliest time has this long to confirm it. */
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

export function releaseAtOf({ scheduling }: OrderConfig, scheduledFor: string): string {
  const before = (scheduling?.releaseMinutes ?? 0) * minuteMs;
  return new Date(Date.parse(scheduledFor) - before).toISOString();
}

function no(message: string): OrderFailure {
  return failure("invalid_schedule", message);
}
