/** The next time that São Paulo's clocks show something. */
import { addDays, instantOf, localTime } from "../../../handlers/order/local-time.ts";
import { weekdays } from "../../../handlers/shared/hours.ts";

/** @param when "19:00" or "friday 23:50". @returns milliseconds from `now`, more than none. */
export function msUntil(now: number, when: string): number {
  const [clock = "", weekday] = when.split(" ").reverse();
  const today = localTime(new Date(now));
  for (let ahead = 0; ahead <= 7; ahead++) {
    const day = addDays(today, ahead);
    if (weekday && weekdays[day.weekday] !== weekday) continue;
    const ms = instantOf(`${day.date}T${clock}`).getTime() - now;
    if (ms > 0) return ms;
  }
  throw new Error(`${when} does not come within a week.`);
}
