/** What must hold between the parts of a store's order configuration. */
import type { Coupon, DeliveryArea, MenuItem, OptionGroup, OrderConfig } from "./order-config.ts";

export interface Problem {
  readonly path: readonly (string | number)[];
  readonly input: unknown;
  readonly message: string;
}

export function checkOrderConfig(config: OrderConfig): Problem[] {
  return [
    ...(config.optionGroups ?? []).flatMap((group, index) =>
      groupProblems(config, group).map((problem) => under(["optionGroups", index], problem)),
    ),
    ...repeated(config.optionGroups ?? [], "groupId", ["optionGroups"], "option groups"),
    ...config.menu.flatMap((category, at) =>
      category.items.flatMap((item, index) =>
        itemProblems(config, item).map((problem) => under(["menu", at, "items", index], problem)),
      ),
    ),
    ...(config.delivery.areas ?? []).flatMap((area, index, areas) =>
      areaProblems(area, areas.slice(0, index)).map((problem) =>
        under(["delivery", "areas", index], problem),
      ),
    ),
    ...(config.coupons ?? []).flatMap((coupon, index) =>
      couponProblems(coupon).map((problem) => under(["coupons", index], problem)),
    ),
    ...repeated(config.coupons ?? [], "code", ["coupons"], "coupons"),
  ];
}

function itemsOf(config: OrderConfig): MenuItem[] {
  return config.menu.flatMap(({ items }) => items);
}

function groupProblems(config: OrderConfig, group: OptionGroup): Problem[] {
  const { choices, itemIds, min, max } = group;
  if ((choices === undefined) === (itemIds === undefined))
    return [problem([], group, `${group.groupId} needs either choices or itemIds`)];
  const count = choices?.length ?? itemIds?.length ?? 0;
  const problems: Problem[] = [];
  if (min > max) problems.push(problem(["min"], min, `min ${min} is more than max ${max}`));
  if (max > count) problems.push(problem(["max"], max, `max ${max} is more than the ${count} choices`));
  problems.push(...repeated(choices ?? [], "choiceId", ["choices"], `choices of ${group.groupId}`));
  for (const [index, itemId] of (itemIds ?? []).entries()) {
    const item = itemsOf(config).find((candidate) => candidate.itemId === itemId);
    const path = ["itemIds", index];
    if (!item) problems.push(problem(path, itemId, `no item of the menu is called ${itemId}`));
    // One step deep, so that no choice can lead back to the item that offers it.
    else if (offersItems(config, item))
      problems.push(
        problem(path, itemId, `${itemId} offers items as choices itself: options would go in a circle`),
      );
    if (itemIds?.indexOf(itemId) !== index) problems.push(problem(path, itemId, `${itemId} is listed twice`));
  }
  return problems;
}

function offersItems(config: OrderConfig, item: MenuItem): boolean {
  return (item.options ?? []).some((groupId) =>
    config.optionGroups?.some((group) => group.groupId === groupId && group.itemIds),
  );
}

function itemProblems(config: OrderConfig, item: MenuItem): Problem[] {
  const problems: Problem[] = [];
  const groups: OptionGroup[] = [];
  for (const [index, groupId] of (item.options ?? []).entries()) {
    const group = config.optionGroups?.find((candidate) => candidate.groupId === groupId);
    if (group) groups.push(group);
    else problems.push(problem(["options", index], groupId, `no option group is called ${groupId}`));
    if (item.options?.indexOf(groupId) !== index)
      problems.push(problem(["options", index], groupId, `${groupId} is listed twice`));
  }
  const lowest = item.priceCentavos + groups.reduce((sum, group) => sum + lowestOf(config, group), 0);
  if (lowest < 0)
    problems.push(
      problem(
        ["priceCentavos"],
        item.priceCentavos,
        `with its cheapest options it would cost ${lowest} centavos`,
      ),
    );
  return problems;
}

/** The least that a customer's choice of the group can add. */
export function lowestOf(config: OrderConfig, group: OptionGroup): number {
  const prices = (
    group.choices?.map(({ priceCentavos }) => priceCentavos) ??
    itemsOf(config)
      .filter(({ itemId }) => group.itemIds?.includes(itemId))
      .map(({ priceCentavos }) => priceCentavos)
  ).sort((a, b) => a - b);
  const sum = (count: number) => prices.slice(0, count).reduce((total, price) => total + price, 0);
  const adds = (count: number): number => {
    if (count === 0 || count > prices.length) return 0;
    if (group.price === "highest") return prices[count - 1] ?? 0;
    return group.price === "average" ? Math.round(sum(count) / count) : sum(count);
  };
  const counts = Array.from(
    { length: Math.max(0, group.max - group.min) + 1 },
    (_, more) => group.min + more,
  );
  return Math.min(...counts.map(adds));
}

function areaProblems(area: DeliveryArea, earlier: readonly DeliveryArea[]): Problem[] {
  if ((area.postalCodes === undefined) === (area.radiusKm === undefined))
    return [problem([], area, `${area.name} needs either postalCodes or radiusKm`)];
  const problems: Problem[] = [];
  for (const [index, prefix] of (area.postalCodes ?? []).entries()) {
    const owner = earlier.find(({ postalCodes }) => postalCodes?.some((other) => prefix.startsWith(other)));
    if (owner)
      problems.push(
        problem(["postalCodes", index], prefix, `${owner.name}, listed before, has the CEPs of ${prefix}`),
      );
  }
  const wider = earlier.find(
    ({ radiusKm }) => radiusKm !== undefined && radiusKm >= (area.radiusKm ?? Infinity),
  );
  if (wider)
    problems.push(
      problem(
        ["radiusKm"],
        area.radiusKm,
        `${wider.name}, listed before, reaches as far: list the nearer first`,
      ),
    );
  return problems;
}

function couponProblems(coupon: Coupon): Problem[] {
  const problems: Problem[] = [];
  const { discount, minimumOrderCentavos, from, until } = coupon;
  if (discount.kind === "fixed" && minimumOrderCentavos <= discount.amountCentavos)
    problems.push(
      problem(
        ["minimumOrderCentavos"],
        minimumOrderCentavos,
        `${coupon.code} takes off ${discount.amountCentavos} centavos: its minimum order must be more`,
      ),
    );
  if (from && until && Date.parse(from) >= Date.parse(until))
    problems.push(problem(["until"], until, `${coupon.code} ends before it begins`));
  return problems;
}

function repeated<K extends string>(
  list: readonly Readonly<Record<K, string>>[],
  key: K,
  path: readonly (string | number)[],
  what: string,
): Problem[] {
  return list.flatMap((entry, index) =>
    list.findIndex((other) => other[key] === entry[key]) === index
      ? []
      : [problem([...path, index, key], entry[key], `two ${what} are called ${entry[key]}`)],
  );
}

function problem(path: readonly (string | number)[], input: unknown, message: string): Problem {
  return { path, input, message };
}

function under(path: readonly (string | number)[], inner: Problem): Problem {
  return { ...inner, path: [...path, ...inner.path] };
}
