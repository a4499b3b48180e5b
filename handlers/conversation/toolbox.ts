/** The tools of one turn: whoever speaks, a model or the menus, calls the same ones, and they keep the conversation. */
import { customerIdOf } from "../shared/identity.ts";
import type { OrderResult } from "../shared/order-api.ts";
import { unseal } from "../shared/seal.ts";
import type { Store, TenantConfig } from "../shared/tenant.ts";
import { rememberAddress } from "./customer/addresses.ts";
import { handoffRules } from "./people/config.ts";
import { begun } from "./people/handoff.ts";
import { pinAfter, pinFor } from "./pin.ts";
import type { StepParts, ToolOutcome, ToolUse } from "./ports.ts";
import type { Conversation } from "./record.ts";
import { runTool } from "./run-tool.ts";
import { wasShown } from "./shown.ts";

export interface Toolbox {
  /** As it is by now. */
  readonly conversation: () => Conversation;
  readonly change: (change: Partial<Conversation>) => void;
  /** Takes over what was written. */
  readonly replace: (conversation: Conversation) => void;
  /** The stores that take orders. */
  readonly stores: readonly Store[];
  /** The store that the customer orders from, once it is known. */
  readonly store: () => Store | undefined;
  /** @param requestId the call's idempotency key: a turn that is repeated makes its calls under the same ones. */
  readonly run: (use: ToolUse, requestId: string) => Promise<ToolOutcome>;
}

export function openToolbox(conversation: Conversation, tenant: TenantConfig, parts: StepParts): Toolbox {
  const stores = tenant.stores.filter((store) => store.active);
  const { clientId, conversationId, phone } = conversation;
  let current = conversation;
  const change: Toolbox["change"] = (part) => {
    current = { ...current, ...part };
  };
  const store = () => storeOf(current, stores);
  return {
    conversation: () => current,
    change,
    replace: (written) => {
      current = written;
    },
    stores,
    store,
    async run(use, requestId) {
      const pin = pinFor(use, current.location, parts.clock());
      change({ location: pin });
      const outcome = await runTool(use, requestId, {
        clientId,
        conversationId,
        customer: {
          customerId: customerIdOf(clientId, phone),
          name: current.customerName ?? "Cliente",
          phone,
        },
        location: pin && { latitude: pin.latitude, longitude: pin.longitude },
        wasShown: (total) => wasShown(total, current),
        document: await documentOf(use, current, tenant, parts),
        traceId: parts.traceId,
        stores,
        store,
        chooseStore: ({ storeId }) => change({ storeId }),
        callPerson() {
          const { enabled } = handoffRules(tenant);
          if (enabled && !current.handoff) change(begun("asked", parts));
          return enabled;
        },
        orders: parts.orders,
        timeLeftMs: parts.timeLeftMs,
        log: parts.log,
      });
      if (use.name === "set_fulfilment") change({ location: pinAfter(pin, outcome.result as OrderResult) });
      // The charge has it now, and nobody else needs it.
      if (use.name === "place_order" && outcome.ok) {
        change({
          sealedDocument: undefined,
          ...(await rememberAddress(current, outcome.result as OrderResult, parts)),
        });
      }
      return outcome;
    },
  };
}

/** The only store needs no choice; a chosen one that has closed for good is chosen anew. */
function storeOf({ storeId }: Conversation, stores: readonly Store[]): Store | undefined {
  return stores.length === 1 ? stores[0] : stores.find((store) => store.storeId === storeId);
}

async function documentOf(
  { name }: ToolUse,
  { sealedDocument, conversationId }: Conversation,
  { twilioConfig }: TenantConfig,
  { twilioSecret }: StepParts,
): Promise<string | undefined> {
  if (name !== "place_order" || !sealedDocument) return undefined;
  const account = (await twilioSecret.read())[twilioConfig.accountSid];
  return account && unseal(sealedDocument, Object.values(account), conversationId);
}
