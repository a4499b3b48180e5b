/** The store's menu as the model and the menus are shown it. */
import { formatBRL } from "../shared/money.ts";
import type { MenuView } from "../shared/order-api.ts";
import type { OrderConfig } from "../shared/tenant.ts";
import { isServed } from "./menu.ts";
import { isOpen } from "./opening-hours.ts";
import { groupView, menuPrice } from "./options.ts";
import type { StoreConfig } from "./ports.ts";

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
