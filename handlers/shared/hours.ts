/** Ranges of time a weekday, in São Paulo's time: when a store takes orders, when a dish is served. */
import * as z from "zod/mini";

/** "18:00-23:00" or, past midnight, "18:00-02:00"; America/Sao_Paulo. */
const rangePattern = /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/;
const range = z.string().check(z.regex(rangePattern, 'expected "HH:MM-HH:MM"'));
const weekday = z._default(z.array(range), []);

export const weekdays = [
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
] as const;
export type Weekday = (typeof weekdays)[number];

export const WeeklyHours = z
  .strictObject({
    monday: weekday,
    tuesday: weekday,
    wednesday: weekday,
    thursday: weekday,
    friday: weekday,
    saturday: weekday,
    sunday: weekday,
  })
  .check(({ value, issues }) => {
    // Of what is no range its own sentence is enough.
    if (!weekdays.every((day) => value[day].every((text) => rangePattern.test(text)))) return;
    for (const { day, index, text, other } of overlaps(value))
      issues.push({
        code: "custom",
        input: text,
        path: [day, index],
        message: `${text} overlaps ${other}: an instant belongs to one range`,
      });
  });
export type WeeklyHours = z.infer<typeof WeeklyHours>;

const dayMinutes = 24 * 60;

export interface MinuteRange {
  readonly from: number;
  /** Past 24 h when the range ends on the next day. */
  readonly until: number;
}

/** Minutes since the midnight on which the range's day begins. */
export function rangeOf(text: string): MinuteRange {
  const [from = 0, until = 0] = text.split("-").map(minuteOf);
  return { from, until: until <= from ? until + dayMinutes : until };
}

function minuteOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return hour * 60 + minute;
}

interface Overlap {
  readonly day: Weekday;
  readonly index: number;
  readonly text: string;
  readonly other: string;
}

function overlaps(hours: Readonly<Record<Weekday, readonly string[]>>): Overlap[] {
  return weekdays.flatMap((day, position) => {
    const before = weekdays[(position + 6) % 7]!;
    const fromYesterday = hours[before].map((text) => {
      const { from, until } = rangeOf(text);
      return { name: `${before}'s ${text}`, from: from - dayMinutes, until: until - dayMinutes };
    });
    const today = hours[day].map((text) => ({ name: text, ...rangeOf(text) }));
    return today.flatMap(({ name: text, from, until }, index) => {
      const clash = [...fromYesterday, ...today.slice(0, index)].find(
        (other) => from < other.until && other.from < until,
      );
      return clash ? [{ day, index, text, other: clash.name }] : [];
    });
  });
}
