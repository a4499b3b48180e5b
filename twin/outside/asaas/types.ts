/** What Asaas's stand-in shows to the page, the drill and the tests, and what it keeps. */
import type { Internet } from "../internet.ts";

export type PaymentStatus =
  | "PENDING"
  /** Paid, with the balance to come: a card. */
  | "CONFIRMED"
  | "RECEIVED"
  | "OVERDUE"
  | "REFUNDED"
  | "CHARGEBACK_REQUESTED"
  | "AWAITING_CHARGEBACK_REVERSAL";
export type BillingType = "UNDEFINED" | "BOLETO" | "CREDIT_CARD" | "PIX";

/** A charge as the page shows it. */
export interface Charge {
  /** "pay_…" */
  readonly id: string;
  readonly clientId: string;
  readonly billingType: BillingType;
  readonly status: PaymentStatus;
  readonly deleted: boolean;
  readonly amountCentavos: number;
  readonly refundedCentavos: number;
  /** What goes to other wallets, in centavos. */
  readonly split: readonly { readonly walletId: string; readonly amountCentavos: number }[];
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

/** What goes wrong at Asaas, until it is switched off. */
export interface AsaasFaults {
  /** Twin milliseconds that each answer of the API takes. @default 0 */
  readonly delayMs: number;
  /** So many of the next requests are answered 500, and nothing is done. @default 0 */
  readonly failNext: number;
  /** So many of the next requests are done, and answered 500 all the same. @default 0 */
  readonly loseNext: number;
  /** Events are lost instead of sent. @default false */
  readonly dropWebhooks: boolean;
}

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
  /** The account's own wallet: where others may split to. */
  readonly walletId: string;
}

export interface Asaas {
  /** ASAAS_BASE_URL; ends in /v3. */
  readonly baseUrl: string;
  /**
   * Opens the restaurant's Asaas account on first use. `name` goes into its PIX codes; `wallets` are of others, outside,
   * that it splits to.
   */
  register(tenant: {
    readonly clientId: string;
    readonly name?: string;
    readonly wallets?: readonly string[];
  }): AsaasCredentials;
  /** Throws when the tenant was never registered. */
  credentials(clientId: string): AsaasCredentials;
  connect(internet: Internet): void;
  /** The customer pays: by a PIX copy-and-paste code, on the page of an invoice, or whatever charge has the id. */
  pay(chargeIdOrPixCodeOrInvoiceUrl: string): PayResult;
  /** What the restaurant does in Asaas's panel. @param amountCentavos @default all that is left */
  refund(chargeId: string, amountCentavos?: number): PayResult;
  /** The payer's bank wants the money back; then the restaurant wins (and Asaas says little) or loses. */
  chargeback(chargeId: string, step: "requested" | "won" | "lost"): PayResult;
  /** Changes what goes wrong; what is left out stays as it is. Returns what is left of it. */
  faults(change?: Partial<AsaasFaults>): AsaasFaults;
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
  cpfCnpj: string | null;
  readonly email: string | null;
  readonly mobilePhone: string | null;
  readonly externalReference: string | null;
  readonly dateCreated: string;
}

export interface Refund {
  readonly amountCentavos: number;
  readonly description: string | null;
  /** Twin time, milliseconds since the epoch. */
  readonly at: number;
}

/** A share of what is left after the fee, or an amount. */
export interface Split {
  readonly walletId: string;
  readonly percent?: number;
  readonly fixedCentavos?: number;
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
  readonly split: readonly Split[];
  status: PaymentStatus;
  deleted: boolean;
  refunds: readonly Refund[];
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
  /** What the restaurant was last told, or last set. */
  webhookToken: string;
  readonly walletId: string;
  /** Wallets of others, outside, that Asaas knows. */
  readonly wallets: Set<string>;
  readonly customers: Map<string, Customer>;
  readonly payments: Map<string, Payment>;
}

/** JSON; what `restore` takes. */
export interface AsaasSnapshot {
  readonly accounts: readonly (Omit<Account, "wallets" | "customers" | "payments"> & {
    readonly wallets: readonly string[];
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
