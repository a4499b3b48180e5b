/** Words that name an item, or one of the things that one does with an order: most customers go on writing. */
import type { MenuView } from "../../shared/order-api.ts";
import { plain } from "../routing.ts";
import { act } from "./actions.ts";
import { withOptions } from "./items.ts";
import { menuOf, type Scene, type Screen } from "./scene.ts";
import { singular } from "./singular.ts";
import { choose } from "./words.ts";

/** The first action whose words occur. */
const verbs: readonly (readonly [string, RegExp])[] = [
  [
    "delivery",
    /\bfrete\b|\b(taxa|valor|preco|quanto (custa|e|fica|sai))\b.*\bentrega\b|\b(tempo|prazo) (de|da|para) entrega\b/,
  ],
  [
    "coupon:none",
    /\b(sem|tira|tirar|retira|retirar|remove|remover|cancela|cancelar) (o |esse |este )?cupo[mn]\b/,
  ],
  ["coupon", /\bcupo[mn]\b/],
  ["schedule", /\bagend|^(e )?(quero )?((para|pra) )?(amanha|mais tarde|outro dia)\b/],
  ["cancel", /\bcancela/],
  // "que horas vocês fecham a cozinha?" closes no order.
  ["checkout", /^(?!.*\b(que horas|horario|fecham|fechad[oa]s?)\b).*\b(fecha|finaliza|conclui|confirma)/],
  ["status", /\b(cade|status|demora|saiu|situacao)/],
  ["repeat", /\b(de sempre|mesmo pedido|repet)/],
  ["mode:pickup", /\b(buscar|busco|retirada)\b/],
  ["remove", /\b(tira|retira|remov)/],
  ["home", /\b(carrinho|resumo|total)\b/],
  ["menu", /\b(cardapio|menu|opcoes)\b/],
];
const numbers: Readonly<Record<string, number>> = {
  um: 1,
  uma: 1,
  dois: 2,
  duas: 2,
  tres: 3,
  quatro: 4,
  cinco: 5,
  seis: 6,
};
/** More of them than that name nothing. */
const namedAtMost = 9;

export async function freely(text: string, scene: Scene): Promise<Screen | undefined> {
  const words = plain(text);
  if (!words || !scene.tools.store()) return undefined;
  const verb = verbs.find(([, pattern]) => pattern.test(words))?.[0];
  if (verb) return act(verb, scene);
  const menu = await menuOf(scene);
  const found = menu ? itemsIn(words, menu) : [];
  const named = found.map(({ item }) => item);
  if (found.length === 1) {
    const { item, name } = found[0]!;
    const { itemId } = item;
    const quantity = quantityIn(words, name);
    return quantity
      ? withOptions({ what: "options", itemId, quantity, chosen: [] }, scene)
      : act(`item:${itemId}`, scene);
  }
  if (named.length === 0 || named.length > namedAtMost) return undefined;
  return {
    text: `Qual destes? ${choose}`,
    choices: named.map(({ itemId, name, price }) => ({ id: `item:${itemId}`, title: `${name} — ${price}` })),
  };
}

/** Items with a name in the words, in the singular or not; one whose name is a part of another's found name is not meant. */
function itemsIn(text: string, menu: MenuView) {
  const words = singular(text);
  const found = menu.categories
    .flatMap(({ items }) => items)
    .filter(({ available }) => available)
    .flatMap((item) => {
      const names = [item.name, ...item.aliases]
        .map((name) => singular(plain(name)))
        .filter((name) => name && ` ${words} `.includes(` ${name} `))
        .sort((a, b) => b.length - a.length);
      return names[0] ? [{ item, name: names[0] }] : [];
    });
  return found.filter(
    ({ name }) =>
      !found.some((other) => other.name.length > name.length && ` ${other.name} `.includes(` ${name} `)),
  );
}

/** "para as 8", "19h30", "2 litros", "3 pessoas" */
const otherNumbers =
  /\b(((para|pra|ate) as|pras|pelas) \d{1,2}( \d\d)?|as \d{1,2}$|\d+ ?(h|hs|h\d\d|horas?|l|lt|litros?|ml|kg|g|gramas|pessoas?|fatias|pedacos|reais))\b/g;

/** Besides the numbers that the item's name has. */
function quantityIn(text: string, name: string): number | undefined {
  const words = text.split(" ");
  const before = ` ${singular(text)} `.split(` ${name} `)[0]!.trim();
  words.splice(before ? before.split(" ").length : 0, name.split(" ").length, ",");
  for (const word of words.join(" ").replace(otherNumbers, "").split(" ")) {
    const number = /^\d{1,2}$/.test(word) ? Number(word) : numbers[word];
    if (number) return number;
  }
  return undefined;
}
