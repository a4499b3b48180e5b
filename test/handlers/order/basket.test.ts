import { expect } from "chai";
import { errorOf, inChat, orderOf, type World, world } from "./support.ts";

describe("a conversation's basket", () => {
  let the: World;
  beforeEach(() => {
    the = world();
  });
  const add = (itemId: string, quantity = 1, requestId?: string) =>
    the.ask({ ...inChat(requestId), action: "add_item", itemId, quantity });

  it("says what it costs and what is still missing", async () => {
    const cart = orderOf(await add("pizza_margherita", 2));
    expect(cart).to.deep.include({ status: "cart", subtotalCentavos: 10_980, total: "R$ 109,80" });
    expect(cart.missing).to.deep.equal(["fulfilment"]);
    expect(cart.orderId).to.equal(undefined);
  });

  it("is empty and unwritten until something is put into it", async () => {
    const cart = orderOf(await the.ask({ ...inChat(), action: "view_cart" }));
    expect(cart).to.deep.include({ items: [], totalCentavos: 0, missing: ["items", "fulfilment"] });
    expect(the.store.written).to.deep.equal([]);
    expect(the.store.pointers.size).to.equal(0);
  });

  it("writes nothing when the item is refused", async () => {
    expect(errorOf(await add("sushi")).code).to.equal("unknown_item");
    expect(the.store.written).to.deep.equal([]);
  });

  it("changes once when the same request comes five times, at once", async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => add("pizza_margherita", 1, "SM1#1")));
    expect(answers.map((answer) => orderOf(answer).items[0]?.quantity)).to.deep.equal([1, 1, 1, 1, 1]);
  });

  it("is one basket with both items when two requests open it at the same moment", async () => {
    await Promise.all([add("pizza_margherita"), add("coca_cola_lata")]);
    const cart = orderOf(await the.ask({ ...inChat(), action: "view_cart" }));
    expect(cart.items.map(({ itemId }) => itemId)).to.have.members(["pizza_margherita", "coca_cola_lata"]);
    expect(the.store.orders.size).to.equal(1);
  });

  it("keeps the address while the customer wavers between delivery and pick-up", async () => {
    const address = { street: "Rua Augusta", number: "100" };
    await the.ask({ ...inChat(), action: "set_fulfilment", mode: "delivery", address });
    await the.ask({ ...inChat(), action: "set_fulfilment", mode: "pickup" });
    const cart = orderOf(await the.ask({ ...inChat(), action: "set_fulfilment", mode: "delivery" }));
    expect(cart.fulfilment).to.deep.equal({ mode: "delivery", address });
  });

  it("costs the delivery fee only for a delivery", async () => {
    await add("pizza_margherita");
    const mode = async (choice: "delivery" | "pickup") =>
      orderOf(await the.ask({ ...inChat(), action: "set_fulfilment", mode: choice })).deliveryFeeCentavos;
    expect([await mode("delivery"), await mode("pickup")]).to.deep.equal([700, 0]);
  });

  it("follows the customer to another store, at that store's menu and fee", async () => {
    const there = { ...inChat(), storeId: "store_pinheiros" };
    await the.ask({ ...there, action: "add_item", itemId: "vinho_chianti", quantity: 1 });
    await the.ask({
      ...there,
      ...{ requestId: "SM2#1" },
      action: "add_item",
      itemId: "tiramisu",
      quantity: 1,
    });
    const cart = orderOf(await the.ask({ ...inChat(), action: "set_fulfilment", mode: "delivery" }));
    expect(cart.items.map(({ itemId }) => itemId)).to.deep.equal(["tiramisu"]);
    expect(cart.deliveryFeeCentavos).to.equal(700);
  });

  it("is another tenant's for the same conversation id", async () => {
    await add("pizza_margherita");
    const elsewhere = { clientId: "client_tempero_da_bahia", storeId: "store_rio_vermelho" };
    const cart = orderOf(await the.ask({ ...inChat(), ...elsewhere, action: "view_cart" }));
    expect(cart.items).to.deep.equal([]);
  });

  it("is refused for a tenant or a store that does not exist", async () => {
    const code = async (there: object) =>
      errorOf(await the.ask({ ...inChat(), ...there, action: "get_menu" })).code;
    expect(await code({ clientId: "client_nobody" })).to.equal("unknown_tenant");
    expect(await code({ storeId: "store_rio_vermelho" })).to.equal("unknown_store");
  });

  it("gives up with a sentence when others keep writing", async () => {
    await add("pizza_margherita");
    the.store.put = async () => undefined;
    expect(errorOf(await add("coca_cola_lata")).code).to.equal("invalid_request");
  });
});
