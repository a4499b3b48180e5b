/** When a store takes orders: ranges a weekday, in São Paulo's time. "18:00-02:00" runs into the next day. */
import type { Store } from "../shared/tenant.ts";

export type OperatingHours = Store["operatingHours"];
export type Weekday = keyof OperatingHours;

const weekdays: readonly Weekday[] = [
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
];
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
export function isOpen(hours: OperatingHours, at: Date): boolean {
  const { weekday, minute } = saoPaulo(at);
  const today = ranges(hours, weekday).some(({ from, until }) => minute >= from && minute <= until);
  // What began yesterday and ends after midnight.
  return today || ranges(hours, weekday - 1).some(({ until }) => minute + day <= until);
}

/** "hoje às 18:00", "amanhã às 11:30", "sexta-feira às 18:00"; undefined for a store that never opens. */
export function nextOpening(hours: OperatingHours, at: Date): string | undefined {
  const { weekday, minute } = saoPaulo(at);
  for (let ahead = 0; ahead <= 7; ahead++) {
    const starts = ranges(hours, weekday + ahead)
      .map(({ from }) => from)
      .filter((from) => ahead > 0 || from > minute)
      .sort((a, b) => a - b);
    if (starts[0] === undefined) continue;
    const when = ahead === 0 ? "hoje" : ahead === 1 ? "amanhã" : names[nameOf(weekday + ahead)];
    return `${when} às ${clock(starts[0])}`;
  }
  return undefined;
}

/** Minutes since the weekday's midnight; `until` is past 24 h when the range ends on the next day. */
function ranges(hours: OperatingHours, weekday: number): { from: number; until: number }[] {
  return hours[nameOf(weekday)].map((range) => {
    const [from = 0, until = 0] = range.split("-").map(minutes);
    return { from, until: until <= from ? until + day : until };
  });
}

function nameOf(weekday: number): Weekday {
  return weekdays[(weekday + 7) % 7]!;
}

function minutes(time: string): number {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return hour * 60 + minute;
}

function clock(minute: number): string {
  const pad = (n: number) => String(n).padStart(2, "0");
  return `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;
}

const format = new Intl.DateTimeFormat("en-US", {
  timeZone: "America/Sao_Paulo",
  weekday: "long",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

function saoPaulo(at: Date): { weekday: number; minute: number } {
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    weekday: weekdays.indexOf(parts.weekday!.toLowerCase() as Weekday),
    minute: Number(parts.hour) * 60 + Number(parts.minute),
  };
}
