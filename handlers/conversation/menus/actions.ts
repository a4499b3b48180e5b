/** What each choice does, and what an awaited answer does. */
import {
  checkout,
  chooseMode,
  fulfilment,
  place,
  takeAddress,
  takeDocument,
  takeLocation,
  takePostalCode,
} from "./closing.ts";
import { coupon, takeCode } from "./coupon.ts";
import { deliveryTerms } from "./delivery.ts";
import { categories, category, chooseOptions, item, withOptions } from "./items.ts";
import type { Said } from "./said.ts";
import { home, joined, orderOf, refusalOf, type Scene, type Screen } from "./scene.ts";
import { chooseDay, schedule, soon, takeTime } from "./schedule.ts";
import { basketText, choose, statusTexts } from "./words.ts";

type Action = (argument: string, scene: Scene) => Promise<Screen>;

/** A choice's id is an action's name, or that and an argument: "item:pizza_calabresa". */
const actions: Readonly<Record<string, Action>> = {
  home: (_, scene) => home(scene),
  store: chooseStore,
  menu: (_, scene) => categories(scene),
  category,
  item,
  remove: removable,
  take: removed,
  checkout: (_, scene) => checkout(scene),
  fulfilment: async () => fulfilment(),
  mode: chooseMode,
  delivery: (_, scene) => deliveryTerms(scene),
  schedule: (_, scene) => schedule(scene),
  day: chooseDay,
  soon: (_, scene) => soon(scene),
  coupon,
  place: confirmed,
  status,
  cancel,
  repeat,
};

export function act(id: string, scene: Scene): Promise<Screen> {
  const [name = "", ...argument] = id.split(":");
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  return action ? action(argument.join(":"), scene) : home(scene);
}

/** undefined when it is no such answer. */
export async function answerAwaited(said: Said, scene: Scene): Promise<Screen | undefined> {
  const { awaiting } = scene.menu;
  const { text } = scene.turn;
  switch (awaiting?.what) {
    case "quantity": {
      const quantity = /^\s*(\d{1,2})\s*(unidades?)?\s*$/i.exec(text)?.[1];
      if (!quantity) return undefined;
      const { itemId } = awaiting;
      return withOptions({ what: "options", itemId, quantity: Number(quantity), chosen: [] }, scene);
    }
    case "options":
      return chooseOptions(said, awaiting, scene);
    case "address":
      return takeAddress(text, scene);
    case "postalCode":
      return takePostalCode(text, scene);
    case "location":
      return takeLocation(scene);
    case "coupon":
      return takeCode(text, scene);
    case "time":
      return takeTime(text, awaiting.date, scene);
    case "document":
      return takeDocument(awaiting.method, awaiting.total, scene);
    default:
      return undefined;
  }
}

async function chooseStore(storeId: string, scene: Scene): Promise<Screen> {
  await scene.call("choose_store", { storeId });
  return home(scene);
}

/** Only what the customer was just shown can be confirmed. */
async function confirmed(method: string, scene: Scene): Promise<Screen> {
  const { awaiting } = scene.menu;
  return awaiting?.what === "confirmation" ? place(method, awaiting.total, scene) : checkout(scene);
}

async function removable(_: string, scene: Scene): Promise<Screen> {
  const order = orderOf(await scene.call("view_cart"));
  if (!order?.items.length) return home(scene, "O seu carrinho está vazio.", order);
  return {
    text: `O que devo retirar? ${choose}`,
    choices: order.items.map(({ lineId, itemId, quantity, name }) => ({
      id: `take:${lineId ? `line:${lineId}` : `item:${itemId}`}`,
      title: `${quantity}x ${name}`,
    })),
  };
}

async function removed(which: string, scene: Scene): Promise<Screen> {
  const [kind, ...id] = which.split(":");
  const input = { [kind === "line" ? "lineId" : "itemId"]: id.join(":") };
  const result = await scene.call("remove_item", input);
  return home(scene, result.ok ? "Retirado." : refusalOf(result), orderOf(result));
}

async function status(_: string, scene: Scene): Promise<Screen> {
  const result = await scene.call("order_status");
  const order = orderOf(result);
  return home(scene, order ? joined(statusTexts[order.status], `Total: ${order.total}`) : refusalOf(result));
}

/** @param argument "yes" once it was asked. */
async function cancel(argument: string, scene: Scene): Promise<Screen> {
  if (argument === "yes") {
    const result = await scene.call("cancel_order");
    // What is under way; else it was the basket that went.
    const emptied = orderOf(result)?.status === "cart";
    return home(
      scene,
      result.ok ? (emptied ? "Esvaziei o carrinho." : "Pedido cancelado.") : refusalOf(result),
    );
  }
  const result = await scene.call("order_status");
  const order = orderOf(result);
  if (!order) return home(scene, refusalOf(result));
  return {
    text: joined(basketText(order), `Devo cancelar o seu pedido? ${choose}`),
    choices: [
      { id: "cancel:yes", title: "Sim, cancelar" },
      { id: "home", title: "Não" },
    ],
  };
}

async function repeat(_: string, scene: Scene): Promise<Screen> {
  const result = await scene.call("reorder");
  const order = orderOf(result);
  if (!order) return home(scene, refusalOf(result));
  const skipped = order.skipped?.length
    ? `Não temos mais: ${order.skipped.join(", ")}.`
    : "Coloquei no carrinho os itens do seu último pedido.";
  return home(scene, skipped, order);
}
