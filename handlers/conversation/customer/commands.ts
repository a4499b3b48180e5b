/**
 * What customers may do with their data and with marketing, in fixed words: a model neither hears nor decides it, and it
 * works while the restaurant is suspended.
 */
import { customerIdOf } from "../../shared/identity.ts";
import type { Answerer } from "../answerer.ts";
import type { StepParts } from "../ports.ts";
import { newConversation } from "../record.ts";
import type { Toolbox } from "../toolbox.ts";
import { confirmEraseText, dataText, erasedText, notErasedText, optedInText, optedOutText } from "./texts.ts";
import { commandIn } from "./words.ts";

/** How long a confirmation is waited for. */
const confirmMs = 10 * 60 * 1000;
const timeoutMs = 8_000;

export const customerCommand: Answerer = async (turn, tools, tenant, parts) => {
  const { clientId, phone, eraseAskedAt, menu, history } = tools.conversation();
  const command = commandIn(turn.text);
  const now = parts.clock();
  const asked = eraseAskedAt !== undefined && now.getTime() - Date.parse(eraseAskedAt) < confirmMs;
  // Whatever else is said takes the question back.
  if (eraseAskedAt !== undefined) tools.change({ eraseAskedAt: undefined });
  if (!command) return undefined;
  const customerId = customerIdOf(clientId, phone);
  switch (command) {
    case "opt_out":
      await parts.customers.note(clientId, customerId, { marketingOptOutAt: now.toISOString() });
      parts.log.info("The customer wants no marketing.");
      return [{ text: optedOutText }];
    case "opt_in": {
      // The menus' way back, unless it answers what was just said.
      if (menu && !history.at(-1)?.text.includes(optedOutText)) return undefined;
      const customer = await parts.customers.find(clientId, customerId);
      // It means something else to whoever never left.
      if (!customer?.marketingOptOutAt) return undefined;
      await parts.customers.note(clientId, customerId, { marketingOptOutAt: null });
      parts.log.info("The customer wants marketing again.");
      return [{ text: optedInText }];
    }
    case "export": {
      const [customer, orders] = await Promise.all([
        parts.customers.find(clientId, customerId),
        parts.orders({ clientId, action: "customer_orders", phone }, timeoutMs).catch(() => undefined),
      ]);
      parts.log.info("The customer was shown their data.");
      const history = orders?.ok && "history" in orders ? orders.history : undefined;
      return [{ text: dataText(tenant.name, phone, customer, history) }];
    }
    case "erase":
      tools.change({ eraseAskedAt: now.toISOString() });
      return [{ text: confirmEraseText }];
    case "confirm_erase":
      return asked ? [{ text: await erase(tools, customerId, parts) }] : undefined;
  }
};

/** Orders first: what fails there leaves the rest to be erased with them. */
async function erase(tools: Toolbox, customerId: string, parts: StepParts): Promise<string> {
  const { clientId, conversationId, phone, revision, answered } = tools.conversation();
  try {
    const orders = await parts.orders({ clientId, action: "erase_customer", phone }, timeoutMs);
    if (!orders.ok) return orders.error.message;
    await parts.customers.erase(clientId, customerId);
  } catch (error) {
    parts.log.error("A customer could not be erased; they were asked to try again.", { error });
    return notErasedText;
  }
  parts.log.info("A customer was erased, as they asked.");
  // The row goes once the answer is sent: see process.ts.
  tools.replace({ ...newConversation(clientId, conversationId, phone), revision, answered, erased: true });
  return erasedText;
}
