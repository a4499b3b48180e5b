/** What a customer is told about themselves. */
import { addressLine, type CustomerRecord } from "../../shared/customer.ts";
import type { CustomersOrder } from "../../shared/order-api.ts";
import type { OrderStatus } from "../../shared/order-states.ts";

export const optedOutText =
  "Pronto: você não receberá mais mensagens de promoção. Avisos dos seus pedidos continuam chegando. Se mudar de ideia, escreva *voltar*.";
export const optedInText = "Que bom ter você de volta! Você voltará a receber as nossas novidades.";

export const confirmEraseText =
  "Vou apagar seu nome, contato, endereços e esta conversa, e tirar seus dados dos pedidos. Isso não pode ser desfeito. Para confirmar, responda *APAGAR*.";
export const erasedText =
  "Seus dados foram apagados. Os valores dos pedidos ficam guardados sem o seu nome, como a lei exige. Se escrever de novo, começamos do zero.";
export const notErasedText = "Não consegui apagar os dados agora. Pode tentar de novo em alguns minutos?";

const statusNames: Readonly<Record<OrderStatus, string>> = {
  cart: "no carrinho",
  awaiting_payment: "aguardando pagamento",
  scheduled: "agendado",
  confirmed: "confirmado",
  accepted: "em preparo",
  ready: "pronto",
  out_for_delivery: "saiu para entrega",
  delivered: "entregue",
  rejected: "recusado",
  cancelled: "cancelado",
  expired: "expirado",
  refund_pending: "em devolução",
  refunded: "devolvido",
};

const day = new Intl.DateTimeFormat("pt-BR", { timeZone: "America/Sao_Paulo", dateStyle: "short" });
const shownOrders = 10;

export function dataText(
  restaurant: string,
  sender: string,
  customer: CustomerRecord | undefined,
  orders: readonly CustomersOrder[] | undefined,
): string {
  const { name, addresses = [], consent, marketingOptOutAt, satisfaction, createdAt } = customer ?? {};
  const on = (instant: string) => day.format(new Date(instant));
  return [
    `Estes são os seus dados no ${restaurant}:`,
    `• Nome: ${name ?? "não guardado"}`,
    `• Contato: ${sender}`,
    ...(createdAt ? [`• Cliente desde ${on(createdAt)}`] : []),
    ...addresses.map((address) => `• Endereço: ${addressLine(address)}`),
    ...(consent ? [`• Aviso de privacidade: versão ${consent.version}, em ${on(consent.at)}`] : []),
    `• Mensagens de promoção: ${marketingOptOutAt ? `não, desde ${on(marketingOptOutAt)}` : "sim"}`,
    ...(satisfaction ? [`• Última avaliação: ${satisfaction.score}, em ${on(satisfaction.at)}`] : []),
    "• CPF ou CNPJ: vai só para a cobrança, e não fica guardado aqui",
    ...ordersText(orders),
    "Para apagar tudo, escreva *apagar meus dados*.",
  ].join("\n");

  function ordersText(all: readonly CustomersOrder[] | undefined): string[] {
    if (!all) return ["• Pedidos: não consegui consultar agora"];
    const lines = all
      .slice(0, shownOrders)
      .map(({ placedAt, total, status }) => `   ${on(placedAt)}: ${total}, ${statusNames[status]}`);
    const more = all.length > shownOrders ? [`   … e mais ${all.length - shownOrders}`] : [];
    return [`• Pedidos: ${all.length}`, ...lines, ...more];
  }
}
