/** What Asaas knows: one account a restaurant, with its customers and charges. Its webhooks are in delivery.ts. */
import { randomBytes, randomUUID } from "node:crypto";
import type { Clock } from "../../clock.ts";
import type { TwinEvents } from "../../events.ts";
import { pixCode } from "./pix-code.ts";
import type {
  Account,
  AsaasCredentials,
  AsaasSnapshot,
  BillingType,
  Charge,
  Customer,
  Payment,
  Split,
} from "./types.ts";

export interface NewPayment {
  readonly customer: string;
  readonly billingType: BillingType;
  readonly amountCentavos: number;
  readonly dueDate: string;
  readonly description?: string | null;
  readonly externalReference?: string | null;
  readonly split?: readonly Split[];
}

/** What Asaas keeps of each charge, so that there is something to tell its net value by. */
const feeCentavos = 199;

export class AsaasStore {
  readonly #clock: Clock;
  readonly #events: TwinEvents;
  readonly #accounts = new Map<string, Account>();

  constructor(clock: Clock, events: TwinEvents, restore?: AsaasSnapshot["accounts"]) {
    this.#clock = clock;
    this.#events = events;
    for (const { wallets, customers, payments, ...account } of restore ?? []) {
      this.#accounts.set(account.clientId, {
        ...account,
        wallets: new Set(wallets),
        customers: new Map(customers.map((customer) => [customer.id, customer])),
        payments: new Map(payments.map((payment) => [payment.id, payment])),
      });
    }
  }

  register(clientId: string, name: string, wallets: readonly string[] = []): AsaasCredentials {
    const account: Account = this.#accounts.get(clientId) ?? {
      clientId,
      name,
      apiKey: `$aact_hmlg_${randomBytes(24).toString("hex")}`,
      webhookToken: randomBytes(24).toString("hex"),
      walletId: randomUUID(),
      wallets: new Set(),
      customers: new Map(),
      payments: new Map(),
    };
    for (const wallet of wallets) account.wallets.add(wallet);
    this.#accounts.set(clientId, account);
    return account;
  }

  accounts(): readonly Account[] {
    return [...this.#accounts.values()];
  }

  account(clientId: string): Account {
    const account = this.#accounts.get(clientId);
    if (account) return account;
    throw new Error(`${clientId} has no account at Asaas: register one before it charges.`);
  }

  byKey(apiKey: string | undefined): Account | undefined {
    return this.accounts().find((account) => account.apiKey === apiKey);
  }

  knowsWallet(walletId: string): boolean {
    return this.accounts().some((one) => one.walletId === walletId || one.wallets.has(walletId));
  }

  addCustomer(account: Account, fields: Omit<Customer, "id" | "dateCreated">): Customer {
    const customer = { ...fields, id: `cus_${randomBytes(6).toString("hex")}`, dateCreated: this.today() };
    account.customers.set(customer.id, customer);
    return customer;
  }

  addPayment(account: Account, fields: NewPayment): Payment {
    const id = `pay_${randomBytes(8).toString("hex")}`;
    const payment: Payment = {
      id,
      customer: fields.customer,
      billingType: fields.billingType,
      amountCentavos: fields.amountCentavos,
      dueDate: fields.dueDate,
      description: fields.description ?? null,
      externalReference: fields.externalReference ?? null,
      pixCode: pixCode({
        location: `pix.asaas.com/qr/cobv/${randomUUID()}`,
        amountCentavos: fields.amountCentavos,
        merchantName: account.name,
      }),
      createdAt: this.#clock.now(),
      split: fields.split ?? [],
      status: "PENDING",
      deleted: false,
      refunds: [],
    };
    account.payments.set(id, payment);
    this.#announce(payment);
    return payment;
  }

  change(
    payment: Payment,
    change: Partial<Pick<Payment, "status" | "deleted" | "refunds" | "paidAt">>,
  ): void {
    Object.assign(payment, change);
    this.#announce(payment);
  }

  /** By charge id, invoice or copy-and-paste code, in any account: a bank knows no tenants. */
  find(name: string): { account: Account; payment: Payment } | undefined {
    for (const account of this.#accounts.values())
      for (const payment of account.payments.values())
        if (payment.id === name || invoiceUrl(payment) === name || pixCodeOf(payment) === name)
          return { account, payment };
    return undefined;
  }

  now(): number {
    return this.#clock.now();
  }

  /** "2026-11-24", as Asaas dates things. */
  today(): string {
    return new Date(this.#clock.now()).toLocaleDateString("en-CA", { timeZone: "America/Sao_Paulo" });
  }

  snapshot(): AsaasSnapshot["accounts"] {
    return structuredClone(
      this.accounts().map((account) => ({
        ...account,
        wallets: [...account.wallets],
        customers: [...account.customers.values()],
        payments: [...account.payments.values()],
      })),
    );
  }

  #announce(payment: Payment): void {
    this.#events.emit("charge", { id: payment.id, status: payment.deleted ? "DELETED" : payment.status });
  }
}

export function invoiceUrl(payment: Payment): string {
  return `https://www.asaas.com/i/${payment.id.replace("pay_", "")}`;
}

/** A charge by card alone cannot be paid by PIX. */
function pixCodeOf({ billingType, pixCode: code }: Payment): string | undefined {
  return billingType === "CREDIT_CARD" ? undefined : code;
}

export function refundedOf({ refunds }: Payment): number {
  return refunds.reduce((sum, { amountCentavos }) => sum + amountCentavos, 0);
}

export function netOf({ amountCentavos }: Pick<Payment, "amountCentavos">): number {
  return Math.max(0, amountCentavos - feeCentavos);
}

/** Shares are of the net value. */
export function splitAmount(
  payment: Pick<Payment, "amountCentavos">,
  { percent, fixedCentavos }: Split,
): number {
  return fixedCentavos ?? Math.floor((netOf(payment) * (percent ?? 0)) / 100);
}

/** A charge as the page shows it. */
export function chargeOf(account: Account, payment: Payment): Charge {
  return {
    id: payment.id,
    clientId: account.clientId,
    billingType: payment.billingType,
    status: payment.status,
    deleted: payment.deleted,
    amountCentavos: payment.amountCentavos,
    refundedCentavos: refundedOf(payment),
    split: payment.split.map((part) => ({
      walletId: part.walletId,
      amountCentavos: splitAmount(payment, part),
    })),
    description: payment.description ?? "",
    externalReference: payment.externalReference ?? "",
    pixCode: payment.pixCode,
    invoiceUrl: invoiceUrl(payment),
    createdAt: payment.createdAt,
    paidAt: payment.paidAt,
  };
}
