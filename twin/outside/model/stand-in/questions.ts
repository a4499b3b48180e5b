/** What customers ask before they decide: what the delivery costs, how they can pay. */
import type { MenuView, OrderView } from "../../../../handlers/shared/order-api.ts";
import { type Place, postalCodeQuestion } from "./place.ts";

const fee = [
  /\b(?:taxa|frete)\b/,
  /\b(?:entregam|fazem entrega|tem entrega)\b/,
  /\b(?:quanto|valor|preco|custo)(?: (?:que|voces|vcs|custa|custaria|e|fica|sai|seria|esta|cobra|cobram|da|de|do|a|o|pela|pra|para))* (?:entrega|entregar|delivery)\b/,
  /\b(?:entrega|delivery) (?:e|custa|fica|sai) (?:por )?(?:quanto|gratis|gratuita|de graca|paga)\b/,
];
const payment = [
  /\b(?:formas?|meios?|metodos?|opcoes) (?:de|do) paga/,
  /\b(?:aceita|aceitam|aceitas)\b.*\b(?:pix|cartao|cartoes|credito|debito|dinheiro|boleto|pagamento|vale|vr|va|ticket|cheque)\b/,
  /\bcomo (?:eu )?(?:posso |faco para |faco pra |e que )?(?:pago|pagar)\b/,
  /\b(?:da|posso|consigo)(?: pra| para)? pagar\b/,
];

const time = [
  /\bquanto tempo\b/,
  /\bdemora(?:m|ria)? (?:muito|quanto|pra|para)\b/,
  /\b(?:que horas|quando) (?:chega|fica pronto|vai chegar)\b/,
  /\bprevisao\b/,
];

export function asksForTime(words: readonly string[]): boolean {
  return time.some((one) => one.test(words.join(" ")));
}

export function asksForFee(words: readonly string[]): boolean {
  return fee.some((one) => one.test(words.join(" ")));
}

export function asksForPayment(words: readonly string[]): boolean {
  return payment.some((one) => one.test(words.join(" ")));
}

/** @param order the basket, where its area decides. */
export function feeText(menu: MenuView, order: OrderView | undefined, { postalCode }: Place): string {
  const areas = menu.deliveryAreas;
  const area = areas?.find(({ name }) => name === order?.area);
  if (area) return `A entrega no seu endereço custa ${area.fee}.`;
  if (!areas) return `A entrega custa ${menu.deliveryFee}.`;
  return `A entrega custa ${menu.deliveryFee}, conforme o endereço. ${postalCode ? streetQuestion(postalCode) : postalCodeQuestion}`;
}

/** @param order the basket, where its area decides. */
export function timeText({ deliveryAreas = [] }: MenuView, order: OrderView | undefined): string {
  const minutes = deliveryAreas.map((area) => area.minutes);
  const [least, most] = [Math.min(...minutes), Math.max(...minutes)];
  if (order?.etaMinutes) return `A entrega leva cerca de ${order.etaMinutes} minutos.`;
  if (!minutes.length) return "A loja diz o tempo assim que aceitar o pedido.";
  const range = least === most ? `cerca de ${least}` : `de ${least} a ${most}`;
  return `A entrega leva ${range} minutos, conforme o endereço.`;
}

export function streetQuestion(postalCode: string): string {
  return `Anotei o CEP ${postalCode}. Qual é a rua e o número?`;
}

const ways: Readonly<Record<string, string>> = {
  PIX: "PIX",
  CREDIT_CARD: "cartão de crédito por um link seguro",
  BOLETO: "boleto",
  CASH: "dinheiro ao receber",
  CARD_ON_DELIVERY: "cartão ao receber",
};

export function paymentText({ paymentMethods }: MenuView): string {
  return `Aceitamos: ${paymentMethods.map((method) => ways[method] ?? method).join(", ")}.`;
}
