/** What customers ask of the menu before they order: what there is of a kind, whether there is something, what it costs. */
import type { MenuView } from "../../../handlers/shared/order-api.ts";
import { mentionsIn } from "./mentions.ts";
import { asksForFee, asksForPayment } from "./questions.ts";
import { alike, says, wordsOf } from "./words.ts";

type Category = MenuView["categories"][number];
export type Item = Category["items"][number];

const price =
  /\b(?:quanto (?:que )?(?:e|eh|custa|custam|sai|saem|fica|ficam|ta|tao|esta|estao|vale)|(?:qual|quais|que) (?:e |sao )?(?:o |os )?(?:preco|precos|valor|valores)|(?:preco|valor) d)/;
const there =
  /^(?:(?:oi|ola|opa|bom|boa|dia|tarde|noite|e|ai|voces|vcs|vc) )*(?:tem|teem|teria|teriam|vende|vendem|servem)\b/;
const which =
  /\b(?:quais|que|opcoes|lista|cardapio|sabores)\b.*\b(?:tem|teem|ha|sao|de|das|dos|do|da)\b|\b(?:me )?(?:mostra|mostre|manda|ver) (?:as|os|a|o)\b/;
const ordering = ["quero", "queria", "manda", "adiciona", "coloca", "bota", "inclui", "poe", "pede"];

/** @returns the answer; undefined where nothing of the menu is asked */
export function menuAnswer(text: string, menu: MenuView): string | undefined {
  const words = wordsOf(text);
  if (asksForFee(words) || asksForPayment(words) || says(words, ...ordering)) return undefined;
  const said = words.join(" ");
  const asksPrice = price.test(said);
  const asksThere = there.test(said) || (/\btem\b/.test(said) && text.includes("?"));
  if (!asksPrice && !asksThere && !which.test(said)) return undefined;
  const items = itemsMeant(words, menu);
  if (items.length && (asksPrice || asksThere)) return itemsText(items);
  const categories = categoriesMeant(words, menu);
  return categories.length ? categoriesText(categories) : undefined;
}

/** Named in full, or by a word that several share: "suco". */
function itemsMeant(words: readonly string[], menu: MenuView): readonly Item[] {
  const items = menu.categories.flatMap((category) => category.items);
  const named = new Set(mentionsIn(words, menu).map(({ itemId }) => itemId));
  if (named.size) return items.filter(({ itemId }) => named.has(itemId));
  const word = words.find((one) => one.length >= 4 && itemsSharing(one, menu).length > 1);
  return word ? itemsSharing(word, menu) : [];
}

/** Items whose names have a word that was said. */
export function itemsSharing(word: string, menu: MenuView): Item[] {
  return menu.categories
    .flatMap(({ items }) => items)
    .filter(({ name }) => wordsOf(name).some((one) => one.length >= 4 && alike(word, one)));
}

function categoriesMeant(words: readonly string[], menu: MenuView): Category[] {
  return menu.categories.filter(({ name }) =>
    wordsOf(name).some(
      (one) =>
        one.length >= 4 && words.some((word) => word.length >= 4 && (alike(word, one) || alike(one, word))),
    ),
  );
}

function itemsText(items: readonly Item[]): string {
  const [only] = items;
  if (only && items.length === 1)
    return only.available
      ? `${only.name}${only.description ? ` (${withoutStop(only.description)})` : ""} custa ${only.price}.`
      : `${only.name} está em falta no momento.`;
  return ["Temos:", ...listed(items)].join("\n");
}

function categoriesText(categories: readonly Category[]): string {
  return categories.map(({ name, items }) => [`*${name}*`, ...listed(items)].join("\n")).join("\n\n");
}

/** Those that there are, with their prices. */
export function listed(items: readonly Item[]): string[] {
  return items.filter(({ available }) => available).map(({ name, price }) => `• ${name} — ${price}`);
}

function withoutStop(description: string): string {
  return description.replace(/\.$/, "");
}
