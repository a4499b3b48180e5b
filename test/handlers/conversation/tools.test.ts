import { expect } from "chai";
import { tools } from "../../../handlers/conversation/tools.ts";
import { OrderRequest } from "../../../handlers/shared/order-api.ts";

/** One input for each tool that its schema allows, with every property. */
const inputs: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  get_menu: {},
  view_cart: {},
  add_item: {
    itemId: "calabresa",
    quantity: 2,
    options: [{ groupId: "borda", choiceIds: ["catupiry"] }],
    notes: "sem cebola",
  },
  set_quantity: { lineId: "line_1", itemId: "calabresa", quantity: 0 },
  remove_item: { lineId: "line_1", itemId: "calabresa" },
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
    location: { latitude: -23.5, longitude: -46.6 },
  },
  set_schedule: { scheduledFor: "2026-11-24T20:30:00" },
  apply_coupon: { code: "BEMVINDO" },
  remove_coupon: {},
  place_order: {
    paymentMethod: "CASH",
    confirmedTotal: "R$ 114,80",
    changeFor: "R$ 150,00",
    cpfCnpj: "529.982.247-25",
  },
  order_status: {},
  last_orders: {},
  reorder: { orderId: "ord_1" },
  cancel_order: { reason: "desisti" },
};

describe("The model's tools", () => {
  it("are the customer's requests of the order stage, the choice of a store and the call for a person", () => {
    const actions = OrderRequest.def.options
      .filter((option) => "conversationId" in option.shape)
      .flatMap((option) => option.shape.action.def.values);
    const own = ["choose_store", "call_person"];
    expect(tools.map(({ name }) => name).sort()).to.deep.equal([...actions, ...own].sort());
  });

  for (const { name, input } of tools.filter(({ name }) => !["choose_store", "call_person"].includes(name))) {
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
