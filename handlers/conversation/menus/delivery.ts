/** What a delivery costs and how long it takes: to the basket's address where it is known, else to each area. */
import { formatBRL } from "../../shared/money.ts";
import type { MenuView, OrderView } from "../../shared/order-api.ts";
import { home, menuOf, orderOf, type Scene, type Screen } from "./scene.ts";
import { about, unavailable } from "./words.ts";

export async function deliveryTerms(scene: Scene): Promise<Screen> {
  const order = orderOf(await scene.call("view_cart"));
  const here = order && termsOf(order);
  if (here) return home(scene, here, order);
  const menu = await menuOf(scene);
  return home(scene, menu ? termsOfStore(menu) : unavailable, order);
}

/** An empty basket has no fee yet. */
function termsOf({ items, fulfilment, etaMinutes, deliveryFeeCentavos }: OrderView): string | undefined {
  const { mode, address } = fulfilment ?? {};
  if (mode !== "delivery" || !address || etaMinutes === undefined || items.length === 0) return undefined;
  const fee = deliveryFeeCentavos > 0 ? formatBRL(deliveryFeeCentavos) : "grátis";
  return `Entrega em ${address.street}, ${address.number}: ${fee}, ${about(etaMinutes)}.`;
}

function termsOfStore({ deliveryAreas, deliveryFee }: MenuView): string {
  if (!deliveryAreas) return `A entrega custa ${deliveryFee}.`;
  const areas = deliveryAreas.map(({ name, fee, minutes }) => `• ${name} — ${fee}, ${about(minutes)}`);
  return ["Entregamos em:", ...areas].join("\n");
}
