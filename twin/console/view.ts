/** What the page shows, as one JSON document. The page and the server share these types. */
import type { LogLine, QueueDepth } from "../events.ts";
import type { Charge } from "../outside/asaas/types.ts";
import type { KitchenOrder } from "../outside/pos/types.ts";
import type { Conversation } from "../outside/twilio/types.ts";
import type { AlarmState, FunctionState } from "../region/types.ts";
import type { FaultName } from "./faults.ts";

export interface RestaurantView {
  readonly clientId: string;
  readonly name: string;
  readonly phoneNumber: string;
  readonly stores: readonly { readonly storeId: string; readonly name: string }[];
}

export interface RegionView {
  readonly name: string;
  readonly role: string;
  readonly dark: boolean;
  /** The one that Route 53 answers with. */
  readonly active: boolean;
  readonly resources: readonly { readonly service: string; readonly count: number }[];
  readonly functions: readonly FunctionState[];
  readonly queues: readonly QueueDepth[];
  readonly alarms: readonly AlarmState[];
}

/** What can be made to go wrong, and whether it does. */
export interface FaultView {
  readonly name: FaultName;
  readonly label: string;
  readonly effect: string;
  readonly on: boolean;
}

export interface HealthView {
  readonly name: string;
  readonly healthy: boolean;
}

export interface View {
  readonly publicHost: string;
  readonly restaurants: readonly RestaurantView[];
  readonly regions: readonly RegionView[];
  readonly health: readonly HealthView[];
  readonly replication: { readonly pending: number; readonly lagMs: number; readonly paused: boolean };
  readonly faults: readonly FaultView[];
  readonly conversations: readonly Conversation[];
  readonly kitchen: readonly KitchenOrder[];
  readonly charges: readonly Charge[];
}

/** Server-sent events: `view` carries a View, `logs` an array of lines. */
export interface PageEvents {
  readonly view: View;
  readonly logs: readonly LogLine[];
}
