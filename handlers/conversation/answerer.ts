/** Who may answer a turn: asked one after the other, see customer-turn.ts. */
import type { TenantConfig } from "../shared/tenant.ts";
import type { StepParts } from "./ports.ts";
import type { OpenTurn, Outgoing } from "./record.ts";
import type { Toolbox } from "./toolbox.ts";

/**
 * What the customer is told, which may be nothing; undefined leaves the turn to the next one. What it changes of the
 * conversation it changes in the toolbox.
 */
export type Answerer = (
  turn: OpenTurn,
  tools: Toolbox,
  tenant: TenantConfig,
  parts: StepParts,
) => Promise<readonly Outgoing[] | undefined>;
