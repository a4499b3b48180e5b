/** The store's menu: finding an item by its id, and what the model is shown. */
import { distance } from "fastest-levenshtein";
import { formatBRL } from "../shared/money.ts";
import type { MenuView } from "../shared/order-api.ts";
import type { MenuItem, OrderConfig } from "../shared/tenant.ts";
import { failure, type OrderFailure } from "./errors.ts";
import { isOpen } from "./opening-hours.ts";
import type { StoreConfig } from "./ports.ts";

export function findItem(config: OrderConfig, itemId: string): MenuItem | undefined {
  return items(config).find((item) => item.itemId === itemId);
}

export function items(config: OrderConfig): MenuItem[] {
  return config.menu.flatMap((category) => category.items);
}

/** Names what sounds alike, so that the model can ask instead of guessing. */
export function unknownItem(config: OrderConfig, asked: string): OrderFailure {
  const near = nearest(config, asked).map((item) => `${item.name} (${item.itemId})`);
  const question = near.length ? ` Você quis dizer ${near.join(" ou ")}?` : " Posso mostrar o cardápio?";
  return failure("unknown_item", `Não encontrei “${asked}” no cardápio.${question}`);
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

function plain(words: string): string {
  return words
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}

export function menuView(store: StoreConfig, at: Date): MenuView {
  const { orderConfig } = store;
  return {
    storeId: store.storeId,
    storeName: store.storeName,
    open: isOpen(store.hours, at),
    categories: orderConfig.menu.map((category) => ({
      name: category.name,
      items: category.items.map((item) => ({
        itemId: item.itemId,
        name: item.name,
        description: item.description,
        price: formatBRL(item.priceCentavos),
        available: item.available,
        aliases: item.aliases,
      })),
    })),
    deliveryFee: formatBRL(orderConfig.delivery.feeCentavos),
    minimumOrder: formatBRL(orderConfig.delivery.minimumOrderCentavos),
    pickup: orderConfig.pickup,
    paymentMethods: orderConfig.paymentMethods,
  };
}
