/** What menus say. */
import { formatBRL } from "../../shared/money.ts";
import type { OrderView } from "../../shared/order-api.ts";
import type { PaymentMethod } from "../../shared/order-config.ts";
import { minutes, spoken } from "../texts.ts";

export const choose = "Responda com o número da opção (0 volta ao início):";
export const notUnderstood = `Não entendi. ${choose}`;
export const unavailable = "O sistema de pedidos não respondeu. Tente de novo em um minuto, por favor.";
export const askAddress =
  "Qual é o endereço de entrega? Escreva rua, número, bairro e CEP, como: Rua das Flores, 123, Centro, 01310-100";
export const askPostalCode = "Qual é o CEP do endereço? Assim sei se entregamos aí e por quanto.";
export const askLocation =
  "Para saber se entregamos aí, envie a sua localização pelo clipe do WhatsApp. (0 volta ao início)";
export const askDocument = "Para essa forma de pagamento preciso do CPF ou CNPJ de quem paga. Qual é?";

/** What confirms an order: a list's row takes 24 characters. */
export const paymentTitles: Readonly<Record<PaymentMethod, string>> = {
  PIX: "Pagar com PIX",
  CREDIT_CARD: "Pagar com cartão (link)",
  BOLETO: "Pagar com boleto",
  CASH: "Pagar com dinheiro",
  CARD_ON_DELIVERY: "Pagar na maquininha",
};

export const statusTexts: Readonly<Record<OrderView["status"], string>> = {
  cart: "O seu pedido ainda não foi confirmado.",
  awaiting_payment: "O seu pedido está aguardando o pagamento.",
  scheduled: "O seu pedido está agendado.",
  confirmed: "O seu pedido está confirmado e já foi para a cozinha.",
  accepted: "O seu pedido está sendo preparado.",
  ready: "O seu pedido está pronto!",
  out_for_delivery: "O seu pedido saiu para entrega.",
  delivered: "O seu pedido foi entregue.",
  rejected: "O restaurante não pôde aceitar o seu pedido.",
  cancelled: "O seu pedido foi cancelado.",
  expired: "O prazo para pagar o pedido terminou.",
  refund_pending: "O valor do seu pedido está sendo devolvido.",
  refunded: "O valor do seu pedido foi devolvido.",
};

export function about(etaMinutes: number): string {
  return `em cerca de ${minutes(etaMinutes)}`;
}

/** The basket as the order stage priced it; nothing here adds anything up. */
export function basketText(order: OrderView): string {
  const lines = order.items.map(({ quantity, name, options, notes, totalCentavos }) => {
    const chosen = options?.flatMap(({ choices }) => choices.map((choice) => choice.name)) ?? [];
    const details = [...chosen, ...(notes ? [notes] : [])];
    return `• ${quantity}x ${name}${details.length > 0 ? ` (${details.join(", ")})` : ""} — ${formatBRL(totalCentavos)}`;
  });
  if (order.scheduledFor) lines.push(`• Agendado para ${spoken(order.scheduledFor)}`);
  if (order.deliveryFeeCentavos > 0) lines.push(`• Entrega — ${formatBRL(order.deliveryFeeCentavos)}`);
  const { code, problem } = order.coupon ?? {};
  if (order.discountCentavos) lines.push(`• Cupom ${code} — ${formatBRL(-order.discountCentavos)}`);
  else if (problem) lines.push(`• ${problem}`);
  return ["Seu pedido até agora:", ...lines, `Total: ${order.total}`].join("\n");
}
