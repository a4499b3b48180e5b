/** From the menu's categories to an item in the basket. */
import type { MenuView } from "../../shared/order-api.ts";
import type { Said } from "./said.ts";
import { home, joined, menuOf, orderOf, refusalOf, type Scene, type Screen } from "./scene.ts";
import type { Awaiting } from "./state.ts";
import { choose, unavailable } from "./words.ts";

type Item = MenuView["categories"][number]["items"][number];
type Options = Extract<Awaiting, { readonly what: "options" }>;

/** WhatsApp shows ten rows in a list at most; the tenth leads on. */
const pageLength = 9;

export async function categories(scene: Scene, lead?: string): Promise<Screen> {
  const menu = await menuOf(scene);
  if (!menu) return home(scene, unavailable);
  const choices = menu.categories.flatMap(({ name, items }, index) =>
    items.some(({ available }) => available) ? [{ id: `category:${index}:0`, title: name }] : [],
  );
  const closed = menu.open ? undefined : "Neste momento estamos fechados.";
  return { text: joined(lead, closed, `Cardápio da ${menu.storeName}. ${choose}`), choices };
}

/** @param place "2:0": the category's place in the menu, and the page. */
export async function category(place: string, scene: Scene): Promise<Screen> {
  const [index = 0, page = 0] = place.split(":").map(Number);
  const found = (await menuOf(scene))?.categories[index];
  if (!found) return categories(scene);
  const served = found.items.filter(({ available }) => available);
  const from = page * pageLength;
  const choices = served
    .slice(from, from + pageLength)
    .map(({ itemId, name, price }) => ({ id: `item:${itemId}`, title: `${name} — ${price}` }));
  if (served.length > from + pageLength)
    choices.push({ id: `category:${index}:${page + 1}`, title: "Mais opções" });
  return { text: joined(`*${found.name}*`, choose), choices };
}

export async function item(itemId: string, scene: Scene): Promise<Screen> {
  const found = itemOf(await menuOf(scene), itemId);
  if (!found) return categories(scene, "Esse item não está disponível agora.");
  return {
    text: joined(
      `*${found.name}* — ${found.price}`,
      found.description,
      "Quantas unidades? Escreva o número (0 volta ao início).",
    ),
    choices: [],
    awaiting: { what: "quantity", itemId },
  };
}

/** The next group of options that is to be chosen from, or the item in the basket. */
export async function withOptions(options: Options, scene: Scene, lead?: string): Promise<Screen> {
  const menu = await menuOf(scene);
  const found = itemOf(menu, options.itemId);
  if (!menu || !found) return categories(scene, "Esse item não está disponível agora.");
  const group = groupsOf(menu, found)[options.chosen.length];
  if (!group) return add(options, found, scene);
  const choices = group.choices
    .filter(({ available }) => available)
    .map(({ choiceId, name, price }) => ({
      id: `option:${choiceId}`,
      title: price ? `${name} — ${price}` : name,
    }));
  if (group.min === 0) choices.push({ id: "none", title: "Nenhum" });
  const several =
    group.max > 1
      ? `Escolha ${group.min === group.max ? group.max : `até ${group.max}`}, com os números separados por vírgula (0 volta ao início):`
      : choose;
  return { text: joined(lead, `*${found.name}*: ${group.name}. ${several}`), choices, awaiting: options };
}

/** undefined when nothing that is offered was named. */
export async function chooseOptions(said: Said, options: Options, scene: Scene): Promise<Screen | undefined> {
  const ids = said.kind === "choice" ? [said.id] : said.kind === "choices" ? said.ids : [];
  if (ids.length === 0) return undefined;
  const menu = await menuOf(scene);
  const found = itemOf(menu, options.itemId);
  const group = menu && found && groupsOf(menu, found)[options.chosen.length];
  if (!group) return categories(scene, "Esse item não está disponível agora.");
  const choiceIds = ids.filter((id) => id !== "none").map((id) => id.replace(/^option:/, ""));
  if (choiceIds.length < group.min || choiceIds.length > group.max) {
    return withOptions(options, scene, "Esse número de escolhas não serve para essa opção.");
  }
  const chosen = [...options.chosen, { groupId: group.groupId, choiceIds }];
  return withOptions({ ...options, chosen }, scene);
}

async function add({ itemId, quantity, chosen }: Options, { name }: Item, scene: Scene): Promise<Screen> {
  const options = chosen.filter(({ choiceIds }) => choiceIds.length > 0);
  const result = await scene.call("add_item", {
    itemId,
    quantity,
    ...(options.length > 0 && { options }),
  });
  const order = orderOf(result);
  return order ? home(scene, `Anotado: ${quantity}x ${name}.`, order) : home(scene, refusalOf(result));
}

function itemOf(menu: MenuView | undefined, itemId: string): Item | undefined {
  return menu?.categories.flatMap(({ items }) => items).find((one) => one.itemId === itemId && one.available);
}

function groupsOf(menu: MenuView, { options = [] }: Item) {
  return options.flatMap((groupId) => menu.optionGroups?.find((group) => group.groupId === groupId) ?? []);
}
