/** When a customer wants the order: "amanhã às 19h", "sexta às 20:30", "dia 27 às 12h", "agora mesmo". */
import type { ConverseRequest } from "@aws-sdk/client-bedrock-runtime";
import { says, wordsOf } from "./words.ts";

export interface ScheduleTalk {
  /** What is left to understand, without the time: its numbers are no quantities and no address. */
  readonly text: string;
  /** "2026-11-25T19:00:00"; "now" takes a schedule back; undefined when nothing is said of a time. */
  readonly scheduledFor?: string;
}

const months = [
  ...["janeiro", "fevereiro", "março", "abril", "maio", "junho"],
  ...["julho", "agosto", "setembro", "outubro", "novembro", "dezembro"],
];
const dayMs = 24 * 60 * 60 * 1000;

/** São Paulo's clock as the prompt shows it, as if it were UTC's; undefined in a prompt that shows none. */
export function clockIn({ system = [] }: Pick<ConverseRequest, "system">): Date | undefined {
  const prompt = system.map((block) => block.text ?? "").join("\n");
  const [, day, month = "", year, hour, minute] =
    /^Agora: .*?(\d{1,2}) de (\p{L}+) de (\d{4})\D+(\d{1,2}):(\d{2})/mu.exec(prompt) ?? [];
  if (!day || !months.includes(month)) return undefined;
  return new Date(Date.UTC(Number(year), months.indexOf(month), Number(day), Number(hour), Number(minute)));
}

const time =
  /(?:\b(?:para|pra|por volta de|l[aá] pel[ao]s?)\s+)?(?:(?<![\p{L}\d])[aà]s?\s+)?(?<![\d:,.])(\d{1,2})(?:\s*h(?:oras?)?(?!\p{L})\s*(\d{2})?|:(\d{2}))(?:\s*(?:horas?|hs?)(?!\p{L}))?(?:\s+da\s+(noite|tarde|manhã))?(?![\d/])/iu;
/** Without an "h" only the accent tells "às 19" from "as 2 pizzas". */
const bareTime = /(?<![\p{L}\d])às\s+(\d{1,2})(?:\s+da\s+(noite|tarde|manhã))?(?![\d:/])/iu;
const day =
  /(?:\b(?:para|pra|na|no|este|esta)\s+)?(?<![\p{L}\d])(hoje|depois de amanh[ãa]|amanh[ãa]|(?:domingo|segunda|ter[çc]a|quarta|quinta|sexta|s[áa]bado)(?:-feira| feira)?|dia\s+\d{1,2}(?:\/\d{1,2})?|\d{1,2}\/\d{1,2})(?![\p{L}\d/])/iu;
const weekdays = ["domingo", "segunda", "terca", "quarta", "quinta", "sexta", "sabado"];

export function scheduleTalk(text: string, now: Date | undefined): ScheduleTalk {
  const words = wordsOf(text);
  if (says(words, "para agora", "pra agora", "agora mesmo", "sem agendar", "sem agendamento"))
    return { text: text.replace(/\b(?:para|pra)\s+agora\b/iu, ""), scheduledFor: "now" };
  // A question about the opening hours names times, too.
  if (!now || says(words, "abre", "abrem", "fecha", "fecham", "funciona", "funcionam")) return { text };
  const at = time.exec(text) ?? bareTime.exec(text);
  const on = day.exec(text);
  const meant = on || /\bagend|\b(?:para|pra)\s+[aà]s\b/iu.test(text);
  const clock = at && clockOf(at);
  if (!clock || !meant) return { text };
  const rest = [at[0], ...(on ? [on[0]] : [])].reduce((left, said) => left.replace(said, " "), text);
  const date = dateOf(on?.[1], clock, now);
  return { text: rest, scheduledFor: `${date.toISOString().slice(0, 10)}T${clock}:00` };
}

/** A day without an hour, or the wish alone: there is something to ask. */
export function wantsSchedule(words: readonly string[]): boolean {
  return words.some((word) => word.startsWith("agend")) || says(words, "amanha", "mais tarde", "outro dia");
}

/** "19:30"; undefined for no time of a day. */
function clockOf(found: RegExpExecArray): string | undefined {
  const [, hours = "", ...rest] = found;
  const minutes = rest.find((part) => /^\d{2}$/.test(part ?? "")) ?? "00";
  const part = rest.find((one) => /^\p{L}/u.test(one ?? ""))?.toLowerCase();
  const afternoon = (part === "noite" || part === "tarde") && Number(hours) < 12;
  const hour = Number(hours) + (afternoon ? 12 : 0);
  if (hour > 23 || Number(minutes) > 59) return undefined;
  return `${String(hour).padStart(2, "0")}:${minutes}`;
}

/** The first such day from today on; a weekday whose time is over is next week's. */
function dateOf(said: string | undefined, clock: string, now: Date): Date {
  const [first = "hoje", second = ""] = wordsOf(said ?? "hoje");
  const ahead = (days: number) => new Date(now.getTime() + days * dayMs);
  if (first === "amanha") return ahead(1);
  if (first === "depois") return ahead(2);
  const weekday = weekdays.indexOf(first);
  if (weekday >= 0) {
    const days = (weekday - now.getUTCDay() + 7) % 7;
    const over = days === 0 && clock <= now.toISOString().slice(11, 16);
    return ahead(over ? 7 : days);
  }
  const [wanted, month] = (first === "dia" ? (said ?? "").replace(/\D*/, "") : (said ?? "")).split("/");
  if (!/^\d+$/.test(wanted ?? "") || second === "feira") return now;
  for (let days = 0; days < 366; days++) {
    const date = ahead(days);
    const fits = date.getUTCDate() === Number(wanted);
    if (fits && (!month || date.getUTCMonth() + 1 === Number(month))) return date;
  }
  return now;
}
