/**
 * What a customer may tap under a model's answer instead of writing it. Code decides it from what the tools said and never
 * the model; a tap comes back as its title, and is no more than that title written.
 */
import type { OrderResult } from "../shared/order-api.ts";
import type { Choice } from "./menus/state.ts";
import type { ToolOutcome } from "./ports.ts";
import type { Toolbox } from "./toolbox.ts";

const toConfirm: readonly Choice[] = [
  { id: "quote:confirm", title: "Confirmar o pedido" },
  { id: "quote:change", title: "Quero mudar algo" },
];

/** @param last what the turn's last tool said. */
export function quickRepliesTo(text: string, last: ToolOutcome | undefined, tools: Toolbox): Choice[] {
  if (tools.conversation().handoff) return [];
  if (!tools.store())
    return tools.stores.map(({ storeId, name }) => ({ id: `store:${storeId}`, title: name }));
  return awaitsConfirmation(text, last) ? [...toConfirm] : [];
}

/** A basket that lacks nothing, whose total the customer is told. */
function awaitsConfirmation(text: string, last: ToolOutcome | undefined): boolean {
  const result = last?.result as OrderResult | undefined;
  if (!result?.ok || !("order" in result)) return false;
  const { status, missing, total } = result.order;
  return status === "cart" && missing.length === 0 && text.includes(total);
}
