/** What Asaas's stand-in shows to the page, the drill and the tests, and what it keeps. */
import type { Internet } from "../internet.ts";

export type PaymentStatus = "PENDING" | "RECEIVED" | "OVERDUE" | "REFUNDED";
export type BillingType = "UNDEFINED" | "BOLETO" | "CREDIT_CARD" | "PIX";

/** A charge as the page shows it. */
export interface Charge {
  /** "pay_…" */
  readonly id: string;
  readonly clientId: string;
  readonly status: PaymentStatus;
  readonly deleted: boolean;
  readonly amountCentavos: number;
  readonly description: string;
  /** Our order id. */
  readonly externalReference: string;
  readonly pixCode: string;
  readonly invoiceUrl: string;
  /** Twin time, milliseconds since the epoch. */
  readonly createdAt: number;
  readonly paidAt?: number;
}

/** `reason` is what the payer's bank would say, in Portuguese. */
export type PayResult =
  | { readonly ok: true; readonly charge: Charge }
  | { readonly ok: false; readonly reason: string };

/** A tenant's webhook queue. */
export interface WebhookQueue {
  readonly clientId: string;
  readonly url: string;
  /** Consecutive failures of the event at the head. */
  readonly failures: number;
  /** Paused after the 15th failure, until reactivated. */
  readonly interrupted: boolean;
  readonly pending: readonly WebhookEvent[];
  readonly deliveries: readonly WebhookDelivery[];
}

export interface WebhookEvent {
  /** "evt_…" */
  readonly id: string;
  readonly event: string;
  /** Twin time, milliseconds since the epoch. */
  readonly at: number;
  /** The JSON that is posted; the same at each attempt. */
  readonly body: string;
}

export interface WebhookDelivery {
  readonly eventId: string;
  readonly event: string;
  readonly at: number;
  /** Absent when nobody answered. */
  readonly httpStatus?: number;
  readonly error?: string;
  readonly viaRegion?: string;
}

export interface AsaasCredentials {
  readonly apiKey: string;
  /** Sent in `asaas-access-token`. */
  readonly webhookToken: string;
}

export interface Asaas {
  /** ASAAS_BASE_URL; ends in /v3. */
  readonly baseUrl: string;
  /** Opens the restaurant's Asaas account on first use. `name` goes into its PIX codes. */
  register(tenant: { readonly clientId: string; readonly name?: string }): AsaasCredentials;
  /** Throws when the tenant was never registered. */
  credentials(clientId: string): AsaasCredentials;
  connect(internet: Internet): void;
  /** The customer's bank pays a PIX: by charge id or by copy-and-paste code. */
  pay(chargeIdOrPixCode: string): PayResult;
  charges(clientId?: string): readonly Charge[];
  webhooks(): readonly WebhookQueue[];
  /** Sends an event that was sent before once more: same event id (delivery is at least once). */
  redeliver(eventId: string): Promise<void>;
  /** What an operator does in Asaas's panel after a pause. */
  reactivate(clientId: string): void;
  snapshot(): AsaasSnapshot;
  stop(): Promise<void>;
}

export interface Customer {
  readonly id: string;
  readonly name: string;
  readonly cpfCnpj: string | null;
  readonly email: string | null;
  readonly mobilePhone: string | null;
  readonly externalReference: string | null;
  readonly dateCreated: string;
}

export interface Payment {
  readonly id: string;
  readonly customer: string;
  readonly billingType: BillingType;
  readonly amountCentavos: number;
  readonly dueDate: string;
  readonly description: string | null;
  readonly externalReference: string | null;
  readonly pixCode: string;
  readonly createdAt: number;
  status: PaymentStatus;
  deleted: boolean;
  refundedCentavos: number;
  paidAt?: number;
}

export interface WebhookConfig {
  readonly id: string;
  name: string;
  url: string;
  email: string | null;
  enabled: boolean;
  interrupted: boolean;
  authToken: string;
  events: string[];
}

export interface Account {
  readonly clientId: string;
  readonly name: string;
  readonly apiKey: string;
  readonly webhookToken: string;
  readonly customers: Map<string, Customer>;
  readonly payments: Map<string, Payment>;
}

/** JSON; what `restore` takes. */
export interface AsaasSnapshot {
  readonly accounts: readonly (Omit<Account, "customers" | "payments"> & {
    readonly customers: readonly Customer[];
    readonly payments: readonly Payment[];
  })[];
  readonly webhooks: readonly {
    readonly clientId: string;
    readonly config: WebhookConfig;
    readonly pending: readonly WebhookEvent[];
    readonly failures: number;
  }[];
}
