import { expect } from "chai";
import { distanceMeters } from "../../../handlers/order/areas.ts";
import { TenantFile } from "../../../handlers/shared/tenant-file.ts";
import { errorOf, inChat, orderOf, place, tenants, type World, world } from "./support.ts";

const address = { street: "Rua dos Pinheiros", number: "900" };
const bahia = { clientId: "client_tempero_da_bahia", storeId: "store_rio_vermelho" };

describe("where a store delivers", () => {
  let the: World;
  beforeEach(async () => {
    the = world();
    the.now = new Date("2026-11-27T23:00:00Z");
  });
  const deliver = (where: object, how: object) =>
    the.ask({ ...inChat(), ...where, action: "set_fulfilment", mode: "delivery", ...how });
  const add = (where: object, itemId: string, quantity = 1) =>
    the.ask({ ...inChat(), ...where, action: "add_item", itemId, quantity });
  const pinheiros = { storeId: "store_pinheiros" };

  it("is decided by the CEP, which decides the fee, the time and the minimum", async () => {
    await add(pinheiros, "pizza_margherita");
    const near = orderOf(await deliver(pinheiros, { address: { ...address, postalCode: "05422-010" } }));
    expect(near).to.include({ area: "Pinheiros e Jardins", deliveryFeeCentavos: 790, etaMinutes: 45 });
    expect(near.missing).to.deep.equal([]);
    const far = orderOf(await deliver(pinheiros, { address: { ...address, postalCode: "05021001" } }));
    expect(far).to.include({ area: "Vila Madalena e Perdizes", deliveryFeeCentavos: 1290, etaMinutes: 65 });
    expect(far.missing).to.deep.equal(["minimum"]);
    expect(errorOf(await place(the, pinheiros)).message).to.contain("R$ 60,00");
  });

  it("asks for the CEP, and places nothing without it", async () => {
    await add(pinheiros, "pizza_margherita");
    expect(orderOf(await deliver(pinheiros, { address })).missing).to.deep.equal(["postalCode"]);
    expect(errorOf(await place(the, pinheiros)).message).to.contain("Falta o CEP");
    expect(the.charges).to.deep.equal([]);
  });

  it("refuses an address outside with a sentence, and keeps the one from before", async () => {
    await add(pinheiros, "pizza_margherita");
    await deliver(pinheiros, { address: { ...address, postalCode: "05422-010" } });
    const error = errorOf(await deliver(pinheiros, { address: { ...address, postalCode: "69900-000" } }));
    expect(error).to.deep.equal({
      code: "out_of_area",
      message:
        "Infelizmente não entregamos nesse endereço. Entregamos em: Pinheiros e Jardins, Vila Madalena e Perdizes. Se preferir, você pode retirar na loja.",
    });
    const cart = orderOf(await the.ask({ ...inChat(), ...pinheiros, action: "view_cart" }));
    expect(cart.area).to.equal("Pinheiros e Jardins");
  });

  it("does not place a basket whose area the store gave up meanwhile", async () => {
    await add(pinheiros, "pizza_margherita", 2);
    await deliver(pinheiros, { address: { ...address, postalCode: "05021-001" } });
    const store = the.tenants[0]!.stores.find(({ storeId }) => storeId === "store_pinheiros")!;
    store.orderConfig.delivery.areas!.pop();
    expect(errorOf(await place(the, pinheiros)).code).to.equal("out_of_area");
  });

  it("is decided by the distance for who sends a location", async () => {
    await add(bahia, "moqueca_peixe");
    const store = tenants.find(({ clientId }) => clientId === bahia.clientId)!.stores[0]!.location!;
    const km = (north: number) => ({ ...store, latitude: store.latitude + north / 111.2 });
    const area = async (north: number) =>
      orderOf(await deliver(bahia, { address, location: km(north) })).area;
    expect([await area(1.9), await area(2.1)]).to.deep.equal(["até 2 km", "até 6 km"]);
    expect(errorOf(await deliver(bahia, { address, location: km(6.1) })).code).to.equal("out_of_area");
  });

  it("believes no location beside a CEP of another part of the country", async () => {
    const location = { latitude: -13.0105, longitude: -38.4901 };
    const at = (postalCode: string) =>
      deliver(bahia, { location, address: { street: "Avenida Paulista", number: "1000", postalCode } });
    expect(errorOf(await at("01310-100")).code).to.equal("out_of_area");
    expect(orderOf(await at("40210-000")).area, "a CEP of the city that no area lists").to.be.a("string");
  });

  it("measures as the crow flies", () => {
    const [se, paulista] = [
      { latitude: -23.5503, longitude: -46.6339 },
      { latitude: -23.5614, longitude: -46.6559 },
    ];
    expect(distanceMeters(se, paulista)).to.be.within(2500, 2650);
    expect(distanceMeters(se, se)).to.equal(0);
  });

  it("needs the store's location for areas by distance", () => {
    const file = structuredClone(tenants.find(({ clientId }) => clientId === bahia.clientId)!);
    delete file.stores[0]!.location;
    expect(TenantFile.safeParse(file).error?.issues[0]?.path).to.deep.equal(["stores", 0, "location"]);
  });
});
