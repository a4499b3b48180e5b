/** The payment stage with everything outside it faked in memory. */
import type {
  Asaas,
  AsaasCharge,
  AsaasError,
  AsaasWebhook,
  ChargeSplit,
  NewCharge,
  NewCustomer,
} from "../../../handlers/adapters/asaas.ts";
import { createCharge } from "../../../handlers/payment/charging.ts";
import type { QueuePorts } from "../../../handlers/payment/entry.ts";
import type { PaymentMetric, PaymentStore } from "../../../handlers/payment/ports.ts";
import type { ReconcilePorts } from "../../../handlers/payment/reconciling.ts";
import { isOpen, type PaymentRecord } from "../../../handlers/payment/record.ts";
import type { OrderRequest, OrderResult } from "../../../handlers/shared/order-api.ts";
import type { PaymentEvent, PaymentRequest, PaymentResult } from "../../../handlers/shared/payment-api.ts";
import { ana, type LoggedLine, listeningLog, tuesdayEvening } from "../order/support.ts";

export const clientId = "client_bella_napoli";
export const orderId = "ord_01";

export const createRequest: Extract<PaymentRequest, { action: "create_charge" }> = {
  action: "create_charge",
  ...{ clientId, orderId, storeId: "store_centro", conversationId: "conv_ana", customer: ana },
  amountCentavos: 12_330,
  description: "Pedido na Bella Napoli Centro",
  expiresAt: "2026-11-25T02:30:00.000Z",
};

export class MemoryPayments implements PaymentStore {
  readonly records = new Map<string, PaymentRecord>();
  async find(tenant: string, paymentId: string) {
    const record = this.records.get(paymentId);
    return record?.clientId === tenant ? structuredClone(record) : undefined;
  }
  async findByProviderId(tenant: string, providerPaymentId: string) {
    const found = [...this.records.values()].find((r) => r.providerPaymentId === providerPaymentId);
    return found && this.find(tenant, found.paymentId);
  }
  async open(tenant: string) {
    return structuredClone([...this.records.values()].filter((r) => r.clientId === tenant && isOpen(r)));
  }
  async put(record: PaymentRecord) {
    if ((this.records.get(record.paymentId)?.revision ?? 0) !== record.revision) return undefined;
    const next = structuredClone({ ...record, revision: record.revision + 1 });
    this.records.set(record.paymentId, next);
    return structuredClone(next);
  }
}

type Call = keyof Asaas;
type Made = AsaasCharge & NewCharge;

/** One restaurant's account in memory. `failures` are used up call by call. */
export class MemoryAsaas implements Asaas {
  readonly calls: Call[] = [];
  readonly customers: NewCustomer[] = [];
  readonly made: Made[] = [];
  readonly failures = new Map<Call, { readonly error: AsaasError; readonly doneAllTheSame?: boolean }>();
  hooks: AsaasWebhook[] = [
    { url: "https://api.example/webhook/asaas/client", enabled: true, interrupted: false },
  ];

  /** Those that were not deleted. */
  get charges(): Made[] {
    return this.made.filter(({ deleted }) => !deleted);
  }
  #answer<T>(call: Call, work: () => T) {
    this.calls.push(call);
    const failure = this.failures.get(call);
    this.failures.delete(call);
    if (failure && !failure.doneAllTheSame) return { ok: false, error: failure.error } as const;
    const value = work();
    return failure ? ({ ok: false, error: failure.error } as const) : ({ ok: true, value } as const);
  }
  async findCustomer(reference: string) {
    return this.#answer("findCustomer", () => {
      const index = this.customers.findIndex((c) => c.externalReference === reference);
      return index < 0 ? undefined : { id: `cus_${index}`, cpfCnpj: this.customers[index]?.cpfCnpj };
    });
  }
  async createCustomer(customer: NewCustomer) {
    return this.#answer("createCustomer", () => `cus_${this.customers.push(customer) - 1}`);
  }
  async setDocument(id: string, cpfCnpj: string) {
    return this.#answer("setDocument", () => {
      const index = Number(id.slice("cus_".length));
      this.customers[index] = { ...this.customers[index]!, cpfCnpj };
    });
  }
  async findCharges(reference: string) {
    return this.#answer("findCharges", () => this.charges.filter((c) => c.externalReference === reference));
  }
  async charge(id: string) {
    return this.#answer("charge", () => this.made.find((charge) => charge.id === id));
  }
  async createCharge(charge: NewCharge) {
    return this.#answer("createCharge", () => {
      const id = `pay_${this.calls.length}`;
      const made: Made = {
        ...charge,
        ...{ id, billingType: charge.method, status: "PENDING", deleted: false },
        ...{ refundedCentavos: 0, refundingCentavos: 0, invoiceUrl: `https://asaas.example/i/${id}` },
      };
      this.made.push(made);
      return made;
    });
  }
  async pixQrCode(id: string) {
    return this.#answer("pixQrCode", () => ({ code: `PIX ${id}`, png: new Uint8Array([1, 2, 3]) }));
  }
  async deleteCharge(id: string) {
    return this.#answer("deleteCharge", () => void this.set({ deleted: true }, id));
  }
  async refundCharge(id: string, { amountCentavos }: { readonly amountCentavos: number }) {
    return this.#answer("refundCharge", () => {
      const { refundedCentavos, ...charge } = this.made.find((one) => one.id === id)!;
      const refunded = refundedCentavos + amountCentavos;
      const status = refunded >= charge.amountCentavos ? "REFUNDED" : charge.status;
      return this.set({ refundedCentavos: refunded, status }, id);
    });
  }
  async webhooks() {
    return this.#answer("webhooks", () => this.hooks);
  }
  set(change: Partial<AsaasCharge>, id?: string): Made {
    for (const [index, charge] of this.made.entries())
      if (id === undefined || charge.id === id) this.made[index] = { ...charge, ...change };
    return this.made.find((charge) => id === undefined || charge.id === id)!;
  }
  pay() {
    this.set({ status: "RECEIVED" });
  }
}

