/** Money that Asaas does not tell of: the schedule finds it, through the functions' own permissions. */
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { conversationIdOf, customerIdOf } from "../../handlers/shared/identity.ts";
import type { OrderRequest, OrderResult, OrderView } from "../../handlers/shared/order-api.ts";
import type { PaymentResult } from "../../handlers/shared/payment-api.ts";
import type { AlarmChange } from "../../twin/events.ts";
import type { Twin } from "../../twin/twin.ts";
import { eventually } from "../support/eventually.ts";
import { ordersOf, rowsOf } from "../support/journey/orders.ts";
import { nextPhone, sharedTwin } from "../support/shared-twin.ts";

const clientId = "client_bella_napoli";
const patience = 20_000;

describe("payments whose webhooks never come", function () {
  this.timeout(60_000);
  let twin: Twin;
  let region: string;
  let lambda: LambdaClient;
  let phone: string;
  let placed: OrderView;
  before(async () => {
    twin = await sharedTwin();
    region = twin.activeRegion() ?? "";
    const { endpoint, operator } = twin.regions.get(region)!;
    lambda = new LambdaClient({ region, endpoint, credentials: operator });
  });
  after(() => {
    twin.asaas.faults({ dropWebhooks: false });
    lambda.destroy();
  });
  beforeEach(async () => {
    twin.asaas.faults({ dropWebhooks: true });
    phone = nextPhone();
    placed = await place("PIX");
  });

  async function invoke<Answer>(service: string, payload: object): Promise<Answer> {
    const reply = await lambda.send(
      new InvokeCommand({
        FunctionName: `chatbot-${service}:live`,
        Payload: JSON.stringify(payload),
      }),
    );
    const text = new TextDecoder().decode(reply.Payload);
    expect(reply.FunctionError, text).to.equal(undefined);
    return JSON.parse(text) as Answer;
  }

  async function place(paymentMethod: "PIX" | "CREDIT_CARD"): Promise<OrderView> {
    const conversationId = conversationIdOf(clientId, phone);
    const customer = { customerId: customerIdOf(clientId, phone), name: "Ana", phone };
    const chat = { clientId, storeId: "store_centro", conversationId };
    const requests: OrderRequest[] = [
      { ...chat, requestId: "1", action: "add_item", itemId: "pizza_margherita", quantity: 1 },
      { ...chat, requestId: "2", action: "set_fulfilment", mode: "pickup" },
      { ...chat, requestId: "3", action: "view_cart" },
    ];
    const ask = async (request: OrderRequest) => {
      const result = await invoke<OrderResult>("OrderService", request);
      if (!result.ok || !("order" in result)) throw new Error(JSON.stringify(result));
      return result.order;
    };
    let quoteId: string | undefined;
    for (const request of requests) ({ quoteId } = await ask(request));
    return ask({ ...chat, requestId: "4", action: "place_order", paymentMethod, customer, quoteId });
  }

  const charge = () => twin.asaas.charges(clientId).find((one) => one.externalReference === placed.orderId)!;
  const statusOf = async () => (await ordersOf(twin, region, clientId, phone)).at(-1)?.status;
  const tick = () => twin.clock.advance(15 * 60_000 + 1_000);
  it("are settled by the next look, and given back when they were given back", async () => {
    expect(twin.asaas.pay(charge().pixCode).ok).to.equal(true);
    tick();
    await eventually(async () => expect(await statusOf()).to.equal("confirmed"), patience);
    expect(twin.asaas.refund(charge().id).ok).to.equal(true);
    const refund = { action: "refund_charge", clientId, orderId: placed.orderId, reason: "faltou massa" };
    expect(await invoke<PaymentResult>("PaymentService", refund)).to.deep.include({ ok: true });
    // A run that meets another one's write leaves the charge to the next.
    for (let runs = 0; runs < 4 && (await statusOf()) !== "refunded"; runs++) {
      tick();
      await eventually(async () => expect(await statusOf()).to.equal("refunded"), 4_000).catch(() => {});
    }
    expect(await statusOf()).to.equal("refunded");
    const rows = await rowsOf(twin, region, "PaymentRecordsTable");
    expect(rows.find(({ orderId }) => orderId === placed.orderId)).to.include({ status: "refunded" });
  });

  it("are disputed on the order's timeline", async () => {
    twin.asaas.pay(charge().pixCode);
    twin.asaas.chargeback(charge().id, "requested");
    tick();
    await eventually(async () => {
      const [order] = await ordersOf(twin, region, clientId, phone);
      expect(order?.timeline.map(({ note }) => note)).to.include("dispute opened");
    }, patience);
  });

  it("of a card are given back when the kitchen rejects the order, and the order says so", async () => {
    twin.asaas.faults({ dropWebhooks: false });
    phone = nextPhone();
    placed = await place("CREDIT_CARD");
    expect(twin.asaas.pay(charge().invoiceUrl).ok).to.equal(true);
    await eventually(async () => expect(await statusOf()).to.equal("confirmed"), patience);
    const { orderId } = placed;
    await invoke("OrderService", {
      ...{ action: "kitchen_status", clientId, orderId, status: "rejected", reason: "forno quebrado" },
    });
    await eventually(async () => expect(await statusOf()).to.equal("refunded"), patience);
    expect(charge()).to.include({ status: "REFUNDED", refundedCentavos: placed.totalCentavos });
  });

  it("because Asaas paused the webhook raise an alarm", async () => {
    const { apiKey } = twin.asaas.credentials(clientId);
    const headers = { access_token: apiKey, "content-type": "application/json" };
    const url = `${twin.asaas.baseUrl}/webhooks`;
    const { data } = (await (await fetch(url, { headers })).json()) as { data: { id: string }[] };
    const pause = (interrupted: boolean) =>
      fetch(`${url}/${data[0]?.id}`, { method: "PUT", headers, body: JSON.stringify({ interrupted }) });
    await pause(true);
    let raised = false;
    const listen = (change: AlarmChange) => {
      if (change.alarm === "chatbot-payment-queue-paused" && change.state === "ALARM") raised = true;
    };
    twin.events.on("alarm", listen);
    for (let runs = 0; runs < 4 && !raised; runs++) {
      tick();
      // The run itself takes real time; then alarms look once a minute.
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      twin.clock.advance(61_000);
      await eventually(() => expect(raised).to.equal(true), 1_000).catch(() => {});
    }
    twin.events.off("alarm", listen);
    expect(raised).to.equal(true);
    await pause(false);
  });
});
