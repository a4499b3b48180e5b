/** What the customer is told in fixed words: an order's steps, and what is said when no model speaks. */
import type { Notice } from "../shared/messages.ts";
import { paidOnline } from "../shared/payment-method.ts";
import type { Outgoing } from "./record.ts";

/** Nothing can be done for the moment; the customer's message is not lost on us, but not understood either. */
export const troubleText =
  "Desculpe, estou com uma dificuldade técnica agora. Pode repetir a mensagem em alguns instantes?";

export const suspendedText = "No momento não estamos atendendo por aqui. Obrigado pela compreensão!";

/** For media, by the first part of its type; the customer is asked to write instead. */
export const unreadableTexts: Readonly<Record<string, string>> = {
  audio: "Ainda não consigo ouvir áudios por aqui. 🙏 Pode me escrever o que deseja?",
  image: "Recebi a imagem, mas não consigo vê-la por aqui. Pode me escrever o que deseja?",
  video: "Ainda não consigo abrir vídeos por aqui. Pode me escrever o que deseja?",
};
export const unreadableText =
  "Recebi o arquivo, mas não consigo abri-lo por aqui. Pode me escrever o que deseja?";

export const unknownChoiceText =
  "Essa opção não está mais disponível por aqui. Pode me escrever o que deseja?";

type Template = (notice: Notice) => string;

const pickup = (notice: Notice) => notice.mode === "pickup";

export const noticeTexts = {
  payment_requested: ({ total, invoiceUrl }) =>
    invoiceUrl
      ? `Para pagar ${total}, abra este link seguro: ${invoiceUrl}`
      : `Para pagar ${total} por PIX, copie o código da próxima mensagem e cole em "PIX Copia e Cola" no aplicativo do seu banco.`,
  payment_confirmed: ({ total, scheduledFor }) =>
    scheduledFor
      ? `Pagamento de ${total} confirmado! ✅ Seu pedido está agendado para ${spoken(scheduledFor)}.`
      : `Pagamento de ${total} confirmado! ✅ Seu pedido já foi enviado para a cozinha.`,
  confirmed: (notice) =>
    `Pedido confirmado! ✅ ${notice.total}, ${notice.paymentMethod === "CASH" ? "em dinheiro" : "no cartão"}, na ${pickup(notice) ? "retirada" : "entrega"}. ${
      notice.scheduledFor
        ? `Está agendado para ${spoken(notice.scheduledFor)}.`
        : "Já foi enviado para a cozinha."
    }`,
  accepted: (notice) =>
    notice.minutes === undefined
      ? "Pedido aceito! 👩‍🍳 Já estamos preparando."
      : `Pedido aceito! 👩‍🍳 Já estamos preparando: ${pickup(notice) ? "fica pronto" : "chega"} em cerca de ${minutes(notice.minutes)}.`,
  rejected: ({ reason, paymentMethod = "PIX" }) =>
    `Sinto muito: o restaurante não pôde aceitar o seu pedido${because(reason)}.${paidOnline(paymentMethod) ? " O valor pago será devolvido." : ""}`,
  ready: (notice) =>
    pickup(notice)
      ? "Seu pedido está pronto! Pode vir retirar."
      : "Seu pedido está pronto e sai para entrega em instantes.",
  out_for_delivery: () => "Seu pedido saiu para entrega! 🛵",
  delivered: (notice) =>
    pickup(notice) ? "Pedido retirado. Bom apetite! 😋" : "Pedido entregue. Bom apetite! 😋",
  cancelled: ({ reason }) => `Seu pedido foi cancelado${because(reason)}.`,
  expired: ({ total }) =>
    `O prazo para o pagamento de ${total} terminou e o pedido expirou. Se ainda quiser, é só pedir de novo.`,
  partly_refunded: ({ total, amount, reason }) =>
    `Devolvemos ${amount} do pagamento de ${total}${because(reason)}.`,
  amount_differs: ({ total, amount }) =>
    `Recebemos ${amount}, mas o total do pedido é ${total}. O restaurante vai falar com você.`,
  refunded: ({ total, amount = total, reason }) => `Devolvemos o pagamento de ${amount}${because(reason)}.`,
} as const satisfies Record<Notice["notice"], Template>;

/**
 * The PIX code stands alone, so that a long press copies it and nothing else.
 * @param name the customer's, for an approved template; WhatsApp takes no empty variable.
 */
export function noticeMessages(notice: Notice, name = "cliente"): Outgoing[] {
  const messages: Outgoing[] = [
    {
      text: (noticeTexts[notice.notice] as Template)(notice),
      notice: { name: notice.notice, variables: [name, notice.amount ?? notice.total, detailOf(notice)] },
    },
  ];
  if (notice.notice !== "payment_requested") return messages;
  if (notice.pixCode) messages.push({ text: notice.pixCode });
  if (notice.pixQrKey) messages.push({ text: "Ou leia este QR code.", mediaKey: notice.pixQrKey });
  return messages;
}

/** Once for each step of each order. */
export function noticeId({ orderId, version, notice }: Notice): string {
  return `${orderId}#${version}#${notice}`;
}

const when = new Intl.DateTimeFormat("pt-BR", {
  timeZone: "America/Sao_Paulo",
  ...{ weekday: "long", day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit" },
});

/** "terça-feira, 24/11, 20:30" */
export function spoken(instant: string): string {
  return when.format(new Date(instant));
}

/** "2026-11-25", the day that it is there. */
export const isoDay = new Intl.DateTimeFormat("en-CA", { timeZone: "America/Sao_Paulo", dateStyle: "short" });

/** A template's third variable: the kitchen's minutes or reason, the time of an order for later, or a dash. */
function detailOf({ minutes: count, reason, scheduledFor }: Notice): string {
  if (count !== undefined) return minutes(count);
  return told(reason) || (scheduledFor ? spoken(scheduledFor) : "–");
}

function because(reason: string | undefined): string {
  const why = told(reason);
  return why ? ` (${why.replace(/\.$/, "")})` : "";
}

/** A message of more than 1,600 characters is one that Twilio refuses. */
function told(reason = ""): string {
  return reason.trim().slice(0, 500);
}

export function minutes(count: number): string {
  return count === 1 ? "1 minuto" : `${count} minutos`;
}
