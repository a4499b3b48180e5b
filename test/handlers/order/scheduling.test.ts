import { expect } from "chai";
import { expireOrders } from "../../../handlers/order/closing.ts";
import { instantOf } from "../../../handlers/order/local-time.ts";
import {
  errorOf,
  fillCart,
  filledTotal,
  inChat,
  orderOf,
  place,
  settled,
  told,
  type World,
  world,
} from "./support.ts";

describe("an order for later", () => {
  let the: World;
  beforeEach(async () => {
    the = world();
    await fillCart(the);
  });
  const schedule = (scheduledFor?: string, where = {}) =>
    the.ask({ ...inChat(), ...where, action: "set_schedule", scheduledFor });
  const statusOf = (orderId: string) => the.store.orders.get(orderId)!.status;
  const tomorrow = "2026-11-25T12:30:00";

  const paid = async () => {
    await schedule(tomorrow);
    const { orderId = "" } = orderOf(await place(the));
    expect(orderOf(await the.ask(settled(orderId))).status).to.equal("scheduled");
    return orderId;
  };

  it("is wanted for São Paulo's time, and shown with it", async () => {
    expect(orderOf(await schedule(tomorrow)).scheduledFor).to.equal("2026-11-25T15:30:00.000Z");
    expect(orderOf(await schedule("2026-11-25T12:30:00-05:00")).scheduledFor).to.equal(
      "2026-11-25T17:30:00.000Z",
    );
    expect(orderOf(await schedule()).scheduledFor).to.equal(undefined);
    expect(instantOf("2026-07-01T00:00:00").toISOString()).to.equal("2026-07-01T03:00:00.000Z");
  });

  it("waits, paid, until an hour before, and is then the kitchen's, once", async () => {
    const orderId = await paid();
    expect(told(the, orderId)).to.deep.equal(["payment_requested", "payment_confirmed"]);
    the.now = new Date("2026-11-25T14:29:59Z");
    await expireOrders(the.ports);
    expect(statusOf(orderId)).to.equal("scheduled");
    the.now = new Date("2026-11-25T14:30:00Z");
    expect(await expireOrders(the.ports)).to.deep.equal({ ok: true, expired: 0 });
    await expireOrders(the.ports);
    expect(statusOf(orderId)).to.equal("confirmed");
    expect(told(the, orderId).slice(2)).to.deep.equal(["pos confirmed"]);
    const { outbox, timeline } = the.store.orders.get(orderId)!;
    expect(outbox.at(-1)?.message).to.include({ scheduledFor: "2026-11-25T15:30:00.000Z" });
    expect(timeline.at(-1)).to.include({ from: "scheduled", to: "confirmed", by: "schedule" });
  });

  it("is no kitchen's matter while it waits: a cancellation gives the money back and tells no kitchen", async () => {
    const orderId = await paid();
    const kitchen = { clientId: inChat().clientId, action: "kitchen_status", orderId } as const;
    expect(errorOf(await the.ask({ ...kitchen, status: "accepted" })).code).to.equal("illegal_transition");
    await the.ask({ ...inChat(), action: "cancel_order" });
    expect(told(the, orderId).slice(2)).to.deep.equal(["cancelled"]);
    expect(the.charges.at(-1)).to.include({ action: "refund_charge", amountCentavos: filledTotal });
    the.now = new Date("2026-11-25T15:00:00Z");
    await expireOrders(the.ports);
    expect(told(the, orderId)).to.not.include("pos confirmed");
  });

  it("may be made earlier by the staff", async () => {
    const orderId = await paid();
    const result = await the.ask({
      ...{ clientId: inChat().clientId, action: "staff_status", orderId, status: "confirmed" },
      reason: "a cozinha está livre",
    });
    expect(orderOf(result).status).to.equal("confirmed");
    expect(the.store.orders.get(orderId)!.timeline.at(-1)).to.include({
      by: "staff",
      note: "a cozinha está livre",
    });
  });

  it("goes straight to the kitchen when its hour is less than an hour away by the time it is paid", async () => {
    await schedule("2026-11-24T21:00:00");
    const { orderId = "" } = orderOf(await place(the));
    the.now = new Date("2026-11-24T23:20:00Z");
    expect(orderOf(await the.ask(settled(orderId))).status).to.equal("confirmed");
  });

  describe("is what one for now becomes", () => {
    const there = { storeId: "store_pinheiros" };
    const opening = "2026-11-25T21:00:00.000Z";
    const placed = async () => {
      await the.ask({ ...inChat(), ...there, action: "set_fulfilment", mode: "pickup" });
      await the.ask({ ...inChat(), ...there, action: "add_item", itemId: "pizza_parma", quantity: 1 });
      const { orderId = "", totalCentavos } = orderOf(await place(the, there));
      return () => the.ask(settled(orderId, totalCentavos)).then(orderOf);
    };

    it("when it is paid while the store is closed: it is made at the next opening", async () => {
      const pay = await placed();
      the.now = new Date("2026-11-25T06:00:00Z");
      const paidAtNight = await pay();
      const { orderId = "" } = paidAtNight;
      expect(paidAtNight).to.include({ status: "scheduled", scheduledFor: opening });
      const notice = the.store.orders.get(orderId)!.outbox.at(-1)?.message;
      expect(notice).to.include({ notice: "payment_confirmed", scheduledFor: opening });
      the.now = new Date(Date.parse(opening) - 1);
      await expireOrders(the.ports);
      expect(statusOf(orderId)).to.equal("scheduled");
      the.now = new Date(opening);
      await expireOrders(the.ports);
      expect(statusOf(orderId)).to.equal("confirmed");
    });

    it("not when it is paid minutes after the closing, nor when no opening is known", async () => {
      const late = await placed();
      the.now = new Date("2026-11-25T02:34:00Z");
      expect((await late()).status).to.equal("confirmed");
      the.now = new Date("2026-11-24T23:00:00Z");
      const never = await placed();
      const { operatingHours } = the.tenants[0]!.stores.find(({ storeId }) => storeId === there.storeId)!;
      for (const day of Object.keys(operatingHours)) Object.assign(operatingHours, { [day]: [] });
      expect((await never()).status).to.equal("confirmed");
    });
  });

  it("may be placed while the store is closed, for when it is open", async () => {
    the.now = new Date("2026-11-24T15:00:00Z");
    const there = { storeId: "store_pinheiros" };
    await the.ask({ ...inChat(), ...there, action: "set_fulfilment", mode: "pickup" });
    await the.ask({ ...inChat(), ...there, action: "add_item", itemId: "pizza_parma", quantity: 1 });
    expect(errorOf(await place(the, there)).code).to.equal("store_closed");
    await schedule("2026-11-24T19:00:00", there);
    expect(orderOf(await place(the, there)).status).to.equal("awaiting_payment");
  });

  it("is refused too soon, too late, while the store is closed, and where none are taken", async () => {
    const message = async (at: string, where = {}) => {
      const error = errorOf(await schedule(at, where));
      expect(error.code).to.equal("invalid_schedule");
      return error.message;
    };
    expect(await message("2026-11-24T20:59:00")).to.contain("pelo menos 60 minutos");
    expect(await message("2026-12-02T12:00:00")).to.contain("até 7 dias");
    expect(await message("2026-11-25T15:00:00", { storeId: "store_pinheiros" })).to.equal(
      "Bella Napoli Pinheiros está fechada em quarta-feira, 25/11, 15:00; a próxima abertura é amanhã às 18:00.",
    );
    delete the.tenants[0]!.stores[0]!.orderConfig.scheduling;
    expect(await message(tomorrow)).to.contain("não aceita pedidos agendados");
  });

  it("is refused for what is no time", async () => {
    for (const text of ["2026-11-24T99:99", "0000-01-01T10:00"]) {
      const error = errorOf(await schedule(text));
      expect(error).to.include({ code: "invalid_schedule" });
      expect(error.message).to.contain("Para que dia e hora");
    }
  });

  it("may be confirmed a few minutes after the earliest time was chosen", async () => {
    await schedule("2026-11-24T21:00:00");
    the.now = new Date("2026-11-24T23:05:00Z");
    expect(orderOf(await place(the)).status).to.equal("awaiting_payment");
  });

  it("is not placed once its time has come too near", async () => {
    await schedule("2026-11-24T21:00:00");
    the.now = new Date("2026-11-24T23:05:01Z");
    expect(errorOf(await place(the)).code).to.equal("invalid_schedule");
    await schedule("2026-11-24T21:30:00");
    the.now = new Date("2026-11-24T23:45:00Z");
    expect(errorOf(await place(the)).code).to.equal("invalid_schedule");
    expect(the.charges).to.deep.equal([]);
  });
});
