/** An order for later: a day of those that the store takes, then an hour, which the order stage judges. */
import { isoDay } from "../texts.ts";
import { basketOrConfirmation } from "./closing.ts";
import { home, joined, menuOf, orderOf, refusalOf, type Scene, type Screen } from "./scene.ts";
import type { Choice } from "./state.ts";
import { choose, unavailable } from "./words.ts";

const timeZone = "America/Sao_Paulo";
/** "quarta-feira", "25/11" */
const weekday = new Intl.DateTimeFormat("pt-BR", { timeZone, weekday: "long" });
const dayAndMonth = new Intl.DateTimeFormat("pt-BR", { timeZone, day: "2-digit", month: "2-digit" });
const dayMs = 24 * 60 * 60 * 1000;
/** With the way back to no schedule, as many rows as WhatsApp's list has. */
const daysAtMost = 9;

export async function schedule(scene: Scene, lead?: string): Promise<Screen> {
  const menu = await menuOf(scene);
  if (!menu) return home(scene, unavailable);
  const { scheduling, storeName } = menu;
  if (!scheduling) return home(scene, `${storeName} não aceita pedidos agendados.`);
  const days = Math.min(scheduling.maximumDays + 1, daysAtMost);
  return {
    text: joined(lead, `Para que dia? ${choose}`),
    choices: [
      ...Array.from({ length: days }, (_, ahead) => dayChoice(scene.now, ahead)),
      { id: "soon", title: "O quanto antes" },
    ],
  };
}

function dayChoice(now: Date, ahead: number): Choice {
  const day = new Date(now.getTime() + ahead * dayMs);
  const name = ["Hoje", "Amanhã"][ahead] ?? weekday.format(day);
  return { id: `day:${isoDay.format(day)}`, title: `${name}, ${dayAndMonth.format(day)}` };
}

export async function chooseDay(date: string): Promise<Screen> {
  return {
    text: "A que horas? Escreva como 19:30 (0 volta ao início).",
    choices: [],
    awaiting: { what: "time", date },
  };
}

/** undefined when it is no time of a day. */
export async function takeTime(text: string, date: string, scene: Scene): Promise<Screen | undefined> {
  const time = timeIn(text);
  return time === undefined ? undefined : setSchedule({ scheduledFor: `${date}T${time}:00` }, scene);
}

export async function soon(scene: Scene): Promise<Screen> {
  return setSchedule({}, scene);
}

async function setSchedule(input: { readonly scheduledFor?: string }, scene: Scene): Promise<Screen> {
  const result = await scene.call("set_schedule", input);
  const order = orderOf(result);
  return order ? basketOrConfirmation(order, scene, "Horário anotado.") : schedule(scene, refusalOf(result));
}

const written = /^\D*?(\d{1,2})(?:\s*[h:]\s*(\d{2}))?\s*(?:h|hs|horas?)?(?:\s*da (noite|tarde|manhã))?\W*$/iu;

/** "19h", "19:30", "às 8 da noite" → "20:00" */
function timeIn(text: string): string | undefined {
  const [, said, minutes = "00", part = ""] = written.exec(text) ?? [];
  const later = /^(noite|tarde)$/i.test(part) && Number(said) < 12;
  const hours = Number(said) + (later ? 12 : 0);
  if (!said || hours > 23 || Number(minutes) > 59) return undefined;
  return `${String(hours).padStart(2, "0")}:${minutes}`;
}
