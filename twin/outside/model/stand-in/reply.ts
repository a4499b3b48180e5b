/** What the stand-in says once its tools have answered. Prices and totals are repeated, never computed. */
import { formatBRL } from "../../../../handlers/shared/money.ts";
import type { MenuView, OrderView } from "../../../../handlers/shared/order-api.ts";
import { linesShown } from "./basket-calls.ts";
import { namesCard, noCardNeeded } from "./card-talk.ts";
import { couponOpen, couponQuestion } from "./coupon-talk.ts";
import { categoriesText } from "./item-questions.ts";
import { type LineChange, lineOf } from "./line-talk.ts";
import { quantityQuestions } from "./open-questions.ts";
import { paymentIn, phraseOf, registered } from "./payment-talk.ts";
import { addressShown, placeSaid, postalCodeQuestion, postalCodeSlip } from "./place.ts";
import { confirmationQuestion, type Wanted, wantedOf } from "./plan.ts";
import {
  asksForFee,
  asksForPayment,
  asksForTime,
  feeText,
  paymentText,
  streetQuestion,
  timeText,
} from "./questions.ts";
import { wantsSchedule } from "./schedule-talk.ts";
import type { Turn } from "./turn.ts";
import { whichQuestions } from "./which-one.ts";
import { says, wordsOf } from "./words.ts";

export function reply(turn: Turn, menu: MenuView): string {
  if (turn.answers.some(({ name, result }) => name === "call_person" && result.ok))
    return "Chamei uma pessoa da nossa equipe, que responde por aqui assim que puder.";
  const acted = turn.answers.filter(({ name }) => !silent.includes(name));
  const problems = acted.flatMap(({ name, result }) =>
    "error" in result && !tried(name, result.error.code, wordsOf(turn.text)) ? [result.error.message] : [],
  );
  const wanted = wantedOf(turn, menu);
  problems.push(...quantityQuestions(wanted.changes, menu), ...whichQuestions(wanted.kinds));
  problems.push(...lineQuestions(wanted.line, turn, menu));
  const last = acted.findLast(({ result }) => "order" in result);
  const order = last && "order" in last.result ? last.result.order : undefined;
  if (last?.name === "place_order" && order) return placed(order);
  if (last?.name === "cancel_order" && order)
    return order.status === "cart"
      ? "Pronto, esvaziei o seu carrinho. O que você gostaria de pedir?"
      : "Pedido cancelado. Se quiser, é só me chamar para um novo pedido.";
  if (last?.name === "order_status" && order) return statusText(order);
  const answers = answersTo(turn, menu, order, wanted);
  const lookedUp = answers.length > 0 && acted.every(({ name }) => name === "view_cart");
  if (lookedUp) return [...problems, ...answers, ...stillAsked(turn, menu)].join("\n\n");
  problems.push(...answers);
  if (order) return [...problems, basket(order, turn, menu)].join("\n\n");
  if (problems.length) return problems.join("\n\n");
  return smallTalk(turn, menu);
}

/** Tools that are called to see whether there is something. */
function tried(name: string, code: string, words: readonly string[]): boolean {
  return name === "set_quantity" ? code === "not_in_cart" : code === "no_order" && asksForTime(words);
}

/** A change that may be of several items, or of none. */
function lineQuestions(change: LineChange | undefined, turn: Turn, menu: MenuView): string[] {
  const lines = linesShown(turn);
  if (!change || !lines || lineOf(change, lines, menu)) return [];
  const line = lines.at(-1);
  return line
    ? [`Em qual item? Diga junto com o nome dele, como em “na ${line.name}”.`]
    : ["Em qual item? O seu carrinho ainda está vazio."];
}

/** What the customer asked, beside what they ordered. */
function answersTo(turn: Turn, menu: MenuView, order: OrderView | undefined, { question }: Wanted): string[] {
  const words = wordsOf(turn.text);
  const place = placeSaid(turn);
  if (namesCard(turn.text)) return [noCardNeeded(menu)];
  if (asksForFee(words)) return place.address ? [] : [feeText(menu, order, place)];
  if (asksForPayment(words)) return [paymentText(menu)];
  if (asksForTime(words)) return [timeText(menu, order)];
  if (question) return [question];
  return place.postalCode && !addressShown(turn) ? [streetQuestion(place.postalCode)] : [];
}

const askedToConfirm = new RegExp(`${confirmationQuestion} o pedido de (R\\$ [\\d.,]+) [^?]*\\?`);

/** A question is no yes, nor is a card's number: what was to be confirmed still is. */
function stillAsked(turn: Turn, menu: MenuView): string[] {
  const total = askedToConfirm.exec(turn.before)?.[1];
  return total ? [confirmation(total, turn, menu)] : [];
}

function confirmation(total: string, turn: Turn, menu: MenuView): string {
  return `${confirmationQuestion} o pedido de ${total} ${phraseOf(paymentIn(turn, menu))}?`;
}

/** Tools whose answers are not for the customer's eyes. */
const silent = ["get_menu", "choose_store", "call_person"];

function placed({ total, paymentMethod = "PIX" }: OrderView): string {
  const next = {
    PIX: "Em instantes envio o código PIX para o pagamento.",
    CREDIT_CARD: "Em instantes envio o link para pagar com cartão.",
    BOLETO: "Em instantes envio o link do boleto.",
    CASH: "Você paga em dinheiro ao receber.",
    CARD_ON_DELIVERY: "Você paga com cartão ao receber.",
  }[paymentMethod];
  return `${registered} Total: ${total}. ${next}`;
}

/** How the stand-in begins when it knows no answer. */
export const notUnderstood = "Não entendi bem.";

