import { expect } from "chai";
import { orderHandler } from "../../../handlers/order/entry.ts";
import { errorOf, inChat, orderOf, placeOrder, type World, world } from "./support.ts";

const invocation = { awsRequestId: "req-1", getRemainingTimeInMillis: () => 30_000 };

describe("OrderService", () => {
  let the: World;
  let flushed: number;
  let handler: ReturnType<typeof orderHandler>;
  beforeEach(() => {
    the = world();
    flushed = 0;
    const metrics = { ...the.ports.metrics, time: () => {}, flush: () => void flushed++ };
    handler = orderHandler({ ...the.ports, metrics });
  });
  const answer = async (event: unknown) =>
    (await handler(event, invocation)) as Awaited<ReturnType<World["ask"]>>;

  it("serves a request and writes its metrics", async () => {
    const cart = await answer({ ...inChat(), action: "add_item", itemId: "tiramisu", quantity: 1 });
    expect(orderOf(cart).totalCentavos).to.equal(2_290);
    expect(flushed).to.equal(1);
  });

  it("refuses what is no OrderRequest, and logs where it is wrong", async () => {
    const wrong = { ...inChat(), action: "add_item", itemId: "tiramisu", quantity: 0.5 };
    expect(errorOf(await answer(wrong)).code).to.equal("invalid_request");
    expect(the.lines.at(-1)?.data?.problems).to.match(/^quantity/);
  });

  it("refuses a request that brings its own price", async () => {
    const cheap = { ...inChat(), action: "add_item", itemId: "tiramisu", quantity: 1, priceCentavos: 1 };
    expect(errorOf(await answer(cheap)).code).to.equal("invalid_request");
  });

  it("expires orders when its schedule says so, with the plan's parameters or without", async () => {
    await placeOrder(the);
    the.now = new Date("2026-11-25T00:00:00Z");
    const result = await handler({ action: "process_expired_orders", params: {} }, invocation);
    expect(result).to.deep.equal({ ok: true, expired: 1 });
  });

  it("writes its metrics even when it fails", async () => {
    the.store.pointer = () => Promise.reject(new Error("DynamoDB is away"));
    const failing = answer({ ...inChat(), action: "view_cart" });
    await failing.then(
      () => expect.fail("it must throw"),
      (error: Error) => expect(error.message).to.equal("DynamoDB is away"),
    );
    expect(flushed).to.equal(1);
  });
});
