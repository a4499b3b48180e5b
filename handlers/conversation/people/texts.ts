/** What is said around a person's taking over, and after an order. */
import type { Handoff } from "../record.ts";

export const handedOverText =
  "Certo! Chamei uma pessoa da nossa equipe, que responde por aqui assim que puder. Pode ir escrevendo. Para voltar ao atendimento automático, escreva *voltar ao bot*.";
export const misunderstoodText =
  "Acho que não estou entendendo bem. Chamei uma pessoa da nossa equipe, que responde por aqui assim que puder. Para voltar ao atendimento automático, escreva *voltar ao bot*.";
export const backText = "O atendimento automático está de volta. Como posso ajudar?";
export const silenceText =
  "Como a conversa parou, o atendimento automático está de volta. Se precisar, é só escrever!";

const reasons: Readonly<Record<Handoff["reason"], string>> = {
  asked: "pediu para falar com uma pessoa",
  misunderstood: "não está sendo entendido pelo atendimento automático",
  rule: "escreveu algo que precisa de uma pessoa",
};

/** For whoever of the restaurant is told. */
export function noticeForStaff(name: string, reason: Handoff["reason"], said: string): string {
  const words = said.length > 200 ? `${said.slice(0, 200)}…` : said;
  return `👋 *${name}* ${reasons[reason]}. Última mensagem: "${words}" Responda pelo ponto de venda.`;
}

export function surveyText(restaurant: string): string {
  return `Como foi o seu pedido no ${restaurant}? Responda com uma nota de *1* (ruim) a *5* (ótimo). Sua opinião nos ajuda muito!`;
}

export function thanksText(score: number): string {
  if (score >= 4) return "Muito obrigado pela avaliação! 💛 Até a próxima.";
  if (score === 3) return "Obrigado pela avaliação! Vamos trabalhar para melhorar.";
  return "Sentimos muito que não tenha sido bom. 😔 Obrigado por contar. Se quiser falar com a nossa equipe, escreva *falar com atendente*.";
}
