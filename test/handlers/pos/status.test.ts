import { expect } from "chai";
import { kitchenHandler, type PosEvent } from "../../../handlers/pos/kitchen.ts";
import { listeningLog, pizzeria, placeOrder, settled, type World, world } from "../order/support.ts";

const invocation = { awsRequestId: "req-1", getRemainingTimeInMillis: () => 15_000 };

describe("POST /pos/{clientId}/orders/{orderId}/status", () => {
  let the: World;
  let orderId: string;
  beforeEach(async () => {
    the = world();
    orderId = await placeOrder(the);
    await the.ask(settled(orderId));
  });

  async function post(
    body: unknown,
    change: { clientId?: string; orderId?: string; authorized?: string } = {},
  ) {
    const clientId = change.clientId ?? pizzeria.clientId;
    const event: PosEvent = {
      httpMethod: "POST",
      path: `/pos/${clientId}/orders/${change.orderId ?? orderId}/status`,
      headers: {},
      pathParameters: { clientId, orderId: change.orderId ?? orderId },
      requestContext: { authorizer: { clientId: change.authorized ?? clientId } },
      body: typeof body === "string" ? body : JSON.stringify(body),
      isBase64Encoded: false,
    };
    const reply = await kitchenHandler({ order: the.ask, log: listeningLog(the.lines) })(event, invocation);
    return { status: reply.statusCode, ...JSON.parse(reply.body) };
  }

  it("moves the order", async () => {
    expect(await post({ status: "accepted", minutes: 30 })).to.deep.include({ status: "accepted", orderId });
    expect(the.store.orders.get(orderId)!.status).to.equal("accepted");
  });

  it("keeps and logs no card and no tax number of the reason", async () => {
    const reason = "CPF 529.982.247-25 e cartão 4111 1111 1111 1111, cvv 123";
    expect(await post({ status: "rejected", reason })).to.deep.include({ status: "rejected" });
    const kept = JSON.stringify(the.store.orders.get(orderId));
    expect(kept).to.contain("CPF ***.***.***-25 e cartão **** **** **** 1111, cvv ***");
    expect(kept + JSON.stringify(the.lines))
      .to.not.contain("529.982")
      .and.not.contain("4111");
  });

  it("answers 200 to a repeat, and changes nothing", async () => {
    await post({ status: "accepted", minutes: 30 });
    const { version } = the.store.orders.get(orderId)!;
    expect(await post({ status: "accepted", minutes: 30 })).to.not.have.property("error");
    expect(the.store.orders.get(orderId)!.version).to.equal(version);
  });

  it("answers 409 to a step that the order cannot take, with what it is", async () => {
    const reply = await post({ status: "delivered" });
    expect(reply.status).to.equal(409);
    expect(reply.error).to.deep.equal({
      code: "illegal_transition",
      message: "The order cannot move to this status from the one it has.",
      detail: "Não é possível: o pedido está confirmado, esperando a cozinha.",
    });
  });

  it("answers 404 for an order that the restaurant does not have", async () => {
    expect((await post({ status: "accepted" }, { orderId: "ord_none" })).status).to.equal(404);
    const foreign = await post({ status: "accepted" }, { clientId: "client_tempero_da_bahia" });
    expect(foreign).to.deep.include({ status: 404 });
    expect(the.store.orders.get(orderId)!.status).to.equal("confirmed");
  });

  it("answers 403 when the key is another restaurant's", async () => {
    const reply = await post({ status: "accepted" }, { authorized: "client_tempero_da_bahia" });
    expect(reply.status).to.equal(403);
    expect(the.store.orders.get(orderId)!.status).to.equal("confirmed");
  });

  for (const [what, body, place] of [
    ["is no JSON", "accepted", "no JSON"],
    ["has no status", {}, "Wrong at status"],
    ["has an unknown status", { status: "burnt" }, "Wrong at status"],
    ["promises no time at all", { status: "accepted", minutes: 0 }, "Wrong at minutes"],
    ["has a reason too long to be sent", { status: "rejected", reason: "a".repeat(501) }, "Wrong at reason"],
    ["says what nobody asked", { status: "accepted", price: 1 }, "Wrong at price"],
  ] as const)
    it(`answers 400 to a body that ${what}, and says what is accepted`, async () => {
      const reply = await post(body);
      expect(reply.status).to.equal(400);
      expect(reply.error.message).to.contain(place).and.contain("out_for_delivery");
      expect(the.store.orders.get(orderId)!.status).to.equal("confirmed");
    });

  it("answers 503 when the order cannot be reached, so that the point of sale sends it again", async () => {
    the.ask = () => Promise.reject(new Error("timed out"));
    const reply = await post({ status: "accepted" });
    expect(reply.status).to.equal(503);
    expect(reply.error.message).to.contain("send the same status again");
  });
});
