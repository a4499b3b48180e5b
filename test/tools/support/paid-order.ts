/** Orders that were placed and paid, without a conversation. */
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { conversationIdOf, customerIdOf } from "../../../handlers/shared/identity.ts";
import type { OrderRequest, OrderResult, OrderView } from "../../../handlers/shared/order-api.ts";
import type { Twin } from "../../../twin/twin.ts";
import { regionOf } from "../../support/journey/orders.ts";

/** A pizza to pick up, paid by PIX. */
export async function paidOrder(twin: Twin, clientId: string, phone: string): Promise<OrderView> {
  const region = twin.activeRegion() ?? "";
  const { endpoint, operator } = regionOf(twin, region);
  const lambda = new LambdaClient({ region, endpoint, credentials: operator });
  const ask = async (payload: OrderRequest) => {
    const reply = await lambda.send(
      new InvokeCommand({ FunctionName: "chatbot-OrderService:live", Payload: JSON.stringify(payload) }),
    );
    const result = JSON.parse(new TextDecoder().decode(reply.Payload)) as OrderResult;
    if (!result.ok || !("order" in result)) throw new Error(JSON.stringify(result));
    return result.order;
  };
  try {
    const conversationId = conversationIdOf(clientId, phone);
    const customer = { customerId: customerIdOf(clientId, phone), name: "Beatriz Lima", phone };
    const chat = { clientId, storeId: "store_centro", conversationId };
    await ask({ ...chat, requestId: "1", action: "add_item", itemId: "pizza_margherita", quantity: 1 });
    const { quoteId } = await ask({ ...chat, requestId: "2", action: "set_fulfilment", mode: "pickup" });
    const placing = { action: "place_order", paymentMethod: "PIX", customer, quoteId } as const;
    const placed = await ask({ ...chat, requestId: "3", ...placing });
    const charge = twin.asaas
      .charges(clientId)
      .find(({ externalReference }) => externalReference === placed.orderId);
    const paid = twin.asaas.pay(charge!.id);
    if (!paid.ok) throw new Error(JSON.stringify(paid));
    return placed;
  } finally {
    lambda.destroy();
  }
}
