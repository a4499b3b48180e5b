/** The first model of the chain that answers. */
import type { Log } from "../shared/logger.ts";
import type { Model, ModelError, ModelRequest, Usage } from "./ports.ts";
import type { AssistantMessage } from "./record.ts";

export interface ChainAnswer {
  readonly message: AssistantMessage;
  readonly cut: boolean;
  readonly usage: Usage;
  readonly modelId: string;
}

export interface ModelChain {
  /** undefined when no model of the chain answers in time. */
  ask(request: Omit<ModelRequest, "modelId" | "timeoutMs">): Promise<ChainAnswer | undefined>;
  /** Begins with the model at `index` from now on, where the chain has one and is not beyond it. */
  prefer(index: number): void;
}

/** A call that takes longer has lost the customer's patience; the next model may be quicker. */
const callMs = 12_000;
/** With less than that left no answer can be expected. */
const leastCallMs = 1_000;

/**
 * A model that failed is not asked again in the same chain, so that one turn does not pay for its failure each round.
 * @param timeLeftMs what remains for models of the invocation's time.
 */
export function modelChain(
  model: Model,
  modelIds: readonly string[],
  timeLeftMs: () => number,
  log: Log,
): ModelChain {
  let first = 0;

  async function attempt(request: ModelRequest): Promise<Awaited<ReturnType<Model>>> {
    const answer = await model(request);
    if (answer.ok || answer.error.kind !== "refused" || request.temperature === undefined) return answer;
    // Newer models refuse sampling parameters: better the model's own temperature than another model.
    log.info(`${request.modelId} refused the request; asking it without a temperature.`, {
      reason: answer.error.message,
    });
    return model({ ...request, temperature: undefined });
  }

  return {
    prefer(index) {
      if (index < modelIds.length) first = Math.max(first, index);
    },
    async ask(request) {
      const failures: (ModelError & { readonly modelId: string })[] = [];
      while (first < modelIds.length) {
        const timeoutMs = Math.min(callMs, timeLeftMs());
        const modelId = modelIds[first]!;
        if (timeoutMs < leastCallMs) break;
        const answer = await attempt({ ...request, modelId, timeoutMs });
        if (answer.ok) return { ...answer, modelId };
        failures.push({ ...answer.error, modelId });
        log.warn(`Model ${modelId} did not answer (${answer.error.kind}).`, {
          reason: answer.error.message,
        });
        first++;
      }
      log.error("No model answered.", { failures, timeLeftMs: timeLeftMs() });
      return undefined;
    },
  };
}
