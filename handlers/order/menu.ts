/** The store's menu: finding an item by its id, and what the model is shown. */
import { distance } from "fastest-levenshtein";
import { formatBRL } from "../shared/money.ts";
import type { MenuView } from "../shared/order-api.ts";
import type { MenuItem, OrderConfig } from "../shared/tenant.ts";
import { failure, named, type OrderFailure } from "./errors.ts";
import { isOpen } from "./opening-hours.ts";
import { groupView, menuPrice } from "./options.ts";
import type { StoreConfig } from "./ports.ts";

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

export function menuView(store: StoreConfig, at: Date): MenuView {
  const { orderConfig } = store;
  const { delivery, optionGroups, scheduling } = orderConfig;
  return {
    storeId: store.storeId,
    storeName: store.storeName,
    open: isOpen(store, at),
    categories: orderConfig.menu.map((category) => ({
      name: category.name,
      items: category.items.map((item) => ({
        itemId: item.itemId,
        name: item.name,
        description: item.description,
        price: menuPrice(orderConfig, item),
        available: isServed(orderConfig, item, at),
        aliases: item.aliases,
        options: item.options,
      })),
    })),
    optionGroups: optionGroups?.map((group) => groupView(orderConfig, group, at)),
    deliveryFee: feeText(orderConfig),
    minimumOrder: formatBRL(delivery.minimumOrderCentavos),
    deliveryAreas: delivery.areas?.map(({ name, feeCentavos, etaMinutes }) => ({
      name,
      fee: formatBRL(feeCentavos),
      minutes: etaMinutes,
    })),
    scheduling: scheduling && {
      minimumMinutes: scheduling.minimumMinutes,
      maximumDays: scheduling.maximumDays,
    },
    pickup: orderConfig.pickup,
    paymentMethods: orderConfig.paymentMethods,
  };
}

/** "R$ 7,00", or "de R$ 5,00 a R$ 12,00" where it depends on the area. */
function feeText({ delivery }: OrderConfig): string {
  const fees = delivery.areas?.map(({ feeCentavos }) => feeCentavos) ?? [delivery.feeCentavos];
  const [lowest, highest] = [Math.min(...fees), Math.max(...fees)];
  return lowest === highest ? formatBRL(lowest) : `de ${formatBRL(lowest)} a ${formatBRL(highest)}`;
}
