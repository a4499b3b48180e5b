/** What a customer chooses for an item: checked against the store's option groups, priced, and named. */
import { distance } from "fastest-levenshtein";
import { formatBRL } from "../shared/money.ts";
import type { ChosenOptions, MenuView, OrderErrorDetails } from "../shared/order-api.ts";
import { lowestOf } from "../shared/order-config-checks.ts";
import type { MenuItem, OptionGroup, OrderConfig } from "../shared/tenant.ts";
import { failure, named, type Offered, type OrderFailure } from "./errors.ts";
import { findItem, isServed, plain } from "./menu.ts";
import type { PricedLine } from "./record.ts";

interface OfferedChoice {
  readonly choiceId: string;
  readonly name: string;
  readonly priceCentavos: number;
  readonly available: boolean;
  readonly aliases: readonly string[];
}

/** A group with its choices, be they its own or items of the menu. */
export interface OfferedGroup extends Pick<OptionGroup, "groupId" | "name" | "min" | "max" | "price"> {
  readonly choices: readonly OfferedChoice[];
}

export function groupsOf(config: OrderConfig, item: MenuItem, at: Date): OfferedGroup[] {
  return (item.options ?? []).flatMap((groupId) => {
    const group = config.optionGroups?.find((candidate) => candidate.groupId === groupId);
    return group ? [offered(config, group, at)] : [];
  });
}

export function offered(config: OrderConfig, group: OptionGroup, at: Date): OfferedGroup {
  const items = (group.itemIds ?? []).flatMap((itemId) => findItem(config, itemId) ?? []);
  const choices =
    group.choices ??
    items.map((item) => ({
      choiceId: item.itemId,
      name: item.name,
      priceCentavos: item.priceCentavos,
      available: isServed(config, item, at),
      aliases: item.aliases,
    }));
  return { ...group, choices };
}

export type Chosen =
  /** In the item's own order, so that the same choice is the same line. */
  { readonly ok: true; readonly options: ChosenOptions[] } | OrderFailure;

export function choose(
  config: OrderConfig,
  item: MenuItem,
  asked: readonly ChosenOptions[],
  at: Date,
): Chosen {
  const groups = groupsOf(config, item, at);
  const stray = asked.find(({ groupId }) => !groups.some((group) => group.groupId === groupId));
  if (stray) {
    const offered = groups.map(({ name, groupId }) => ({ id: groupId, name }));
    const known = offered.length ? `; tem: ${named(offered)}` : "";
    return invalid(`${item.name} não tem essa opção${known}.`, { unknown: stray.groupId, offered });
  }
  const options: ChosenOptions[] = [];
  for (const group of groups) {
    const wanted = asked.filter(({ groupId }) => groupId === group.groupId).flatMap((one) => one.choiceIds);
    const refused = refuse(item, group, wanted);
    if (refused) return refused;
    const choiceIds = group.choices.map(({ choiceId }) => choiceId).filter((id) => wanted.includes(id));
    if (choiceIds.length) options.push({ groupId: group.groupId, choiceIds });
  }
  return { ok: true, options };
}

function refuse(item: MenuItem, group: OfferedGroup, wanted: readonly string[]): OrderFailure | undefined {
  const { groupId, min, max, choices } = group;
  const unknown = wanted.find((id) => !choices.some(({ choiceId }) => choiceId === id));
  if (unknown !== undefined) {
    const near = listed(nearestChoices(group, unknown));
    const offered = near.length ? near : listed(choices);
    const more = near.length ? `Você quis dizer ${named(near, " ou ")}?` : `Há: ${named(offered)}.`;
    return invalid(`${group.name} de ${item.name} não tem essa escolha. ${more}`, {
      ...{ unknown, groupId, offered },
    });
  }
  if (new Set(wanted).size < wanted.length)
    return invalid(`Em ${group.name} de ${item.name}, cada escolha vale uma vez só.`);
  if (wanted.length < min || wanted.length > max) {
    const offered = listed(choices);
    return invalid(`Para ${item.name}, escolha ${howMany(min, max)} em ${group.name}: ${named(offered)}.`, {
      ...{ groupId, offered },
    });
  }
  const gone = choices.find(({ choiceId, available }) => wanted.includes(choiceId) && !available);
  return gone && failure("item_unavailable", `${gone.name} está em falta no momento.`);
}

