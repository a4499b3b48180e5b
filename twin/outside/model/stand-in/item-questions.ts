/** What customers ask of the menu before they order: what there is of a kind, whether there is something, what it costs. */
import type { MenuView } from "../../../../handlers/shared/order-api.ts";
import { mentionsIn } from "./mentions.ts";
import { asksForFee, asksForPayment } from "./questions.ts";
import { alike, quantityAt, quantityOf, wordsOf } from "./words.ts";

type Category = MenuView["categories"][number];
export type Item = Category["items"][number];

const price =
  /\b(?:quanto (?:que )?(?:e|eh|custa|custam|sai|saem|fica|ficam|ta|tao|esta|estao|vale)|(?:qual|quais|que) (?:e |sao )?(?:o |os )?(?:preco|precos|valor|valores)|(?:preco|valor) d)/;
const there =
  /^(?:(?:oi|ola|opa|bom|boa|dia|tarde|noite|e|ai|voces|vcs|vc) )*(?:tem|teem|teria|teriam|vende|vendem|servem)\b/;
const which =
  /\b(?:quais|que|opcoes|lista|cardapio|sabores)\b.*\b(?:tem|teem|ha|sao|de|das|dos|do|da)\b|\b(?:me )?(?:mostra|mostre|manda|ver) (?:as|os|a|o)\b/;
const ordering =
  /\b(?:quero|queria|manda|mandar|adiciona|adicionar|coloca|colocar|bota|botar|inclui|incluir|poe|pede|pedir|traz|trazer|me ve|troca|trocar|tira|tirar|muda|mudar)\b/;

/** @returns the answer; undefined where nothing of the menu is asked */
export function menuAnswer(text: string, menu: MenuView): string | undefined {
  const words = wordsOf(text);
  const said = words.join(" ");
  if (asksForFee(words) || asksForPayment(words) || ordering.test(said)) return undefined;
  const asksWhich = which.test(said);
  const counted = words.some((_, at) => quantityAt(words, at) !== undefined);
  const asksOf = text.trim().endsWith("?") && !counted;
  if (!asksWhich && !asksOf && !price.test(said) && !there.test(said)) return undefined;
  const named = itemsNamed(words, menu);
  if (named.length && !asksWhich) return itemsText(named);
  const categories = categoriesMeant(words, menu);
  if (categories.length && !price.test(said)) return categoriesText(categories);
  const items = named.length ? named : itemsMeant(words, menu);
  return items.length ? itemsText(items) : undefined;
}

function itemsNamed(words: readonly string[], menu: MenuView): readonly Item[] {
  const named = new Set(mentionsIn(words, menu).map(({ itemId }) => itemId));
  return menu.categories.flatMap(({ items }) => items).filter(({ itemId }) => named.has(itemId));
}

/** By a word that several share: "suco". */
function itemsMeant(words: readonly string[], menu: MenuView): readonly Item[] {
  return words.map((word) => itemsOfKind(word, menu)).find(({ length }) => length > 0) ?? [];
}

/** What kinds are called beside the menu's own words. */
const synonyms: Readonly<Record<string, string>> = {
  refri: "bebidas",
  refrigerante: "bebidas",
  sobremesa: "doces",
  vegetariana: "vegana",
  vegetariano: "vegana",
};

/** Items whose names have the word, or all of a category that has it. */
export function itemsOfKind(word: string, menu: MenuView): readonly Item[] {
  if (word.length < 4 || quantityOf(word) !== undefined) return [];
  const items = menu.categories.flatMap((category) => category.items);
  const sharing = items.filter(({ name }) => isIn(name, word));
  const kind = sharing.length ? sharing : categoriesOf(word, menu).flatMap((category) => category.items);
  const other = synonyms[singular(word)];
  return kind.length || !other ? kind : itemsOfKind(other, menu);
}

/** Those that most of the words are in: "pizzas doces" are not all pizzas, but "sabores de pizza" are. */
function categoriesMeant(said: readonly string[], menu: MenuView): Category[] {
  const words = said.filter((word) => singular(word) !== "sabore");
  const meant = words.flatMap((word) => categoriesOf(synonyms[singular(word)] ?? word, menu));
  const hits = (category: Category) => meant.filter((one) => one === category).length;
  const most = Math.max(1, ...menu.categories.map(hits));
  return menu.categories.filter((category) => hits(category) === most);
}

/** "Moquecas (servem duas pessoas)" is no category of "duas". */
function categoriesOf(word: string, menu: MenuView): Category[] {
  return menu.categories.filter(({ name }) => isIn(name.replace(/\(.*\)/, ""), word));
}

function isIn(name: string, word: string): boolean {
  return wordsOf(name).some((one) => one.length >= 4 && alike(singular(word), singular(one)));
}

function singular(word: string): string {
  return word.replace(/s$/, "");
}

function itemsText(items: readonly Item[]): string {
  const [only] = items;
  if (only && items.length === 1)
    return only.available
      ? `${only.name}${only.description ? ` (${withoutStop(only.description)})` : ""} custa ${only.price}.`
      : `${only.name} está em falta no momento.`;
  return ["Temos:", ...listed(items)].join("\n");
}

export function categoriesText(categories: readonly Category[]): string {
  return categories.map(({ name, items }) => [`*${name}*`, ...listed(items)].join("\n")).join("\n\n");
}

/** Those that there are, with their prices. */
export function listed(items: readonly Item[]): string[] {
  return items.filter(({ available }) => available).map(({ name, price }) => `• ${name} — ${price}`);
}

function withoutStop(description: string): string {
  return description.replace(/\.$/, "");
}
