/** Answers hours, address and menu from the tenant's own data: no model, and nothing that it could get wrong. */
import { type Weekday, type WeeklyHours, weekdays } from "../../shared/hours.ts";
import type { MenuView, OrderResult } from "../../shared/order-api.ts";
import type { Store, TenantConfig } from "../../shared/tenant.ts";
import type { Answerer } from "../answerer.ts";
import type { StepParts } from "../ports.ts";
import type { OpenTurn } from "../record.ts";
import { isoDay } from "../texts.ts";
import type { Toolbox } from "../toolbox.ts";
import { type Topic, topicOf } from "./topics.ts";

/** Menus have their own way to show what there is, and what they have offered stays. */
export const commonQuestion: Answerer = async (turn, tools, tenant, parts) => {
  const topic = turn.rounds.length === 0 ? topicOf(turn.text) : undefined;
  if (!topic || tools.stores.length === 0) return undefined;
  if (topic === "menu" && tools.conversation().menu) return undefined;
  const text = await answerOf(topic, turn, tools, tenant, parts);
  if (text === undefined) return undefined;
  parts.metrics.count("CommonAnswers");
  parts.log.info("Answered a common question without a model.", { topic });
  return [{ text }];
};

async function answerOf(
  topic: Topic,
  turn: OpenTurn,
  tools: Toolbox,
  { clientId }: TenantConfig,
  { commonAnswers, clock }: StepParts,
): Promise<string | undefined> {
  const store = tools.store();
  if (topic === "address") return (store ? [store] : tools.stores).map(addressText).join("\n\n");
  if (topic === "hours") {
    const today = isoDay.format(clock());
    return (store ? [store] : tools.stores).map((one) => hoursText(one, today)).join("\n\n");
  }
  // Which menu it is, a model asks.
  if (!store) return undefined;
  const key = store.menuVersion && `${clientId}#${store.storeId}#${store.menuVersion}#${topic}`;
  const known = key && (await commonAnswers.get(key));
  if (known) return known;
  const { result } = await tools.run(
    { toolUseId: "common", name: "get_menu" },
    `${turn.messageSids[0]}#common`,
  );
  const answer = result as OrderResult;
  if (!answer.ok || !("menu" in answer)) return undefined;
  const text = menuText(answer.menu);
  if (key) await commonAnswers.put(key, text);
  return text;
}

function addressText({ name, address }: Store): string {
  return `📍 *${name}*\n${address}`;
}

const dayNames: Readonly<Record<Weekday, string>> = {
  monday: "Segunda",
  tuesday: "Terça",
  wednesday: "Quarta",
  thursday: "Quinta",
  friday: "Sexta",
  saturday: "Sábado",
  sunday: "Domingo",
};
/** Of the coming days without opening. */
const closedAtMost = 6;
/** A week begins on Monday here. */
const week = [...weekdays.slice(1), weekdays[0]];

/** Neighbouring days with the same hours share a line: "Segunda a quinta: 18:00–23:00". */
function hoursText({ name, operatingHours, closedOn = [] }: Store, today: string): string {
  const runs: { first: Weekday; last: Weekday; hours: string }[] = [];
  for (const day of week) {
    const hours = spoken(operatingHours, day);
    const run = runs.at(-1);
    if (run?.hours === hours) run.last = day;
    else runs.push({ first: day, last: day, hours });
  }
  const lines = runs.map(({ first, last, hours }) => {
    const days = first === last ? dayNames[first] : `${dayNames[first]} a ${dayNames[last].toLowerCase()}`;
    return `${days}: ${hours}`;
  });
  const closed = closedOn
    .filter((date) => date >= today)
    .sort()
    .slice(0, closedAtMost)
    .map((date) => (date === today ? "hoje" : date.split("-").reverse().slice(0, 2).join("/")));
  return [
    `🕒 *${name}*`,
    ...lines,
    ...(closed.length > 0 ? [`Dias sem abrir: ${closed.join(", ")}`] : []),
  ].join("\n");
}

function spoken(hours: WeeklyHours, day: Weekday): string {
  return hours[day].map((range) => range.replace("-", "–")).join(" e ") || "fechado";
}

function menuText({ storeName, categories, open }: MenuView): string {
  const parts = categories.flatMap(({ name, items }) => {
    const served = items.filter(({ available }) => available);
    return served.length > 0
      ? [[`*${name}*`, ...served.map((item) => `• ${item.name} — ${item.price}`)].join("\n")]
      : [];
  });
  return [
    `Cardápio da ${storeName}:`,
    ...parts,
    open ? "O que você gostaria de pedir?" : "No momento estamos fechados.",
  ].join("\n\n");
}
