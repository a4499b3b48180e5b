/** When a store takes orders: ranges a weekday, in São Paulo's time. "18:00-02:00" runs into the next day. */
import { rangeOf, type Weekday, type WeeklyHours, weekdays } from "../shared/hours.ts";
import { addDays, instantOf, type LocalTime, localTime } from "./local-time.ts";

export interface Opening {
  readonly hours: WeeklyHours;
  /** ISO days on which nothing begins. */
  readonly closedOn?: readonly string[];
}

const names: Record<Weekday, string> = {
  sunday: "domingo",
  monday: "segunda-feira",
  tuesday: "terça-feira",
  wednesday: "quarta-feira",
  thursday: "quinta-feira",
  friday: "sexta-feira",
  saturday: "sábado",
};
const day = 24 * 60;

/** The closing minute still takes orders, so that "00:00-23:59" never closes. */
export function isOpen({ hours, closedOn }: Opening, at: Date): boolean {
  const today = localTime(at);
  const { minute } = today;
  if (ranges(hours, closedOn, today).some(({ from, until }) => minute >= from && minute <= until))
    return true;
  // What began yesterday and ends after midnight.
  return ranges(hours, closedOn, addDays(today, -1)).some(({ until }) => minute + day <= until);
}

/** "hoje às 18:00", "amanhã às 11:30", "sexta-feira às 18:00"; undefined for a store that does not open in a week. */
export function nextOpening(store: Opening, at: Date): string | undefined {
  const next = opening(store, at);
  if (!next) return undefined;
  const { ahead, weekday, minute } = next;
  const when = ahead === 0 ? "hoje" : ahead === 1 ? "amanhã" : names[weekdays[weekday]!];
  return `${when} às ${clock(minute)}`;
}

export function opensAt(store: Opening, at: Date): Date | undefined {
  const next = opening(store, at);
  return next && instantOf(`${next.date}T${clock(next.minute)}:00`);
}

/** `ahead`: days from now. */
function opening(
  { hours, closedOn }: Opening,
  at: Date,
): (LocalTime & { readonly ahead: number }) | undefined {
  const now = localTime(at);
  for (let ahead = 0; ahead <= 7; ahead++) {
    const then = addDays(now, ahead);
    const starts = ranges(hours, closedOn, then)
      .map(({ from }) => from)
      .filter((from) => ahead > 0 || from > now.minute)
      .sort((a, b) => a - b);
    if (starts[0] !== undefined) return { ...then, minute: starts[0], ahead };
  }
  return undefined;
}

function ranges(hours: WeeklyHours, closedOn: Opening["closedOn"], { weekday, date }: LocalTime) {
  return closedOn?.includes(date) ? [] : hours[weekdays[weekday]!].map(rangeOf);
}

function clock(minute: number): string {
  const pad = (n: number) => String(n).padStart(2, "0");
  return `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;
}
