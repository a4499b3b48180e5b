import { expect } from "chai";
import { tools } from "../../../handlers/conversation/tools.ts";
import { OrderRequest } from "../../../handlers/shared/order-api.ts";

/** One input for each tool that its schema allows, with every property. */
const inputs: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  get_menu: {},
  view_cart: {},
  add_item: { itemId: "calabresa", quantity: 2, notes: "sem cebola" },
  set_quantity: { itemId: "calabresa", quantity: 0 },
  remove_item: { itemId: "calabresa" },
  set_fulfilment: {
    mode: "delivery",
    address: {
      street: "Rua A",
      number: "1",
      district: "Centro",
      complement: "ap 2",
      postalCode: "01310-100",
      reference: "ao lado da praça",
    },
  },
  place_order: { paymentMethod: "PIX" },
  order_status: {},
  cancel_order: { reason: "desisti" },
};

describe("The model's tools", () => {
  it("are the customer's requests of the order stage, and the choice of a store", () => {
    const actions = OrderRequest.def.options
      .filter((option) => "conversationId" in option.shape)
      .flatMap((option) => option.shape.action.def.values);
    expect(tools.map(({ name }) => name).sort()).to.deep.equal([...actions, "choose_store"].sort());
  });

  for (const { name, input } of tools.filter((tool) => tool.name !== "choose_store")) {
    it(`${name} offers what the order stage takes`, () => {
      const given = inputs[name]!;
      expect(Object.keys(given).sort()).to.deep.equal(Object.keys(input.properties as object).sort());
      const request = OrderRequest.safeParse({
        ...given,
        action: name,
        clientId: "client_teste",
        storeId: "store_centro",
        conversationId: "conv_1",
        requestId: "SM1#1",
        ...(name === "place_order" && { customer: { customerId: "cust_1", name: "Maria", phone: "+55119" } }),
      });
      expect(request.error?.issues).to.equal(undefined);
    });
  }
});
