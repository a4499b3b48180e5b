/** What a customer wants of the basket: which items come in, go out or change their number. */
import type { MenuView } from "../../../../handlers/shared/order-api.ts";
import { withFlavoursAfter, withHalves } from "./halves.ts";
import { type Mention, mentionsIn } from "./mentions.ts";
import { type ChosenOptions, withOptions } from "./options-talk.ts";
import { quantityAt, quantityOf } from "./words.ts";

export interface BasketChange {
  /** take: so many fewer. */
  readonly kind: "add" | "set" | "remove" | "take";
  readonly itemId: string;
  readonly quantity: number;
  readonly options?: readonly ChosenOptions[];
  readonly notes?: string;
  /** As many as the basket has of this item, which goes. */
  readonly insteadOf?: string;
}

/** What one order takes of an item. */
export const mostOfAnItem = 99;

const removing = [
  "tira",
  "tire",
  "tirar",
  "remove",
  "remova",
  "remover",
  "retira",
  "retire",
  "desisti",
  "esquece",
  "cancela",
  "cancelar",
  "cancele",
];
const setting = [
  ...["verdade", "muda", "mude", "mudar", "so", "apenas", "melhor", "altera", "altere", "deixa"],
  ...["aumenta", "aumentar", "diminui", "diminuir", "reduz"],
];
const adding = [
  "quero",
  "queria",
  "adiciona",
  "adicione",
  "mais",
  "bota",
  "coloca",
  "inclui",
  "manda",
  "poe",
];
const swapping = ["troca", "troque", "trocar", "substitui"];

export function basketChanges(words: readonly string[], menu: MenuView): BasketChange[] {
  const named = withFlavoursAfter(mentionsIn(words, menu), words, menu);
  const mentions = withOptions(withHalves(named, words, menu), words, menu);
  const swap = words.some((word) => swapping.includes(word)) && mentions.length === 2;
  const changes: BasketChange[] = [];
  let from = 0;
  let kind: BasketChange["kind"] = "add";
  for (const [index, mention] of mentions.entries()) {
    kind = kindAt(words.slice(from, mention.start), kind);
    if (swap) kind = index === 0 ? "remove" : "add";
    const said = quantityBefore(words, from, mention);
    const [swapped] = swap ? changes : [];
    const quantity = said ?? (swapped?.kind === "take" ? swapped.quantity : 1);
    // "só a coca" changes no number.
    if (kind !== "set" || said !== undefined)
      changes.push({
        kind: kind === "remove" && said !== undefined ? "take" : kind,
        itemId: mention.itemId,
        quantity,
        options: mention.options,
        notes: notesAfter(words, mention, mentions[index + 1]),
        ...(swapped?.kind === "remove" && said === undefined && { insteadOf: swapped.itemId }),
      });
    from = mention.end;
  }
  return changes;
}

export function takesBack(words: readonly string[]): boolean {
  return words.some((word) => removing.includes(word));
}

/** A whole number that can be ordered; none of an item is fine where the basket has some of it. */
export function orderable({ kind, quantity }: BasketChange): boolean {
  const least = kind === "set" ? 0 : 1;
  return kind === "remove" || (Number.isInteger(quantity) && quantity >= least && quantity <= mostOfAnItem);
}

function kindAt(words: readonly string[], before: BasketChange["kind"]): BasketChange["kind"] {
  let kind = before;
  for (const [index, word] of words.entries()) {
    const refused = words.slice(Math.max(0, index - 2), index).includes("nao");
    if (removing.includes(word) || (word === "quero" && refused)) kind = "remove";
    else if (refused) continue;
    else if (setting.includes(word)) kind = "set";
    else if (adding.includes(word) && kind !== "set") kind = "add";
  }
  return kind;
}

/** "duas pizzas de calabresa": the nearest number before the name, not further than four words. */
function quantityBefore(words: readonly string[], from: number, mention: Mention): number | undefined {
  for (let at = mention.start - 1; at >= Math.max(from, mention.start - 4); at--) {
    const quantity = quantityAt(words, at);
    if (quantity !== undefined) return quantity;
  }
  return undefined;
}

/** "sem cebola", "bem passada" right after the name. */
function notesAfter(
  words: readonly string[],
  mention: Mention,
  next: Mention | undefined,
): string | undefined {
  const rest = words.slice(mention.end, next?.start ?? words.length);
  const start = rest.findIndex((word) => word === "sem" || word === "bem");
  if (start < 0 || start > 1) return undefined;
  const stop = rest.findIndex(
    (word, index) => index > start && (word === "e" || quantityOf(word) !== undefined),
  );
  const note = rest.slice(start, stop < 0 ? start + 3 : stop);
  return note.length > 1 ? note.join(" ") : undefined;
}
