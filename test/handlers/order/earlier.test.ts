import { expect } from "chai";
import { errorOf, fillCart, inChat, orderOf, place, settled, type World, world } from "./support.ts";

describe("what a customer ordered before", () => {
  let the: World;
  beforeEach(() => {
    the = world();
  });
  const order = async (itemId: string, options?: { groupId: string; choiceIds: string[] }[]) => {
    await the.ask({ ...inChat(), action: "add_item", itemId, quantity: 1, options });
    await the.ask({ ...inChat(), action: "set_fulfilment", mode: "pickup" });
    const { orderId = "", totalCentavos } = orderOf(await place(the));
    await the.ask(settled(orderId, totalCentavos));
    return orderId;
  };
  const last = async (where = {}) => {
    const result = await the.ask({ ...inChat(), ...where, action: "last_orders" });
    return result.ok && "orders" in result ? result.orders : expect.fail("orders");
  };
  const again = (orderId?: string, requestId?: string) =>
    the.ask({ ...inChat(requestId), action: "reorder", orderId });

  it("is listed, newest first, without what came to nothing", async () => {
    const first = await order("pizza_parma");
    await fillCart(the);
    await place(the);
    await the.ask({ ...inChat(), action: "cancel_order" });
    const second = await order("tiramisu");
    await the.ask({ ...inChat(), action: "add_item", itemId: "pizza_atum", quantity: 1 });
    const orders = await last();
    expect(orders.map(({ orderId }) => orderId)).to.deep.equal([second, first]);
    expect(orders[1]).to.deep.include({ total: "R$ 72,90", status: "confirmed" });
    expect(await last({ conversationId: "conv_bia" })).to.deep.equal([]);
    expect(await last({ clientId: "client_tempero_da_bahia", storeId: "store_rio_vermelho" })).to.deep.equal(
      [],
    );
  });

  it("reaches back five orders", async () => {
    for (let count = 0; count < 7; count++) await order("tiramisu");
    expect(await last()).to.have.lengthOf(5);
  });

  it("comes again with its options and its way to the customer, at today's prices", async () => {
    const options = [{ groupId: "borda", choiceIds: ["borda_cheddar"] }];
    await order("pizza_calabresa", options);
    const menu = the.tenants[0]!.stores[0]!.orderConfig.menu.flatMap(({ items }) => items);
    menu.find(({ itemId }) => itemId === "pizza_calabresa")!.priceCentavos = 6000;
    const cart = orderOf(await again());
    expect(cart.items[0]).to.deep.include({ itemId: "pizza_calabresa", unitPriceCentavos: 7000 });
    expect(cart).to.deep.include({ status: "cart", skipped: [], missing: [] });
    expect(cart.fulfilment).to.include({ mode: "pickup" });
  });

  it("comes again once for one request", async () => {
    await order("tiramisu");
    await again(undefined, "SM_again#1");
    expect(orderOf(await again(undefined, "SM_again#1")).items[0]?.quantity).to.equal(1);
  });

  it("names what is no longer to be had, and is refused when that is all of it", async () => {
    await the.ask({ ...inChat(), action: "add_item", itemId: "coca_cola_lata", quantity: 2 });
    const both = await order("tiramisu");
    const menu = the.tenants[0]!.stores[0]!.orderConfig.menu.flatMap(({ items }) => items);
    const sellOut = (id: string) =>
      void Object.assign(menu.find(({ itemId }) => itemId === id)!, { available: false });
    sellOut("tiramisu");
    expect((await last())[0]?.items.map(({ available }) => available)).to.deep.equal([true, false]);
    const cart = orderOf(await again(both));
    expect(cart.items.map(({ itemId }) => itemId)).to.deep.equal(["coca_cola_lata"]);
    expect(cart.skipped).to.deep.equal(["Tiramisù"]);
    await the.ask({ ...inChat(), action: "remove_item", itemId: "coca_cola_lata" });
    sellOut("coca_cola_lata");
    expect(errorOf(await again()).code).to.equal("item_unavailable");
  });

  it("is not another customer's", async () => {
    const orderId = await order("tiramisu");
    const foreign = { ...inChat(), conversationId: "conv_bia", action: "reorder", orderId } as const;
    expect(errorOf(await the.ask(foreign)).code).to.equal("no_order");
    expect(errorOf(await world().ask({ ...inChat(), action: "reorder" })).code).to.equal("no_order");
  });
});
