/** A coupon's code in what the customer wrote, or the wish to have it taken off. */
import type { ToolCall, Turn } from "./turn.ts";
import { says, wordsOf } from "./words.ts";

export const couponQuestion = "Qual é o código do cupom?";

/** Right after the word, in any letters. */
const afterTheWord =
  /\bcupo[mn](?:\s+de\s+desconto)?(?:\s+(?:é|e|chamado|c[oó]digo))?[\s:"“?]+(?!de\b|é\b|[eao]\b|por\b|aqui\b|ainda\b|ele\b|que\b|n[aã]o\b)([a-z0-9]{3,20})(?![\p{L}\d])/iu;
/** Anywhere, in the letters that codes are written in. */
const inCapitals = /(?<![\p{L}\d])(?=[A-Z\d]*[A-Z])[A-Z\d]{4,20}(?![\p{L}\d])/u;

export function couponCalls({ text, before }: Turn): ToolCall[] {
  const words = wordsOf(text);
  const asked = before.includes(couponQuestion);
  if (!asked && !namesCoupon(words)) return [];
  if (says(words, "sem", "tira", "tire", "remove", "retira")) return [{ name: "remove_coupon", input: {} }];
  const code =
    inCapitals.exec(text)?.[0] ??
    afterTheWord.exec(text)?.[1] ??
    (asked ? /[a-z0-9]{3,20}/iu.exec(text)?.[0] : undefined);
  return code ? [{ name: "apply_coupon", input: { code: code.toUpperCase() } }] : [];
}

/** "Tenho um cupom", and not which. */
export function couponOpen(words: readonly string[]): boolean {
  return namesCoupon(words) && says(words, "tenho", "usar", "uso", "aplicar", "aplica");
}

function namesCoupon(words: readonly string[]): boolean {
  return words.some((word) => word === "cupom" || word === "cupon");
}
