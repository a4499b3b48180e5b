/**
 * What the model may do: each tool is one OrderRequest, but choose_store, which the conversation keeps for itself.
 * The model names items and quantities; prices, totals and states are the order stage's answer.
 *
 * Names and schemas are a contract: recorded conversations and other models are written against them.
 */
import type { OrderRequest } from "../shared/order-api.ts";

type CustomersAction = Extract<OrderRequest, { readonly conversationId: string }>["action"];
export type ToolName = CustomersAction | "choose_store";

export interface Tool {
  readonly name: ToolName;
  readonly description: string;
  /** JSON Schema of the tool's input. */
  readonly input: { readonly type: "object" } & Readonly<Record<string, unknown>>;
  /** Whether it changes the basket, the order or the conversation. */
  readonly changes: boolean;
}

const nothing = { type: "object", properties: {}, additionalProperties: false } as const;
const itemId = { type: "string", description: "O itemId do cardápio, exatamente como get_menu o devolve." };

export const tools: readonly Tool[] = [
  {
    name: "get_menu",
    description:
      "Devolve o cardápio da loja: categorias, itens com itemId, preço, disponibilidade e outros nomes pelos quais os clientes os chamam, taxa de entrega, pedido mínimo e se a loja está aberta. Use antes de falar de qualquer item ou preço.",
    input: nothing,
    changes: false,
  },
  {
    name: "choose_store",
    description:
      "Escolhe a unidade do restaurante onde o cliente quer pedir. Só é preciso quando há mais de uma.",
    input: {
      type: "object",
      properties: { storeId: { type: "string", description: "O storeId de uma das unidades listadas." } },
      required: ["storeId"],
      additionalProperties: false,
    },
    changes: true,
  },
  {
    name: "view_cart",
    description: "Devolve o carrinho com os itens, os totais e o que ainda falta para fechar o pedido.",
    input: nothing,
    changes: false,
  },
  {
    name: "add_item",
    description: "Acrescenta ao carrinho uma quantidade de um item. Soma à quantidade que já estiver lá.",
    input: {
      type: "object",
      properties: {
        itemId,
        quantity: { type: "integer", minimum: 1, maximum: 99, description: "Quantas unidades acrescentar." },
        notes: { type: "string", description: "Observação do cliente para a cozinha, como 'sem cebola'." },
      },
      required: ["itemId", "quantity"],
      additionalProperties: false,
    },
    changes: true,
  },
  {
    name: "set_quantity",
    description: "Muda a quantidade de um item que já está no carrinho. Zero o retira.",
    input: {
      type: "object",
      properties: {
        itemId,
        quantity: { type: "integer", minimum: 0, maximum: 99, description: "A nova quantidade." },
      },
      required: ["itemId", "quantity"],
      additionalProperties: false,
    },
    changes: true,
  },
  {
    name: "remove_item",
    description: "Retira do carrinho um item inteiro.",
    input: { type: "object", properties: { itemId }, required: ["itemId"], additionalProperties: false },
    changes: true,
  },
  {
    name: "set_fulfilment",
    description:
      "Define se o pedido é para entrega, com o endereço, ou para retirada na loja. Pergunte rua e número antes de usar com entrega.",
    input: {
      type: "object",
      properties: {
        mode: { type: "string", enum: ["delivery", "pickup"], description: "Entrega ou retirada." },
        address: {
          type: "object",
          properties: {
            street: { type: "string", description: "Rua, avenida ou praça." },
            number: { type: "string", description: "Número; 's/n' quando não há." },
            district: { type: "string", description: "Bairro." },
            complement: { type: "string", description: "Apartamento, bloco, casa." },
            postalCode: { type: "string", description: "CEP." },
            reference: { type: "string", description: "Ponto de referência." },
          },
          required: ["street", "number"],
          additionalProperties: false,
        },
      },
      required: ["mode"],
      additionalProperties: false,
    },
    changes: true,
  },
  {
    name: "place_order",
    description:
      "Fecha o pedido e gera a cobrança. Use só depois de mostrar o resumo com o total e o cliente confirmar. O código PIX é enviado ao cliente em seguida, em outra mensagem.",
    input: {
      type: "object",
      properties: { paymentMethod: { type: "string", enum: ["PIX"] } },
      required: ["paymentMethod"],
      additionalProperties: false,
    },
    changes: true,
  },
  {
    name: "order_status",
    description: "Devolve a situação do último pedido do cliente nesta conversa.",
    input: nothing,
    changes: false,
  },
  {
    name: "cancel_order",
    description: "Cancela o último pedido do cliente, quando ainda é possível. Confirme com o cliente antes.",
    input: {
      type: "object",
      properties: { reason: { type: "string", description: "O motivo, nas palavras do cliente." } },
      additionalProperties: false,
    },
    changes: true,
  },
];

const byName = new Map<string, Tool>(tools.map((tool) => [tool.name, tool]));

export function toolOf(name: string): Tool | undefined {
  return byName.get(name);
}
