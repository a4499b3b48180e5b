/** What a customer's turn means to the choices that were offered. */
import type { OpenTurn } from "../record.ts";
import { plain } from "../routing.ts";
import type { MenuState } from "./state.ts";

export type Said =
  | { readonly kind: "choice"; readonly id: string }
  /** "1, 3": all of what was offered. */
  | { readonly kind: "choices"; readonly ids: readonly string[] }
  | { readonly kind: "back" }
  | { readonly kind: "words" };

/** As long, a text is the beginning of one title and no accident. */
const leastTitle = 4;
const yes = ["sim", "isso", "ok", "pode", "confirmo", "confirmar", "confirmado", "pode confirmar", "claro"];

export function said(
  { text, choiceId }: Pick<OpenTurn, "text" | "choiceId">,
  { offered, awaiting }: Pick<MenuState, "offered" | "awaiting">,
): Said {
  if (choiceId && offered.some(({ id }) => id === choiceId)) return { kind: "choice", id: choiceId };
  const words = plain(text);
  if (["0", "voltar", "inicio"].includes(words)) return { kind: "back" };
  const numbers = /^\d{1,2}(( e)? \d{1,2})*$/.test(words) ? (words.match(/\d+/g) ?? []).map(Number) : [];
  const ids = numbers.flatMap((number) => offered[number - 1]?.id ?? []);
  if (ids.length > 0 && ids.length === numbers.length) {
    return ids.length === 1 ? { kind: "choice", id: ids[0]! } : { kind: "choices", ids };
  }
  if (awaiting?.what === "confirmation" && yes.includes(words)) {
    const confirming = offered.filter(({ id }) => id.startsWith("place:"));
    if (confirming.length === 1) return { kind: "choice", id: confirming[0]!.id };
  }
  const titled = offered.filter(
    ({ title }) => plain(title) === words || (words.length >= leastTitle && plain(title).startsWith(words)),
  );
  return titled.length === 1 ? { kind: "choice", id: titled[0]!.id } : { kind: "words" };
}
