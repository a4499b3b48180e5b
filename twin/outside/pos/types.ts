/** What the restaurants' point of sale shows to the page, the drill and the tests. */
import type { PosMessage, PosStatus } from "../../../handlers/shared/messages.ts";
import type { Internet } from "../internet.ts";
import type { Desk } from "./desk.ts";

export type KitchenStatus = PosMessage["status"] | PosStatus["status"];

/** An order on a kitchen's board. */
export interface KitchenOrder {
  readonly order: PosMessage;
  readonly status: KitchenStatus;
  /** The region whose queue brought its first version. */
  readonly fromRegion: string;
  /** Twin time, milliseconds since the epoch. */
  readonly receivedAt: number;
  readonly updatedAt: number;
  readonly minutes?: number;
  readonly reason?: string;
}

/** A message that is no order; left in its queue, which sends it to the dead-letter queue in time. */
export interface RejectedMessage {
  readonly region: string;
  readonly queue: string;
  readonly messageId: string;
  readonly reason: string;
  readonly at: number;
}

/** A region's SQS as the restaurant's software reaches it. */
export interface PosRegion {
  readonly name: string;
  /** The region's AWS endpoint. */
  readonly endpoint: string;
  /** "https://sqs.us-east-1.amazonaws.com/123456789012/" */
  readonly queueUrlPrefix: string;
  /** What a restaurant signs with there. */
  credentialsOf(clientId: string): PosCredentials;
}

export interface PosCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** One region's queue of a store, as the restaurant's software reaches it. */
export interface StoreQueue {
  /** The region's. */
  readonly name: string;
  readonly endpoint: string;
  readonly queueUrl: string;
  readonly credentials: PosCredentials;
}

export type StatusResult =
  | { readonly ok: true; readonly httpStatus: number; readonly order: KitchenOrder }
  /** `reason` says in English what went wrong; the board keeps its state. */
  | { readonly ok: false; readonly httpStatus?: number; readonly reason: string };

export interface Pos extends Desk {
  /** Installs a point of sale at a restaurant; its key is what it sends in `x-api-key`. */
  register(tenant: { readonly clientId: string; readonly storeIds: readonly string[] }): {
    readonly apiKey: string;
  };
  /** Throws when the tenant was never registered. */
  apiKey(clientId: string): string;
  /** Starts to consume every registered store's queue in every region. */
  connect(world: { readonly regions: readonly PosRegion[]; readonly internet: Internet }): void;
  /** Leaves a store's queues to software of one's own; what that needs to know of them. */
  leave(clientId: string, storeId: string): Promise<LeftStore>;
  /** Newest last. */
  board(clientId?: string, storeId?: string): readonly KitchenOrder[];
  order(orderId: string): KitchenOrder | undefined;
  /** The cook taps: POST /pos/{clientId}/orders/{orderId}/status on the public name. */
  setStatus(
    orderId: string,
    status: PosStatus["status"],
    details?: { readonly minutes?: number; readonly reason?: string },
  ): Promise<StatusResult>;
  rejected(): readonly RejectedMessage[];
  snapshot(): PosSnapshot;
  stop(): Promise<void>;
}

export interface LeftStore {
  readonly apiKey: string;
  /** One a region. */
  readonly queues: readonly StoreQueue[];
  /** Consumes the queues again. */
  comeBack(): void;
}

/** JSON; what `restore` takes. */
export interface PosSnapshot {
  readonly tenants: readonly {
    readonly clientId: string;
    readonly storeIds: readonly string[];
    readonly apiKey: string;
  }[];
  readonly orders: readonly KitchenOrder[];
}
