/** AWS's schedule expressions: rate(), cron() and at(). */
import { Cron } from "croner";

export interface Expression {
  /** The first moment after `time` (milliseconds since the epoch); undefined when there is none any more. */
  next(time: number): number | undefined;
}

const unitMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/**
 * `anchor` is what a rate counts from. Throws a sentence for an expression that AWS would refuse.
 * @param timezone IANA name, for cron and at
 */
export function parseExpression(text: string, timezone: string, anchor: number): Expression {
  const [, kind, inner = ""] = /^(rate|cron|at)\((.*)\)$/.exec(text.trim()) ?? [];
  if (kind === "rate") return rate(inner, text, anchor);
  if (kind === "cron") return cron(inner, text, timezone);
  if (kind === "at") return once(inner, text, timezone);
  throw new Error(`"${text}" is no schedule: it must be rate(…), cron(…) or at(…)`);
}

function rate(inner: string, text: string, anchor: number): Expression {
  const [, value, unit] = /^(\d+) (minute|hour|day)s?$/.exec(inner.trim()) ?? [];
  const ms = Number(value) * unitMs[unit as keyof typeof unitMs];
  if (!unit || ms <= 0) throw new Error(`"${text}" is no rate, such as rate(5 minutes)`);
  return { next: (time) => anchor + (Math.max(0, Math.floor((time - anchor) / ms)) + 1) * ms };
}

/** Minutes, hours, day of month, month, day of week, year: no seconds, and one of the days is "?". */
function cron(inner: string, text: string, timezone: string): Expression {
  const fields = inner.trim().split(/\s+/);
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year] = fields;
  if (fields.length !== 6 || !minutes || !hours || !dayOfMonth || !month || !dayOfWeek || !year)
    throw new Error(`"${text}" must have six fields: minutes hours day-of-month month day-of-week year`);
  if ((dayOfMonth === "?") === (dayOfWeek === "?"))
    throw new Error(`"${text}" must have "?" in exactly one of day-of-month and day-of-week`);
  const pattern = [
    "0",
    steps(minutes, 59),
    steps(hours, 23),
    steps(dayOfMonth.replace("?", "*"), 31),
    steps(month, 12),
    steps(weekday(dayOfWeek.replace("?", "*")), 6),
    steps(year, 2199),
  ].join(" ");
  let schedule: Cron;
  try {
    schedule = new Cron(pattern, { timezone, mode: "7-part", paused: true });
  } catch (error) {
    throw new Error(`"${text}" is no cron expression of AWS (${(error as Error).message})`);
  }
  return { next: (time) => schedule.nextRun(new Date(time))?.getTime() };
}

function once(inner: string, text: string, timezone: string): Expression {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(inner.trim()))
    throw new Error(`"${text}" is no moment, such as at(2027-01-31T08:00:00)`);
  const schedule = new Cron(inner.trim(), { timezone, paused: true });
  return { next: (time) => schedule.nextRun(new Date(time))?.getTime() };
}

/** AWS lets a step start anywhere ("0/15"); croner wants the range spelt out. */
function steps(field: string, last: number): string {
  return field.replace(/(^|,)(\d+)\//g, `$1$2-${last}/`);
}

/** AWS counts Sunday as 1, croner as 0; "6L", the month's last Friday, is croner's "5#L". */
function weekday(field: string): string {
  return field
    .split(",")
    .map((part) => {
      if (part === "L") return "6";
      const [, last] = /^([1-7])L$/.exec(part) ?? [];
      if (last) return `${Number(last) - 1}#L`;
      const [days = "", nth] = part.split("#");
      const [range = "", step] = days.split("/");
      const moved = range.replace(/[1-7]/g, (day) => String(Number(day) - 1));
      return `${moved}${step ? `/${step}` : ""}${nth ? `#${nth}` : ""}`;
    })
    .join(",");
}
