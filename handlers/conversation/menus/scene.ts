/** What a menu is made of, and the one that every other comes back to. */
import type { MenuView, OrderResult, OrderView } from "../../shared/order-api.ts";
import type { OpenTurn } from "../record.ts";
import type { Toolbox } from "../toolbox.ts";
import type { ToolName } from "../tools.ts";
import type { Awaiting, Choice, MenuState } from "./state.ts";
import { basketText, choose, unavailable } from "./words.ts";

export interface Scene {
  readonly tools: Toolbox;
  readonly turn: OpenTurn;
  readonly menu: MenuState;
  readonly now: Date;
  readonly call: (name: ToolName, input?: object) => Promise<OrderResult>;
}

export interface Screen {
  readonly text: string;
  readonly choices: readonly Choice[];
  readonly awaiting?: Awaiting;
}

/** @param lead what is said before it. */
export async function home(scene: Scene, lead?: string, known?: OrderView): Promise<Screen> {
  const store = scene.tools.store();
  if (!store) return storesOf(scene, lead);
  const order = known ?? orderOf(await scene.call("view_cart"));
  if (!order) return { text: lead ?? unavailable, choices: [] };
  if (order.items.length > 0 && order.status === "cart") {
    return {
      text: joined(lead, basketText(order), choose),
      choices: [
        { id: "checkout", title: "Fechar o pedido" },
        { id: "menu", title: "Acrescentar itens" },
        { id: "remove", title: "Retirar um item" },
        { id: "status", title: "Situação do pedido" },
      ],
    };
  }
  return {
    text: joined(lead ?? `Aqui é da ${store.name}. Como posso ajudar?`, choose),
    choices: [
      { id: "menu", title: "Ver o cardápio" },
      { id: "repeat", title: "Repetir o último pedido" },
      { id: "status", title: "Situação do pedido" },
      { id: "cancel", title: "Cancelar o pedido" },
    ],
  };
}

function storesOf({ tools: { stores } }: Scene, lead?: string): Screen {
  if (stores.length === 0) return { text: "No momento nenhuma unidade recebe pedidos.", choices: [] };
  return {
    text: joined(lead ?? "De qual das nossas unidades você quer pedir?", choose),
    choices: stores.map(({ storeId, name }) => ({ id: `store:${storeId}`, title: name })),
  };
}

export function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter(Boolean).join("\n\n");
}

export function orderOf(result: OrderResult): OrderView | undefined {
  return result.ok && "order" in result ? result.order : undefined;
}

export async function menuOf(scene: Scene): Promise<MenuView | undefined> {
  const result = await scene.call("get_menu");
  return result.ok && "menu" in result ? result.menu : undefined;
}

/** What the order stage said instead of an order, to be said to the customer. */
export function refusalOf(result: OrderResult): string {
  return result.ok ? unavailable : result.error.message;
}
