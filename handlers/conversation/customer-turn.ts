/** Answers what a customer wrote: one turn of the dialogue for one or several messages. */
import { customerIdOf } from "../shared/identity.ts";
import type { InboundMessage } from "../shared/messages.ts";
import type { Store, TenantConfig } from "../shared/tenant.ts";
import { asMessages } from "./history.ts";
import { type LoopResult, runLoop } from "./loop.ts";
import { modelChain } from "./model-chain.ts";
import type { ConversationParts } from "./ports.ts";
import { sharedPrompt, tenantPrompt } from "./prompt.ts";
import { type Conversation, markAnswered, type OpenTurn, remember } from "./record.ts";
import { runTool, type ToolContext } from "./run-tool.ts";
import { splitReply } from "./split.ts";
import { suspendedText, troubleText } from "./texts.ts";

export interface TurnParts extends ConversationParts {
  /** What remains of the invocation for models and tools. */
  readonly timeLeftMs: () => number;
  readonly traceId?: string;
}

/** Returns the conversation with the reply on its record, to be delivered. */
export async function answerCustomer(
  turn: OpenTurn,
  conversation: Conversation,
  tenant: TenantConfig,
  parts: TurnParts,
): Promise<Conversation> {
  if (!tenant.active) return conclude(conversation, turn, suspendedText, parts);
  const { conversation: after, result, storeId } = await converse(turn, conversation, tenant, parts);
  if (result.text === undefined) parts.metrics.count("ModelFallback");
  parts.log.with({ storeId }).info(`The turn ended after ${result.rounds} rounds (${result.end}).`, {
    messageSids: turn.messageSids,
    modelId: result.modelId,
    ...result.usage,
  });
  return conclude(after, turn, result.text ?? troubleText, parts);
}

async function converse(
  turn: OpenTurn,
  conversation: Conversation,
  tenant: TenantConfig,
  parts: TurnParts,
): Promise<{ conversation: Conversation; result: LoopResult; storeId?: string }> {
  const stores = tenant.stores.filter((store) => store.active);
  let current = conversation;
  const store = () => storeOf(current, stores);
  const context: ToolContext = {
    clientId: current.clientId,
    conversationId: current.conversationId,
    customer: customerOf(current),
    traceId: parts.traceId,
    stores,
    store,
    chooseStore: ({ storeId }) => {
      current = { ...current, storeId };
    },
    orders: parts.orders,
    timeLeftMs: parts.timeLeftMs,
    log: parts.log,
  };
  const { model } = tenant.aiConfig;
  const result = await runLoop(
    asMessages([...current.history, { role: "user", text: turn.text }]),
    turn.rounds,
    {
      chain: modelChain(
        parts.model,
        model ? [model, ...parts.modelIds.filter((id) => id !== model)] : parts.modelIds,
        parts.timeLeftMs,
        parts.log,
      ),
      system: () => ({
        shared: sharedPrompt,
        own: tenantPrompt({
          tenant,
          stores,
          store: store(),
          customerName: current.customerName,
          now: parts.clock(),
        }),
      }),
      temperature: tenant.aiConfig.temperature,
      runTool: (use, call) => runTool(use, `${turn.messageSids[0]}#${call}`, context),
      keep: async (rounds) => {
        current = await parts.conversations.save({ ...current, openTurn: { ...turn, rounds: [...rounds] } });
      },
    },
  );
  return { conversation: current, result, storeId: store()?.storeId };
}

function conclude(
  conversation: Conversation,
  turn: OpenTurn,
  reply: string,
  { conversations }: TurnParts,
): Promise<Conversation> {
  return conversations.save({
    ...conversation,
    openTurn: undefined,
    history: remember(
      conversation.history,
      { role: "user", text: turn.text },
      { role: "assistant", text: reply },
    ),
    answered: markAnswered(conversation.answered, ...turn.messageSids),
    outgoing: [...conversation.outgoing, ...splitReply(reply).map((text) => ({ text }))],
  });
}

/** The only store needs no choice; a chosen one that has closed for good is chosen anew. */
function storeOf({ storeId }: Conversation, stores: readonly Store[]): Store | undefined {
  return stores.length === 1 ? stores[0] : stores.find((store) => store.storeId === storeId);
}

function customerOf({ clientId, phone, customerName }: Conversation): ToolContext["customer"] {
  return { customerId: customerIdOf(clientId, phone), name: customerName ?? "Cliente", phone };
}

const nameLength = 40;

/** A profile name is whatever its owner likes: letters of it may reach the prompt and the kitchen. */
export function customerNameOf(messages: readonly InboundMessage[]): string | undefined {
  const profileName = messages.findLast((message) => message.profileName)?.profileName;
  const name = profileName
    ?.replace(/[^\p{L}\p{M}'’. -]/gu, "")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, nameLength);
  return name || undefined;
}