export interface PaymentWorld {
  readonly ports: ReconcilePorts & QueuePorts;
  readonly store: MemoryPayments;
  readonly asaas: MemoryAsaas;
  readonly lines: LoggedLine[];
  readonly counted: Map<PaymentMetric, number>;
  readonly images: Map<string, Uint8Array>;
  /** What OrderService was asked. */
  readonly asked: OrderRequest[];
  order: (request: OrderRequest) => Promise<OrderResult>;
  now: Date;
  configured: boolean;
  split?: ChargeSplit;
  activeRegion: string;
  /** What is in the dead-letter queue. */
  readonly setAside: readonly { readonly body: string; readonly reason: string }[];
  record(): PaymentRecord;
}

export const confirmed: OrderResult = {
  ok: true,
  order: {
    status: "confirmed",
    items: [],
    subtotalCentavos: 0,
    deliveryFeeCentavos: 0,
    totalCentavos: 0,
    total: "R$ 0,00",
    missing: [],
  },
};

export function paymentWorld(): PaymentWorld {
  const [store, asaas] = [new MemoryPayments(), new MemoryAsaas()];
  const [lines, asked]: [LoggedLine[], OrderRequest[]] = [[], []];
  const setAside: PaymentWorld["setAside"][number][] = [];
  const [counted, images] = [new Map<PaymentMetric, number>(), new Map<string, Uint8Array>()];
  const self: PaymentWorld = {
    ...{ store, asaas, lines, counted, images, asked, setAside },
    order: async () => confirmed,
    now: tuesdayEvening,
    configured: true,
    activeRegion: "us-east-1",
    record: () => store.records.get(`chg_${orderId}`)!,
    ports: {
      store,
      account: async () =>
        self.configured ? { asaas, defaultCpfCnpj: "11222333000181", split: self.split } : undefined,
      active: { current: async () => self.activeRegion },
      region: "us-east-1",
      activeTenants: async () => [clientId],
      media: { put: async (key, content) => void images.set(key, content) },
      async order(request) {
        asked.push(request);
        return self.order(request);
      },
      queue: { deadLetter: async (_, body, reason) => void setAside.push({ body, reason }) },
      clock: () => self.now,
      metrics: { count: (name, times = 1) => void counted.set(name, (counted.get(name) ?? 0) + times) },
      log: listeningLog(lines),
    },
  };
  return self;
}

export async function charged(): Promise<PaymentWorld> {
  const the = paymentWorld();
  await createCharge(the.ports, createRequest);
  return the;
}

export function paymentEvent(the: PaymentWorld, change: Partial<PaymentEvent> = {}): PaymentEvent {
  return {
    v: 1,
    ...{ clientId, orderId },
    eventId: "evt_1",
    event: "PAYMENT_RECEIVED",
    providerPaymentId: the.record().providerPaymentId ?? "pay_unseen",
    amountCentavos: 12_330,
    receivedAt: "2026-11-24T23:05:00.000Z",
    ...change,
  };
}

export function errorOf(result: PaymentResult) {
  if (!result.ok) return result.error;
  throw new Error(`Expected a failure, got ${JSON.stringify(result)}.`);
}
