/** Run as a process of its own: starts the twin, has one message answered, stops. The caller times it. */
import { customer } from "../../twin/outside/customer.ts";
import { startTwin } from "../../twin/twin.ts";

const twin = await startTwin();
const { twilio, events, tenants } = twin;
const client = customer({ twilio, events, clientId: tenants[0]!.clientId, phone: "+5511955550199" });
await client.ask("Oi!");
process.send?.("answered");
await twin.stop();
process.disconnect?.();
