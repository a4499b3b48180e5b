/**
 * The tenant document: one restaurant, its stores and what each sells. Written as `tenants/<clientId>.yaml`,
 * read by the Pulumi program, stored in TenantConfigTable and OrderConfigTable, and read by every function.
 * Secrets are named, never held.
 */
import { createHash } from "node:crypto";
import * as z from "zod/mini";

const centavos = z.int().check(z.minimum(0));
const text = z.string().check(z.minLength(1));
const e164 = z.string().check(z.regex(/^\+\d{10,15}$/, "expected E.164, such as +5511999999999"));
const clientId = z
  .string()
  .check(z.regex(/^client_[a-z0-9_]{2,32}$/, "expected client_ and 2–32 of a-z, 0-9, _"));
const storeId = z
  .string()
  .check(z.regex(/^store_[a-z0-9_]{2,24}$/, "expected store_ and 2–24 of a-z, 0-9, _"));
/** "18:00-23:00" or, past midnight, "18:00-02:00"; America/Sao_Paulo. */
const hours = z
  .string()
  .check(z.regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/, 'expected "HH:MM-HH:MM"'));

export const MenuItem = z.strictObject({
  itemId: z.string().check(z.regex(/^[a-z0-9_]{2,40}$/, "expected 2–40 of a-z, 0-9, _")),
  name: text,
  description: z.optional(text),
  priceCentavos: centavos,
  available: z._default(z.boolean(), true),
  /** Other words that customers use for it: "refri", "coquinha". */
  aliases: z._default(z.array(text), []),
});
export type MenuItem = z.infer<typeof MenuItem>;

export const MenuCategory = z.strictObject({ name: text, items: z.array(MenuItem).check(z.minLength(1)) });
export type MenuCategory = z.infer<typeof MenuCategory>;

/** One row of OrderConfigTable: what a store sells and how it delivers. */
export const OrderConfig = z.strictObject({
  menu: z.array(MenuCategory).check(z.minLength(1)),
  delivery: z.strictObject({
    feeCentavos: centavos,
    etaMinutes: z.int().check(z.minimum(1)),
    minimumOrderCentavos: z._default(centavos, 0),
  }),
  pickup: z._default(z.boolean(), true),
  paymentMethods: z.array(z.enum(["PIX"])).check(z.minLength(1)),
  /** Minutes that an unpaid order is held before it expires. */
  holdMinutes: z._default(z.int().check(z.minimum(5)), 30),
});
export type OrderConfig = z.infer<typeof OrderConfig>;

const weekday = z._default(z.array(hours), []);
const Store = z.strictObject({
  storeId,
  name: text,
  active: z._default(z.boolean(), true),
  address: text,
  operatingHours: z.strictObject({
    monday: weekday,
    tuesday: weekday,
    wednesday: weekday,
    thursday: weekday,
    friday: weekday,
    saturday: weekday,
    sunday: weekday,
  }),
});

const tenantFields = {
  clientId,
  name: text,
  active: z._default(z.boolean(), true),
  /** pool: shares the inbox queue. silo: has its own, with its own maximum concurrency. */
  tier: z._default(z.enum(["pool", "silo"]), "pool"),
  twilioConfig: z.strictObject({
    accountSid: z.string().check(z.regex(/^AC[0-9a-f]{32}$/, "expected AC and 32 hexadecimal digits")),
    phoneNumber: e164,
  }),
  asaasConfig: z.strictObject({
    sandbox: z._default(z.boolean(), false),
    splitPayments: z._default(z.boolean(), false),
    walletId: z.optional(text),
    /**
     * CPF or CNPJ, digits only, that charges name while a customer has given none: usually the restaurant's own.
     * Asaas asks every payer for one; without this it is left out, and Asaas decides.
     */
    defaultCpfCnpj: z.optional(
      z.string().check(z.regex(/^(\d{11}|\d{14})$/, "expected 11 (CPF) or 14 (CNPJ) digits")),
    ),
  }),
  aiConfig: z.strictObject({
    /** Overrides the stack's model chain for this tenant; a Bedrock model or inference-profile id. */
    model: z.optional(text),
    temperature: z.optional(z.number().check(z.minimum(0), z.maximum(1))),
    systemPrompt: text,
  }),
  notificationConfig: z.strictObject({
    adminEmails: z._default(z.array(z.email()), []),
    adminPhones: z._default(z.array(e164), []),
  }),
  limits: z._default(
    z.strictObject({
      requestsPerSecond: z._default(z.int().check(z.minimum(1), z.maximum(1000)), 20),
      burst: z._default(z.int().check(z.minimum(1), z.maximum(2000)), 40),
    }),
    { requestsPerSecond: 20, burst: 40 },
  ),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
};

/** One row of TenantConfigTable. */
export const TenantConfig = z.strictObject({
  ...tenantFields,
  stores: z.array(Store).check(z.minLength(1)),
});
export type TenantConfig = z.infer<typeof TenantConfig>;
export type Store = z.infer<typeof Store>;

/** A file in `tenants/`: the tenant's row and, inside each store, the store's order configuration. */
export const TenantFile = z.strictObject({
  ...tenantFields,
  stores: z.array(z.extend(Store, { orderConfig: OrderConfig })).check(z.minLength(1)),
});
export type TenantFile = z.infer<typeof TenantFile>;

/** Logical name of a store's queue; every region has one queue of this name. */
export function storeQueueName(clientId: string, storeId: string): string {
  return `${clientId}_${storeId}.fifo`;
}

/**
 * The value of a tenant's usage-plan key. It meters and throttles, it authenticates nobody, so it needs no
 * secrecy: the program gives it to API Gateway and the authorizer names it, each from the clientId alone.
 */
export function usageKey(clientId: string): string {
  return createHash("sha256").update(`usage-plan:${clientId}`).digest("hex").slice(0, 40);
}
