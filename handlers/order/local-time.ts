/** Instants as clocks in São Paulo show them, and back. */

const timeZone = "America/Sao_Paulo";

export interface LocalTime {
  /** "2026-11-24" */
  readonly date: string;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** Since midnight. */
  readonly minute: number;
}

const format = new Intl.DateTimeFormat("en-CA", {
  timeZone,
  ...{
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  },
  hourCycle: "h23",
});

export function localTime(at: Date): LocalTime {
  const { year, month, day, hour, minute } = parts(at);
  const date = `${year}-${month}-${day}`;
  return {
    date,
    weekday: new Date(`${date}T00:00:00Z`).getUTCDay(),
    minute: Number(hour) * 60 + Number(minute),
  };
}

export function addDays({ date, minute }: LocalTime, days: number): LocalTime {
  const moved = new Date(Date.parse(`${date}T00:00:00Z`) + days * 24 * 3600_000);
  return { date: moved.toISOString().slice(0, 10), weekday: moved.getUTCDay(), minute };
}

/** "2026-11-24T20:30" is São Paulo's time; one with a zone is that zone's. An invalid date for what names no time. */
export function instantOf(text: string): Date {
  if (/(Z|[+-]\d{2}:?\d{2})$/.test(text)) return new Date(text);
  const asUtc = new Date(`${text}Z`);
  // The zone's offset at that time; once more, in case the first guess lay on the other side of a clock change.
  let guess = asUtc;
  for (let round = 0; round < 2; round++) guess = new Date(asUtc.getTime() - offsetMs(guess));
  return guess;
}

function offsetMs(at: Date): number {
  if (Number.isNaN(at.getTime())) return Number.NaN;
  const { year, month, day, hour, minute, second } = parts(at);
  const shown = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return shown - Math.floor(at.getTime() / 1000) * 1000;
}

const spoken = new Intl.DateTimeFormat("pt-BR", {
  timeZone,
  ...{ weekday: "long", day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit" },
});

/** "terça-feira, 24/11, 20:30" */
export function spokenTime(at: Date): string {
  return spoken.format(at);
}

function parts(at: Date): Record<Intl.DateTimeFormatPartTypes, string> {
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value])) as Record<
    Intl.DateTimeFormatPartTypes,
    string
  >;
}
