/** Where a customer's orders went, so that nobody has to type it twice. */
import { withAddress } from "../../shared/customer.ts";
import { customerIdOf } from "../../shared/identity.ts";
import type { OrderResult } from "../../shared/order-api.ts";
import type { StepParts } from "../ports.ts";
import type { Conversation } from "../record.ts";

/** What the placed order's address makes of the conversation. Never throws: the order is placed whatever this does. */
export async function rememberAddress(
  conversation: Conversation,
  placed: OrderResult,
  { customers, log }: Pick<StepParts, "customers" | "log">,
): Promise<Pick<Conversation, "addresses">> {
  const address = placed.ok && "order" in placed ? placed.order.fulfilment?.address : undefined;
  const { clientId, phone } = conversation;
  if (!address) return { addresses: conversation.addresses };
  const addresses = withAddress(conversation.addresses, address);
  await customers.note(clientId, customerIdOf(clientId, phone), { addresses }).catch((error: unknown) => {
    log.warn("The customer's address could not be kept.", { error });
  });
  return { addresses };
}
