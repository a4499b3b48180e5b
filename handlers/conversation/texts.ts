/** What the customer is told in fixed words: an order's steps, and what is said when no model speaks. */
import type { Notice } from "../shared/messages.ts";
import type { Outgoing } from "./record.ts";

/** Nothing can be done for the moment; the customer's message is not lost on us, but not understood either. */
export const troubleText =
  "Desculpe, estou com uma dificuldade técnica agora. Pode repetir a mensagem em alguns instantes?";

export const suspendedText = "No momento não estamos atendendo por aqui. Obrigado pela compreensão!";

type Template = (notice: Notice) => string;

const pickup = (notice: Notice) => notice.mode === "pickup";

export const noticeTexts = {
  payment_requested: ({ total }) =>
    `Para pagar ${total} por PIX, copie o código da próxima mensagem e cole em "PIX Copia e Cola" no aplicativo do seu banco.`,
  payment_confirmed: ({ total }) =>
    `Pagamento de ${total} confirmado! ✅ Seu pedido já foi enviado para a cozinha.`,
  accepted: (notice) =>
    notice.minutes === undefined
      ? "Pedido aceito! 👩‍🍳 Já estamos preparando."
      : `Pedido aceito! 👩‍🍳 Já estamos preparando: ${pickup(notice) ? "fica pronto" : "chega"} em cerca de ${minutes(notice.minutes)}.`,
  rejected: ({ reason }) =>
    `Sinto muito: o restaurante não pôde aceitar o seu pedido${because(reason)}. O valor pago será devolvido.`,
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
} as const satisfies Record<Notice["notice"], Template>;

/** The PIX code stands alone, so that a long press copies it and nothing else. */
export function noticeMessages(notice: Notice): Outgoing[] {
  const messages: Outgoing[] = [{ text: (noticeTexts[notice.notice] as Template)(notice) }];
  if (notice.notice !== "payment_requested") return messages;
  if (notice.pixCode) messages.push({ text: notice.pixCode });
  if (notice.pixQrKey) messages.push({ text: "Ou leia este QR code.", mediaKey: notice.pixQrKey });
  return messages;
}

/** Once for each step of each order. */
export function noticeId({ orderId, version, notice }: Notice): string {
  return `${orderId}#${version}#${notice}`;
}

function because(reason: string | undefined): string {
  return reason?.trim() ? ` (${reason.trim().replace(/\.$/, "")})` : "";
}

function minutes(count: number): string {
  return count === 1 ? "1 minuto" : `${count} minutos`;
}
