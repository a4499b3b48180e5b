import { expect } from "chai";
import type { OrderRequest } from "../../../handlers/shared/order-api.ts";
import { OrderConfig } from "../../../handlers/shared/order-config.ts";
import { centro, errorOf, inChat, orderOf, type World, world } from "./support.ts";

type Add = Extract<OrderRequest, { action: "add_item" }>;

describe("what is chosen for an item", () => {
  let the: World;
  beforeEach(() => {
    the = world();
  });
  const add = (itemId: string, options?: Add["options"], where = {}) =>
    the.ask({ ...inChat(), ...where, action: "add_item", itemId, quantity: 1, options });
  const halves = (...choiceIds: string[]) => [{ groupId: "sabores", choiceIds }];
  const bahia = { clientId: "client_tempero_da_bahia", storeId: "store_rio_vermelho" };

  it("prices a half-and-half pizza as its dearer half, and the crust on top", async () => {
    const cart = orderOf(
      await add("pizza_meio_a_meio", [
        ...halves("pizza_calabresa", "pizza_quatro_queijos"),
        { groupId: "borda", choiceIds: ["borda_catupiry"] },
      ]),
    );
    expect(cart.items[0]).to.deep.include({
      name: "Pizza Meio a Meio",
      unitPriceCentavos: 6290 + 1200,
      options: [
        {
          groupId: "sabores",
          name: "Sabores",
          choices: [
            { choiceId: "pizza_calabresa", name: "Pizza Calabresa" },
            { choiceId: "pizza_quatro_queijos", name: "Pizza Quatro Queijos" },
          ],
        },
        {
          groupId: "borda",
          name: "Borda recheada",
          choices: [{ choiceId: "borda_catupiry", name: "Catupiry" }],
        },
      ],
    });
  });

  it("is asked for where it must be chosen, with the choices that there are", async () => {
    const error = errorOf(await add("pizza_meio_a_meio", halves("pizza_calabresa")));
    expect(error.code).to.equal("invalid_options");
    expect(error.message).to.match(
      /^Para Pizza Meio a Meio, escolha 2 opções em Sabores: Pizza Margherita, [^_]*\.$/,
    );
    expect(error.details?.groupId).to.equal("sabores");
    expect(error.details?.offered?.[0]).to.deep.equal({ id: "pizza_margherita", name: "Pizza Margherita" });
    const missing = errorOf(await add("pf_bife_acebolado", undefined, bahia));
    expect(missing.message).to.contain("Ao ponto").and.not.to.contain("_");
    expect(missing.details?.offered).to.deep.include({ id: "ao_ponto", name: "Ao ponto" });
  });

  it("is refused when there is no such group or choice, too many of them, or one of them twice", async () => {
    const error = async (options: Add["options"]) => errorOf(await add("pizza_calabresa", options));
    const message = async (options: Add["options"]) => (await error(options)).message;
    expect(await error([{ groupId: "gelo_extra", choiceIds: ["com"] }])).to.deep.equal({
      code: "invalid_options",
      message: "Pizza Calabresa não tem essa opção; tem: Borda recheada, Adicionais.",
      details: {
        unknown: "gelo_extra",
        offered: [
          { id: "borda", name: "Borda recheada" },
          { id: "adicionais", name: "Adicionais" },
        ],
      },
    });
    expect(await error([{ groupId: "borda", choiceIds: ["catupiri"] }])).to.deep.equal({
      code: "invalid_options",
      message: "Borda recheada de Pizza Calabresa não tem essa escolha. Você quis dizer Catupiry?",
      details: {
        ...{ unknown: "catupiri", groupId: "borda" },
        offered: [{ id: "borda_catupiry", name: "Catupiry" }],
      },
    });
    expect(await message([{ groupId: "borda", choiceIds: ["xyzw_qqqq"] }])).to.match(
      /não tem essa escolha\. Há: Catupiry, [^_]*\.$/,
    );
    expect(await message([{ groupId: "borda", choiceIds: ["borda_catupiry", "borda_cheddar"] }])).to.contain(
      "escolha no máximo 1 opção em Borda recheada",
    );
    expect(await message([{ groupId: "adicionais", choiceIds: ["extra_bacon", "extra_bacon"] }])).to.contain(
      "cada escolha vale uma vez só",
    );
  });

  it("is refused while a flavour is in short supply on the menu itself", async () => {
    const pizzas = the.tenants[0]!.stores[0]!.orderConfig.menu.flatMap(({ items }) => items);
    pizzas.find(({ itemId }) => itemId === "pizza_atum")!.available = false;
    const error = errorOf(await add("pizza_meio_a_meio", halves("pizza_atum", "pizza_calabresa")));
    expect(error).to.deep.equal({
      code: "item_unavailable",
      message: "Pizza Atum está em falta no momento.",
    });
  });

  it("may make an item cheaper", async () => {
    const cart = orderOf(
      await add("suco_caja", [{ groupId: "tamanho_suco", choiceIds: ["copo_300"] }], bahia),
    );
    expect(cart.totalCentavos).to.equal(790);
  });

  it("is shown on the menu, with what it costs from", async () => {
    const result = await the.ask({ ...inChat(), action: "get_menu" });
    if (!result.ok || !("menu" in result)) return expect.fail("a menu");
    const item = result.menu.categories[0]?.items[0];
    expect(item).to.include({ itemId: "pizza_meio_a_meio", price: "a partir de R$ 52,90" });
    expect(item?.options).to.deep.equal(["sabores", "borda", "adicionais"]);
    const flavours = result.menu.optionGroups?.find(({ groupId }) => groupId === "sabores");
    expect(flavours).to.include({ min: 2, max: 2, pricing: "highest" });
  });

  it("is served within its hours: xinxim on Fridays", async () => {
    expect(errorOf(await add("xinxim_galinha", undefined, bahia)).message).to.contain("não é servido");
    the.now = new Date("2026-11-27T15:00:00Z");
    expect(orderOf(await add("xinxim_galinha", undefined, bahia)).totalCentavos).to.equal(4190);
  });
});

