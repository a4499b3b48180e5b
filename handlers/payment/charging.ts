/**
 * Making a charge. The record comes first, then Asaas is searched for the order's reference, and only then is a charge
 * made: whatever is cut off in between, the same request finds what is already there.
 */
import type { AsaasCharge, AsaasCustomer, AsaasError, AsaasResult } from "../adapters/asaas.ts";
import { mediaFolderOf } from "../shared/identity.ts";
import type { ChargeMethod, PaymentErrorCode, PaymentRequest, PaymentResult } from "../shared/payment-api.ts";
import { hasMoney } from "./meaning.ts";
import type { Account, Ports } from "./ports.ts";
import { type PaymentRecord, paymentIdOf } from "./record.ts";

export type CreateCharge = Extract<PaymentRequest, { action: "create_charge" }>;
/** The longest that making a charge takes; whoever is at it longer was cut off. */
export const chargingMs = 15_000;

type Failure = Extract<PaymentResult, { ok: false }>;

export async function createCharge(ports: Ports, request: CreateCharge): Promise<PaymentResult> {
  const { clientId, orderId, amountCentavos } = request;
  const method = methodOf(request);
  // A bank registers a boleto in the payer's name.
  if (method === "BOLETO" && !request.customer.cpfCnpj)
    return failure("document_required", `A boleto for ${orderId} needs the payer's own CPF or CNPJ.`);
  const known = await ports.store.find(clientId, paymentIdOf(orderId));
  if (known?.paidAt) return failure("already_paid", `The charge of ${orderId} is paid already.`);
  const now = ports.clock();
  if (known?.status === "pending" && known.amountCentavos === amountCentavos && known.method === method) {
    const held = await holdUntil(ports, known, request.expiresAt, now);
    return held ? made(held) : underWay(orderId);
  }
  if (known?.busyUntil && known.busyUntil > now.toISOString()) return underWay(orderId);
  const account = await ports.account(clientId);
  if (!account) return notConfigured(clientId);
  const record = await ports.store.put(asked(known, request, now));
  if (!record) return underWay(orderId);

  const charge = await chargeAtAsaas(account, request);
  if (!charge.ok) return failed(ports, record, charge);
  const code = method === "PIX" ? await account.asaas.pixQrCode(charge.value.id) : undefined;
  if (code && !code.ok) return failed(ports, record, asFailure(code.error));
  const stored = await ports.store.put({
    ...record,
    status: "pending",
    busyUntil: undefined,
    providerPaymentId: charge.value.id,
    invoiceUrl: charge.value.invoiceUrl,
    pixCode: code?.value.code,
    pixQrKey: code && (await keepImage(ports, record, code.value.png)),
    updatedAt: ports.clock().toISOString(),
  });
  if (!stored) return failure("no_answer", `The charge of ${orderId} changed while it was made.`);
  ports.metrics.count("PaymentRequested");
  ports.log.info(`Made a charge by ${method}.`, { orderId, paymentId: stored.paymentId, amountCentavos });
  return made(stored);
}

/** The order may wait longer for a charge than when it was made. Undefined when somebody wrote meanwhile. */
async function holdUntil(
  { store }: Ports,
  record: PaymentRecord,
  expiresAt: string,
  now: Date,
): Promise<PaymentRecord | undefined> {
  if (record.expiresAt === expiresAt) return record;
  return store.put({ ...record, expiresAt, updatedAt: now.toISOString() });
}

function asked(known: PaymentRecord | undefined, request: CreateCharge, now: Date): PaymentRecord {
  const at = now.toISOString();
  const { clientId, storeId, orderId, conversationId, amountCentavos, expiresAt } = request;
  return {
    paymentId: paymentIdOf(orderId),
    ...{ clientId, storeId, orderId, conversationId, amountCentavos, expiresAt },
    method: methodOf(request),
    refundedCentavos: 0,
    refunds: [],
    untold: [],
    status: "creating",
    busyUntil: new Date(now.getTime() + chargingMs).toISOString(),
    revision: known?.revision ?? 0,
    events: known?.events ?? [],
    createdAt: known?.createdAt ?? at,
    updatedAt: at,
  };
}

type Charged = { readonly ok: true; readonly value: AsaasCharge } | Failure;

