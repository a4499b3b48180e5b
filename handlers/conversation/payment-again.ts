/** "manda o pix de novo": how to pay is sent once more as it was, while the order waits for it. */
import type { OrderResult } from "../shared/order-api.ts";
import type { Answerer } from "./answerer.ts";
import { plain } from "./routing.ts";

const asks =
  /\b(pix|codigo|link|boleto)\b.*\b(de novo|novamente|outra vez|nao (chegou|veio))\b|\b(reenvi\w+|perdi|nao (chegou|veio|recebi)) o (pix|codigo|link|boleto)\b/;

export const paymentAgain: Answerer = async ({ text, rounds, messageSids }, tools) => {
  if (rounds.length > 0 || !asks.test(plain(text))) return undefined;
  const { sent = [], outgoing } = tools.conversation();
  const messages = sent.map(({ message: { text, mediaKey, notice } }) => ({ text, mediaKey, notice }));
  const at = messages.findLastIndex(({ notice }) => notice?.name === "payment_requested");
  if (at < 0) return undefined;
  const use = { toolUseId: "again", name: "order_status" };
  const result = (await tools.run(use, `${messageSids[0]}#again`)).result as OrderResult;
  const order = result.ok && "order" in result ? result.order : undefined;
  const [request, ...after] = messages.slice(at);
  if (order?.status !== "awaiting_payment" || request?.notice?.variables[1] !== order.total) return undefined;
  // Not as replies: a PIX code is nothing for a model to repeat.
  const how = after.filter(({ text, mediaKey }) => mediaKey || text.startsWith("000201"));
  tools.change({ outgoing: [...outgoing, request, ...how.slice(0, 2)] });
  return [{ text: "Aí está de novo. 👆" }];
};