describe("a store's configuration", () => {
  const problems = (change: (config: OrderConfig) => void) => {
    const config = structuredClone(centro.orderConfig);
    change(config);
    return (OrderConfig.safeParse(config).error?.issues ?? []).map(
      ({ path, message }) => `${path.join(".")}: ${message}`,
    );
  };

  it("of the samples has no problem", () => {
    expect(problems(() => {})).to.deep.equal([]);
  });

  for (const [what, change, expected] of [
    [
      "groups that nobody knows",
      (config) => config.menu[0]!.items[0]!.options!.push("molho"),
      "menu.0.items.0.options.3: no option group is called molho",
    ],
    [
      "more at least than at most",
      (config) => void Object.assign(config.optionGroups![1]!, { min: 2 }),
      "optionGroups.1.min: min 2 is more than max 1",
    ],
    [
      "more than there is",
      (config) => void Object.assign(config.optionGroups![2]!, { max: 4 }),
      "optionGroups.2.max: max 4 is more than the 3 choices",
    ],
    [
      "choices that lead back to themselves",
      (config) => config.optionGroups![0]!.itemIds!.push("pizza_meio_a_meio"),
      "optionGroups.0.itemIds.12: pizza_meio_a_meio offers items as choices itself: options would go in a circle",
    ],
    [
      "flavours that are on no menu",
      (config) => config.optionGroups![0]!.itemIds!.push("pizza_lua"),
      "optionGroups.0.itemIds.12: no item of the menu is called pizza_lua",
    ],
    [
      "two choices of one name",
      (config) => void Object.assign(config.optionGroups![1]!.choices![1]!, { choiceId: "borda_catupiry" }),
      "optionGroups.1.choices.1.choiceId: two choices of borda are called borda_catupiry",
    ],
    [
      "an item that could cost less than nothing",
      (config) => void Object.assign(config.optionGroups![1]!.choices![0]!, { priceCentavos: -9000 }),
      /^menu\.0\.items\.0\.priceCentavos: with its cheapest options it would cost -\d+ centavos/,
    ],
    [
      "a coupon worth the whole order",
      (config) => void Object.assign(config.coupons![2]!, { minimumOrderCentavos: 1500 }),
      "coupons.2.minimumOrderCentavos: PRIMEIRACEM takes off 1500 centavos: its minimum order must be more",
    ],
    [
      "an area that another one covers",
      (config) => {
        const area = { name: "A", postalCodes: ["054"], feeCentavos: 1, etaMinutes: 1 };
        config.delivery.areas = [area, { ...area, name: "B", postalCodes: ["05422"] }];
      },
      "delivery.areas.1.postalCodes.0: A, listed before, has the CEPs of 05422",
    ],
    [
      "an area of neither kind",
      (config) => {
        config.delivery.areas = [{ name: "A", feeCentavos: 1, etaMinutes: 1 }];
      },
      "delivery.areas.0: A needs either postalCodes or radiusKm",
    ],
  ] as [string, (config: OrderConfig) => void, string | RegExp][])
    it(`is refused for ${what}`, () => {
      const [first] = problems(change);
      if (typeof expected === "string") expect(first).to.equal(expected);
      else expect(first).to.match(expected);
    });
});
