/** The store's menu: its items by their ids and by what customers call them, and when they are served. */
import { distance } from "fastest-levenshtein";
import type { MenuItem, OrderConfig } from "../shared/tenant.ts";
import { failure, named, type OrderFailure } from "./errors.ts";
import { isOpen } from "./opening-hours.ts";

export function findItem(config: OrderConfig, itemId: string): MenuItem | undefined {
  return items(config).find((item) => item.itemId === itemId);
}

export function items(config: OrderConfig): MenuItem[] {
  return config.menu.flatMap((category) => category.items);
}

/** Whether the item is to be had at that time: in stock, and within its own and its category's hours. */
export function isServed(config: OrderConfig, item: MenuItem, at: Date): boolean {
  const category = config.menu.find(({ items: own }) => own.includes(item));
  return item.available && [item.hours, category?.hours].every((hours) => !hours || isOpen({ hours }, at));
}

/** Names what sounds alike, so that the model can ask instead of guessing. */
export function unknownItem(config: OrderConfig, asked: string): OrderFailure {
  const offered = nearest(config, asked).map(({ itemId, name }) => ({ id: itemId, name }));
  const question = offered.length
    ? `Você quis dizer ${named(offered, " ou ")}?`
    : "Posso mostrar o cardápio?";
  return failure("unknown_item", `Não encontrei esse item no cardápio. ${question}`, {
    ...{ unknown: asked, offered },
  });
}

/** At most three available items whose id, name or alias is close to the words, nearest first. */
export function nearest(config: OrderConfig, words: string): MenuItem[] {
  const wanted = plain(words);
  return items(config)
    .filter((item) => item.available)
    .map((item) => ({
      item,
      score: Math.min(...[item.itemId, item.name, ...item.aliases].map((name) => score(wanted, plain(name)))),
    }))
    .filter(({ score }) => score <= 0.4)
    .sort((a, b) => a.score - b.score)
    .slice(0, 3)
    .map(({ item }) => item);
}

/** 0 for the same words; the share of letters to change otherwise. */
function score(wanted: string, name: string): number {
  if (wanted === name) return 0;
  if (wanted.length > 3 && ` ${name} `.includes(` ${wanted} `)) return 0.1;
  return distance(wanted, name) / Math.max(wanted.length, name.length, 1);
}

export function plain(words: string): string {
  return words
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}
