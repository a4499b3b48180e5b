/** What the payment stage needs from outside, for each entry to wire and each test to fake. */
import type { Asaas, ChargeSplit } from "../adapters/asaas.ts";
import type { MediaStore } from "../adapters/media.ts";
import type { Clock } from "../shared/clock.ts";
import type { Log } from "../shared/logger.ts";
import type { Metrics } from "../shared/metrics.ts";
import type { OrderRequest, OrderResult } from "../shared/order-api.ts";
import type { PaymentRecord } from "./record.ts";

export interface PaymentStore {
  /** Undefined for another tenant's charge as for none. */
  find(clientId: string, paymentId: string): Promise<PaymentRecord | undefined>;
  findByProviderId(clientId: string, providerPaymentId: string): Promise<PaymentRecord | undefined>;
  /** The tenant's charges that the reconciliation must look at, oldest first. */
  open(clientId: string): Promise<readonly PaymentRecord[]>;
  /** Writes the record and returns it as stored; undefined when somebody wrote after it was read. */
  put(record: PaymentRecord): Promise<PaymentRecord | undefined>;
}

/** A restaurant's account at Asaas. */
export interface Account {
  readonly asaas: Asaas;
  /** The payer's document while the customer has given none. */
  readonly defaultCpfCnpj?: string;
  /** The part of each charge that goes to another wallet. */
  readonly split?: ChargeSplit;
}

export type PaymentMetric =
  | "PaymentRequested"
  | "PaymentConfirmed"
  /** A charge was not made, or a payment was not applied. */
  | "PaymentFailed"
  /** Money came that no order wants: a person decides. */
  | "PaymentUnapplied"
  /** A payer's bank wants money back. */
  | "PaymentDisputed"
  /** A restaurant's webhook does not deliver; counted at each look. */
  | "PaymentQueuePaused";

export interface Ports {
  readonly store: PaymentStore;
  /** Undefined when the tenant or its key is missing. */
  readonly account: (clientId: string) => Promise<Account | undefined>;
  readonly media: MediaStore;
  /** Invokes OrderService; throws when it gives no answer. */
  readonly order: (request: OrderRequest) => Promise<OrderResult>;
  readonly clock: Clock;
  readonly metrics: Pick<Metrics<PaymentMetric>, "count">;
  readonly log: Log;
}
