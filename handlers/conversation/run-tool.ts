/** One tool call of the model's, carried out. */
import type { Log } from "../shared/logger.ts";
import { type Customer, type Location, OrderRequest, type OrderResult } from "../shared/order-api.ts";
import { problemsOf } from "../shared/problems.ts";
import type { Store } from "../shared/tenant.ts";
import type { Orders, ToolOutcome, ToolUse } from "./ports.ts";
import { toolOf } from "./tools.ts";

export interface ToolContext {
  readonly clientId: string;
  readonly conversationId: string;
  readonly customer: Customer;
  /** Where the customer said to be, a while ago at most. */
  readonly location?: Location;
  /** Whether the customer has read this total before this turn. */
  readonly wasShown: (total: unknown) => boolean;
  /** The CPF or CNPJ that the customer wrote. */
  readonly document?: string;
  readonly traceId?: string;
  readonly stores: readonly Store[];
  readonly store: () => Store | undefined;
  readonly chooseStore: (store: Store) => void;
  /** False when nobody is there. */
  readonly callPerson: () => boolean;
  readonly orders: Orders;
  readonly timeLeftMs: () => number;
  readonly log: Log;
}

/** Placing an order waits for the payment provider. */
const longestMs = 15_000;
/** A call that has begun late still has the time that is kept for closing. */
const shortestMs = 2_000;

/** @param requestId the call's idempotency key: a turn that is repeated makes its calls under the same ones. */
export async function runTool(use: ToolUse, requestId: string, context: ToolContext): Promise<ToolOutcome> {
  const result = await resultOf(use, requestId, context);
  const ok = result.ok;
  context.log.info(`Tool ${use.name} ${ok ? "answered" : `refused (${result.error.code})`}.`, { requestId });
  return { toolUseId: use.toolUseId, ok, result };
}

type ToolResult =
  | OrderResult
  | { readonly ok: true; readonly store: { readonly storeId: string; readonly name: string } }
  | { readonly ok: true; readonly called: true }
  | { readonly ok: false; readonly error: { readonly code: string; readonly message: string } };

async function resultOf(use: ToolUse, requestId: string, context: ToolContext): Promise<ToolResult> {
  const tool = toolOf(use.name);
  if (!tool) return refusal("unknown_tool", `Não existe a ferramenta "${use.name}".`);
  const input = (use.input ?? {}) as Readonly<Record<string, unknown>>;
  if (tool.name === "choose_store") return chooseStore(input, context);
  if (tool.name === "call_person") return callPerson(context);
  const store = context.store();
  if (!store) {
    return refusal("no_store", `Antes é preciso escolher a unidade com choose_store: ${namesOf(context)}.`);
  }
  const request = OrderRequest.safeParse({
    ...input,
    // What is the customer's own never comes from a model.
    ...(tool.name === "place_order" && {
      ...{ customer: context.customer, cpfCnpj: context.document },
      // Without a total that the customer has read the order stage asks for the confirmation.
      quoteId: undefined,
      confirmedTotal: context.wasShown(input.confirmedTotal) ? input.confirmedTotal : undefined,
    }),
    ...(tool.name === "set_fulfilment" && {
      location: input.mode === "delivery" ? context.location : undefined,
    }),
    // Last, so that no input of the model's can name another tenant, conversation or request.
    action: tool.name,
    clientId: context.clientId,
    storeId: store.storeId,
    conversationId: context.conversationId,
    requestId,
    traceId: context.traceId,
  });
  if (!request.success) {
    const problems = problemsOf(request.error);
    return refusal("invalid_request", `A chamada não segue o esquema da ferramenta: ${problems.join("; ")}.`);
  }
  try {
    const timeoutMs = Math.min(longestMs, Math.max(shortestMs, context.timeLeftMs()));
    return await context.orders(request.data, timeoutMs);
  } catch (error) {
    context.log.error(`The order stage failed in ${tool.name}; the model is told so.`, { requestId, error });
    return refusal("unavailable", "O sistema de pedidos não respondeu. Peça ao cliente um momento.");
  }
}

function callPerson({ callPerson: call }: ToolContext): ToolResult {
  if (call()) return { ok: true, called: true };
  return refusal("unavailable", "Não há ninguém da equipe por aqui. Explique com gentileza e siga ajudando.");
}

function chooseStore(input: Readonly<Record<string, unknown>>, context: ToolContext): ToolResult {
  const store = context.stores.find(({ storeId }) => storeId === input.storeId);
  if (!store) {
    return refusal("unknown_store", `Essa unidade não existe. As unidades são: ${namesOf(context)}.`);
  }
  context.chooseStore(store);
  return { ok: true, store: { storeId: store.storeId, name: store.name } };
}

function namesOf({ stores }: ToolContext): string {
  return stores.map(({ storeId, name }) => `${storeId} (${name})`).join(", ");
}

function refusal(code: string, message: string): ToolResult & { readonly ok: false } {
  return { ok: false, error: { code, message } };
}
