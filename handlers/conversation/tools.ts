/**
 * What the model may do: each tool is one OrderRequest, but choose_store, which the conversation keeps for itself.
 * The model names items and quantities; prices, totals and states are the order stage's answer.
 *
 * Names and schemas are a contract: recorded conversations and other models are written against them.
 */
import type { OrderRequest } from "../shared/order-api.ts";
import { PaymentMethod } from "../shared/payment-method.ts";

type CustomersAction = Extract<OrderRequest, { readonly conversationId: string }>["action"];
export type ToolName = CustomersAction | "choose_store" | "call_person";

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
const lineId = {
  type: "string",
  description:
    "O lineId da linha, como o carrinho o devolve. Use quando o carrinho tem o mesmo item com opções ou observações diferentes.",
};
const ofCart = { ...itemId, description: "O itemId, quando o carrinho tem uma só linha desse item." };

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
    name: "call_person",
    description:
      "Chama uma pessoa da equipe para assumir a conversa. Use quando o cliente pedir uma pessoa, reclamar de um pedido, você não o entender pela terceira vez seguida ou ele precisar de algo que as outras ferramentas não fazem. Depois, só avise que alguém vai responder.",
    input: nothing,
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
        options: {
          type: "array",
          description:
            "As escolhas do cliente nos grupos de opções do item (options e optionGroups em get_menu), como os sabores de uma pizza meio a meio ou a borda. Grupos com min maior que zero são obrigatórios: pergunte antes.",
          items: {
            type: "object",
            properties: {
              groupId: { type: "string", description: "O groupId do grupo." },
              choiceIds: { type: "array", items: { type: "string" }, description: "Os choiceId escolhidos." },
            },
            required: ["groupId", "choiceIds"],
            additionalProperties: false,
          },
        },
        notes: { type: "string", description: "Observação do cliente para a cozinha, como 'sem cebola'." },
      },
      required: ["itemId", "quantity"],
      additionalProperties: false,
    },
    changes: true,
  },
  {
    name: "set_quantity",
    description: "Muda a quantidade de um item que já está no carrinho, por lineId ou itemId. Zero o retira.",
    input: {
      type: "object",
      properties: {
        lineId,
        itemId: ofCart,
        quantity: { type: "integer", minimum: 0, maximum: 99, description: "A nova quantidade." },
      },
      required: ["quantity"],
      additionalProperties: false,
    },
    changes: true,
  },
  {
    name: "remove_item",
    description: "Retira do carrinho um item inteiro, por lineId ou itemId.",
    input: { type: "object", properties: { lineId, itemId: ofCart }, additionalProperties: false },
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
        location: {
          type: "object",
          description: "A localização que o cliente enviou pelo WhatsApp, quando enviou.",
          properties: { latitude: { type: "number" }, longitude: { type: "number" } },
          required: ["latitude", "longitude"],
          additionalProperties: false,
        },
      },
      required: ["mode"],
      additionalProperties: false,
    },
    changes: true,
  },
  {
    name: "set_schedule",
    description:
      "Agenda o pedido para um dia e uma hora, quando a loja aceita (scheduling em get_menu). Sem horário, volta a ser para agora.",
    input: {
      type: "object",
      properties: {
        scheduledFor: {
          type: "string",
          description: "Dia e hora de Brasília, como 2026-11-24T20:30:00.",
        },
      },
      additionalProperties: false,
    },
    changes: true,
  },
  {
    name: "apply_coupon",
    description:
      "Aplica ao carrinho um cupom que o cliente digitou. O desconto, ou o motivo de não valer, vem na resposta. Nunca ofereça um cupom que o cliente não citou.",
    input: {
      type: "object",
      properties: { code: { type: "string", description: "O código, como o cliente o escreveu." } },
      required: ["code"],
      additionalProperties: false,
    },
    changes: true,
  },
  {
    name: "remove_coupon",
    description: "Tira o cupom do carrinho.",
    input: nothing,
    changes: true,
  },
  {
    name: "place_order",
    description:
      "Fecha o pedido e gera a cobrança. Use só depois de mostrar o resumo com o total e o cliente confirmar. O código PIX, ou o link para pagar com cartão ou boleto, é enviado ao cliente em seguida, em outra mensagem.",
    input: {
      type: "object",
      properties: {
        paymentMethod: {
          type: "string",
          enum: PaymentMethod.options,
          description: "Uma das formas que a loja aceita (paymentMethods em get_menu).",
        },
        confirmedTotal: {
          type: "string",
          description: "O total que o cliente viu e confirmou, como foi mostrado: 'R$ 114,80'.",
        },
        changeFor: {
          type: "string",
          description: "Com CASH, o valor da nota com que o cliente paga, se ele pediu troco: 'R$ 150,00'.",
        },
        cpfCnpj: {
          type: "string",
          description: "CPF ou CNPJ de quem paga; só quando esta ferramenta respondeu document_required.",
        },
      },
      required: ["paymentMethod", "confirmedTotal"],
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
    name: "last_orders",
    description:
      "Devolve os últimos pedidos do cliente e o que deles ainda há no cardápio. Use para 'o de sempre' ou 'o mesmo da última vez', e confirme qual antes de repetir.",
    input: nothing,
    changes: false,
  },
  {
    name: "reorder",
    description:
      "Põe no carrinho os itens de um pedido anterior, aos preços de hoje. Avise o que vier em skipped: não há mais.",
    input: {
      type: "object",
      properties: {
        orderId: { type: "string", description: "O orderId em last_orders; sem ele, o mais recente." },
      },
      additionalProperties: false,
    },
    changes: true,
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