async function chargeAtAsaas(account: Account, request: CreateCharge): Promise<Charged> {
  const { asaas } = account;
  const { orderId, amountCentavos } = request;
  const method = methodOf(request);
  const wanted = (charge: AsaasCharge) =>
    charge.amountCentavos === amountCentavos && (charge.billingType ?? method) === method;
  const existing = await asaas.findCharges(orderId);
  if (!existing.ok) return asFailure(existing.error);
  if (existing.value.some(hasMoney)) return failure("already_paid", `Asaas has a paid charge of ${orderId}.`);
  const same = existing.value.find(wanted);
  for (const other of existing.value) {
    if (other === same) continue;
    // The basket or the way to pay changed: nobody may pay the old charge.
    const gone = await asaas.deleteCharge(other.id);
    if (!gone.ok) return asFailure(gone.error);
  }
  if (same) return { ok: true, value: same };

  const customer = await payer(account, request);
  if (!customer.ok) return asFailure(customer.error);
  const created = await asaas.createCharge({
    method,
    customer: customer.value,
    amountCentavos,
    dueDate: saoPauloDate(request.expiresAt),
    description: request.description.slice(0, 500),
    externalReference: orderId,
    split: account.split,
  });
  if (created.ok) return created;
  if (created.error.kind !== "unknown") return asFailure(created.error);
  // A time-out is no failure: the charge may be there all the same.
  const again = await asaas.findCharges(orderId);
  const found = again.ok && again.value.find(wanted);
  return found ? { ok: true, value: found } : asFailure(created.error);
}

async function payer(
  { asaas, defaultCpfCnpj }: Account,
  request: CreateCharge,
): Promise<AsaasResult<string>> {
  const { customerId, name, phone, cpfCnpj } = request.customer;
  const known = await asaas.findCustomer(customerId);
  if (!known.ok) return known;
  if (known.value) return withDocument(asaas, known.value, cpfCnpj);
  return asaas.createCustomer({
    name: name.trim() || "Cliente do WhatsApp",
    cpfCnpj: cpfCnpj ?? defaultCpfCnpj,
    // Asaas takes Brazilian numbers without the country's code.
    mobilePhone: phone.startsWith("+55") ? phone.slice(3) : undefined,
    externalReference: customerId,
  });
}

/** The tenant's document stood in until the customer gave their own. */
async function withDocument(
  asaas: Account["asaas"],
  customer: AsaasCustomer,
  cpfCnpj: string | undefined,
): Promise<AsaasResult<string>> {
  if (!cpfCnpj || customer.cpfCnpj === cpfCnpj) return { ok: true, value: customer.id };
  const set = await asaas.setDocument(customer.id, cpfCnpj);
  return set.ok ? { ok: true, value: customer.id } : set;
}

function methodOf({ method }: CreateCharge): ChargeMethod {
  return method ?? "PIX";
}

/** The copy-and-paste code is enough to pay: without its picture the charge still stands. */
async function keepImage(
  ports: Ports,
  record: PaymentRecord,
  png: Uint8Array<ArrayBuffer>,
): Promise<string | undefined> {
  // Where the customer's media are, to be erased with them.
  const key = `${mediaFolderOf(record.clientId, record.conversationId)}${record.paymentId}.png`;
  try {
    await ports.media.put(key, png, "image/png");
    return key;
  } catch (error) {
    ports.log.warn("The QR code's picture was not kept; the customer gets the code only.", { key, error });
    return undefined;
  }
}

/** The day on which it is due, where the restaurant is. */
function saoPauloDate(instant: string): string {
  return new Date(instant).toLocaleDateString("en-CA", { timeZone: "America/Sao_Paulo" });
}

function made({ paymentId, providerPaymentId, pixCode, pixQrKey, invoiceUrl }: PaymentRecord): PaymentResult {
  return { ok: true, paymentId, providerPaymentId, pixCode, pixQrKey, invoiceUrl };
}

/** Lets the next try begin at once. */
async function failed(ports: Ports, record: PaymentRecord, result: Failure): Promise<Failure> {
  ports.metrics.count("PaymentFailed");
  ports.log.error("A charge was not made.", { orderId: record.orderId, error: result.error });
  await ports.store.put({ ...record, busyUntil: undefined });
  return result;
}

function underWay(orderId: string): Failure {
  return failure("no_answer", `The charge of ${orderId} is being made at this moment.`);
}

export function failure(code: PaymentErrorCode, message: string): Failure {
  return { ok: false, error: { code, message } };
}

export function notConfigured(clientId: string): Failure {
  return failure("not_configured", `${clientId} has no key in the Asaas secret: add one under its clientId.`);
}

export function asFailure(error: AsaasError): Failure {
  const code: Record<AsaasError["kind"], PaymentErrorCode> = {
    refused: "refused",
    unauthorized: "not_configured",
    throttled: "no_answer",
    unknown: "no_answer",
  };
  return failure(code[error.kind], error.message);
}
