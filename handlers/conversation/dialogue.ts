/** A model answers: the turn's text goes through the loop, unless the conversation is to go on with menus for now. */
import type { TenantConfig } from "../shared/tenant.ts";
import { allow, spend } from "./allowance.ts";
import type { Answerer } from "./answerer.ts";
import { contextMessages } from "./history.ts";
import { type LoopResult, runLoop } from "./loop.ts";
import { backToModels, goOnWithMenus, modelsAreDue } from "./menus/mode.ts";
import { modelChain } from "./model-chain.ts";
import type { StepParts } from "./ports.ts";
import { sharedPrompt, tenantPrompt } from "./prompt.ts";
import { quickRepliesTo } from "./quick-replies.ts";
import type { OpenTurn } from "./record.ts";
import { routed } from "./routing.ts";
import { troubleText } from "./texts.ts";
import type { Toolbox } from "./toolbox.ts";

/** Of a turn, for models; a conversation whose models failed last time waits less for them. */
const turnMs = 18_000;
const probeMs = 6_000;

export const dialogue: Answerer = async (turn, tools, tenant, parts) => {
  const now = parts.clock();
  const { menu, openTurn } = tools.conversation();
  // Who has begun a turn ends it, a model or the menus.
  const menusHave = openTurn?.messageSids[0] === turn.messageSids[0] || (menu && !modelsAreDue(menu, now));
  if (menu && turn.rounds.length === 0 && menusHave) return undefined;
  const allowance = await allow(tenant, parts);
  if (!allowance.ok) {
    tools.change({ menu: goOnWithMenus(menu, allowance.reason, now, parts.log) });
    return undefined;
  }
  const modelIds = modelIdsOf(tenant, parts);
  const result = await converse(turn, tools, tenant, routed(modelIds, turn, tools.conversation().history), {
    ...parts,
    timeLeftMs: withinBudget(parts, menu ? probeMs : (tenant.aiConfig.turnSeconds ?? turnMs / 1_000) * 1_000),
  });
  const { inputTokens, outputTokens } = result.usage;
  await spend(tenant, inputTokens + outputTokens, parts, allowance.reserved);
  parts.log
    .with({ storeId: tools.store()?.storeId })
    .info(`The turn ended after ${result.rounds} rounds (${result.end}).`, {
      messageSids: turn.messageSids,
      modelId: result.modelId,
      ...result.usage,
    });
  if (result.end === "no_model") {
    parts.metrics.count("ModelFallback");
    tools.change({ menu: goOnWithMenus(menu, "no_model", parts.clock(), parts.log) });
    return undefined;
  }
  if (menu) backToModels(menu, parts.clock(), parts.log);
  tools.change({ menu: undefined });
  const { text, last } = result;
  if (text === undefined) {
    parts.metrics.count("ModelFallback");
    return [{ text: troubleText }];
  }
  parts.metrics.count("SmallModelShare", result.modelId === modelIds[0] ? 1 : 0);
  const quickReplies = quickRepliesTo(text, last, tools);
  return [{ text, ...(quickReplies.length > 0 && { quickReplies }) }];
};

/** The tenant's own model, or chain, before the stack's. */
function modelIdsOf({ aiConfig: { model, models } }: TenantConfig, parts: StepParts): readonly string[] {
  if (models) return models;
  return model ? [model, ...parts.modelIds.filter((id) => id !== model)] : parts.modelIds;
}

function withinBudget({ clock, timeLeftMs }: StepParts, budgetMs: number): () => number {
  const until = clock().getTime() + budgetMs;
  return () => Math.min(timeLeftMs(), until - clock().getTime());
}

function converse(
  turn: OpenTurn,
  tools: Toolbox,
  tenant: TenantConfig,
  modelIds: readonly string[],
  parts: StepParts,
): Promise<LoopResult> {
  const { temperature, maxTokens, turnTokens } = tenant.aiConfig;
  return runLoop(contextMessages(tools.conversation(), turn.text), turn.rounds, {
    chain: modelChain(parts.model, modelIds, parts.timeLeftMs, parts.log),
    system: () => ({
      shared: sharedPrompt,
      own: tenantPrompt({
        tenant,
        stores: tools.stores,
        store: tools.store(),
        customerName: tools.conversation().customerName,
        addresses: tools.conversation().addresses,
        now: parts.clock(),
      }),
    }),
    temperature,
    maxTokens,
    tokens: turnTokens,
    runTool: (use, call) => tools.run(use, `${turn.messageSids[0]}#${call}`),
    keep: async (rounds) => {
      const openTurn = { ...turn, rounds: [...rounds] };
      tools.replace(await parts.conversations.save({ ...tools.conversation(), openTurn }));
    },
  });
}