const statusTexts: Readonly<Record<OrderView["status"], string>> = {
  cart: "Seu pedido ainda não foi confirmado.",
  awaiting_payment: "Seu pedido está aguardando o pagamento.",
  scheduled: "Seu pedido está agendado.",
  confirmed: "Pagamento recebido! A cozinha já vai aceitar o seu pedido.",
  accepted: "Seu pedido está sendo preparado.",
  ready: "Seu pedido está pronto!",
  out_for_delivery: "Seu pedido saiu para entrega.",
  delivered: "Seu pedido já foi entregue.",
  rejected: "Infelizmente a loja não pôde aceitar o seu pedido.",
  cancelled: "Seu pedido foi cancelado.",
  expired: "Seu pedido expirou por falta de pagamento.",
  refund_pending: "O seu dinheiro está sendo devolvido.",
  refunded: "O seu dinheiro foi devolvido.",
};

function statusText(order: OrderView): string {
  return statusTexts[order.status];
}

const when = new Intl.DateTimeFormat("pt-BR", {
  timeZone: "America/Sao_Paulo",
  ...{ weekday: "long", day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit" },
});

function basket(order: OrderView, turn: Turn, menu: MenuView): string {
  if (!order.items.length) {
    const fee = order.area ? `${feeText(menu, order, {})} ` : "";
    return `${fee}Seu carrinho está vazio. O que você gostaria de pedir?`;
  }
  const lines = order.items.map(
    (line) => `• ${line.quantity}x ${line.name}${detailsOf(line)} — ${formatBRL(line.totalCentavos)}`,
  );
  if (order.scheduledFor) lines.push(`• Agendado para ${when.format(new Date(order.scheduledFor))}`);
  if (order.deliveryFeeCentavos > 0) lines.push(`• Entrega — ${formatBRL(order.deliveryFeeCentavos)}`);
  if (order.discountCentavos)
    lines.push(`• Cupom ${order.coupon?.code} — -${formatBRL(order.discountCentavos)}`);
  else if (order.coupon?.problem) lines.push(`• ${order.coupon.problem}`);
  return [
    "Seu pedido até agora:",
    ...lines,
    `Total: ${order.total}`,
    "",
    nextQuestion(order, turn, menu),
  ].join("\n");
}

function detailsOf({ options = [], notes }: OrderView["items"][number]): string {
  const details = [
    ...options.flatMap(({ choices }) => choices.map(({ name }) => name)),
    ...(notes ? [notes] : []),
  ];
  return details.length ? ` (${details.join(", ")})` : "";
}

function nextQuestion(order: OrderView, turn: Turn, menu: MenuView): string {
  if (order.missing.includes("minimum"))
    return `O pedido mínimo para entrega é ${menu.minimumOrder}. Quer acrescentar algo?`;
  if (order.missing.includes("fulfilment"))
    return menu.pickup
      ? "É para entrega ou retirada? Se for entrega, me diga rua, número e bairro."
      : "Para onde entregamos? Me diga rua, número e bairro.";
  if (order.missing.includes("address")) return "Qual é o endereço de entrega? Me diga rua, número e bairro.";
  if (order.missing.includes("postalCode")) return `${postalCodeQuestion} Assim vejo se entregamos aí.`;
  if (order.missing.includes("location"))
    return "Pode enviar a sua localização? Assim vejo se entregamos aí.";
  return confirmation(order.total, turn, menu);
}

function smallTalk(turn: Turn, menu: MenuView): string {
  const words = wordsOf(turn.text);
  if (says(words, "cardapio", "menu", "opcoes", "o que tem", "o que voces tem")) return menuText(menu);
  if (couponOpen(words)) return couponQuestion;
  if (says(words, "mudar algo", "mudar o pedido", "alterar o pedido"))
    return "Claro! O que você quer mudar: os itens, a entrega ou o pagamento?";
  if (says(words, "desconto", "gratis", "de graca", "promocao"))
    return "Os preços são os do cardápio e não consigo mudá-los por aqui. Quer que eu mostre as opções?";
  if (postalCodeSlip(turn)) return `Um CEP tem oito números, como 01310-100. ${postalCodeQuestion}`;
  if (says(words, "horario", "aberto", "abre", "abrem", "fecha", "fecham", "funcionamento", "funciona"))
    return menu.open
      ? `Sim, a ${menu.storeName} está aberta agora!`
      : `A ${menu.storeName} está fechada neste momento.`;
  if (wantsSchedule(words))
    return menu.scheduling
      ? "Dá para agendar, sim! Para que dia e hora você quer o pedido?"
      : `A ${menu.storeName} não aceita pedidos agendados.`;
  if (says(words, "obrigado", "obrigada", "valeu", "tchau")) return "Eu que agradeço! Até a próxima. 😊";
  if (says(words, "oi", "ola", "bom dia", "boa tarde", "boa noite", "opa", "eai"))
    return `Olá! Aqui é a ${menu.storeName}. Posso anotar o seu pedido ou mostrar o cardápio: o que prefere?`;
  if (turn.answers.some(({ name, result }) => name === "choose_store" && result.ok))
    return `Certo, ${menu.storeName}! Posso anotar o seu pedido ou mostrar o cardápio: o que prefere?`;
  return `${notUnderstood} Você pode me dizer o que deseja pedir ou escrever "cardápio" para ver as opções.`;
}

function menuText({ storeName, categories }: MenuView): string {
  const parts = [`Cardápio da ${storeName}:`, categoriesText(categories), "O que você gostaria de pedir?"];
  return parts.join("\n\n");
}