/** The choices that are to be had. */
function listed(choices: readonly OfferedChoice[]): Offered {
  return choices.filter(({ available }) => available).map(({ choiceId, name }) => ({ id: choiceId, name }));
}

function howMany(min: number, max: number): string {
  if (min === max) return min === 1 ? "1 opção" : `${min} opções`;
  return min === 0 ? `no máximo ${max === 1 ? "1 opção" : `${max} opções`}` : `de ${min} a ${max} opções`;
}

function nearestChoices({ choices }: OfferedGroup, words: string): OfferedChoice[] {
  const wanted = plain(words);
  const far = (choice: OfferedChoice) =>
    Math.min(
      ...[choice.choiceId, choice.name, ...choice.aliases].map((name) => {
        const known = plain(name);
        return known.includes(wanted)
          ? 0
          : distance(wanted, known) / Math.max(wanted.length, known.length, 1);
      }),
    );
  return choices.filter((choice) => choice.available && far(choice) <= 0.4).slice(0, 3);
}

function invalid(message: string, details?: OrderErrorDetails): OrderFailure {
  return failure("invalid_options", message, details);
}

export interface PricedOptions {
  readonly priceCentavos: number;
  readonly options: NonNullable<PricedLine["options"]>;
}

/** Undefined when the menu no longer has what was chosen, or asks for something else. */
export function priceOptions(
  config: OrderConfig,
  item: MenuItem,
  chosen: readonly ChosenOptions[],
  at: Date,
): PricedOptions | undefined {
  const groups = groupsOf(config, item, at);
  if (chosen.some(({ groupId }) => !groups.some((group) => group.groupId === groupId))) return undefined;
  const options: PricedOptions["options"] = [];
  let priceCentavos = 0;
  for (const group of groups) {
    const ids = chosen.find(({ groupId }) => groupId === group.groupId)?.choiceIds ?? [];
    const choices = group.choices.filter(({ choiceId }) => ids.includes(choiceId));
    if (choices.length !== ids.length || ids.length < group.min || ids.length > group.max) return undefined;
    if (!choices.length) continue;
    priceCentavos += priceOf(
      group.price,
      choices.map((choice) => choice.priceCentavos),
    );
    options.push({
      groupId: group.groupId,
      name: group.name,
      choices: choices.map(({ choiceId, name }) => ({ choiceId, name })),
    });
  }
  return { priceCentavos, options };
}

function priceOf(rule: OptionGroup["price"], prices: readonly number[]): number {
  if (rule === "highest") return Math.max(...prices);
  const sum = prices.reduce((total, price) => total + price, 0);
  return rule === "average" ? Math.round(sum / prices.length) : sum;
}

/** The first choice of a line that is not to be had at the moment. */
export function missingChoice(
  config: OrderConfig,
  item: MenuItem,
  chosen: readonly ChosenOptions[],
  at: Date,
): string | undefined {
  return groupsOf(config, item, at)
    .flatMap(({ groupId, choices }) =>
      choices.filter(
        ({ choiceId, available }) =>
          !available && chosen.some((one) => one.groupId === groupId && one.choiceIds.includes(choiceId)),
      ),
    )
    .at(0)?.name;
}

/** "R$ 54,90"; "a partir de R$ 49,90" when the customer's choice decides. */
export function menuPrice(config: OrderConfig, item: MenuItem): string {
  const groups = (config.optionGroups ?? []).filter(({ groupId }) => item.options?.includes(groupId));
  const lowest = item.priceCentavos + groups.reduce((sum, group) => sum + lowestOf(config, group), 0);
  const open = groups.some(({ min }) => min > 0) && lowest !== item.priceCentavos;
  return open ? `a partir de ${formatBRL(lowest)}` : formatBRL(item.priceCentavos);
}

export function groupView(config: OrderConfig, group: OptionGroup, at: Date) {
  const { groupId, name, min, max, price, choices } = offered(config, group, at);
  return {
    ...{ groupId, name, min, max, pricing: price },
    choices: choices.map((choice) => ({
      choiceId: choice.choiceId,
      name: choice.name,
      price: choice.priceCentavos ? formatBRL(choice.priceCentavos) : undefined,
      available: choice.available,
      // An item's are with the item already.
      aliases: group.itemIds || !choice.aliases.length ? undefined : choice.aliases,
    })),
  } satisfies NonNullable<MenuView["optionGroups"]>[number];
}
