/**
 * The tenant document: one restaurant, its stores and what each sells. Written as `tenants/<clientId>.yaml`,
 * read by the Pulumi program, stored in TenantConfigTable and OrderConfigTable, and read by every function.
 * Secrets are named, never held.
 */
import { createHash } from "node:crypto";
import * as z from "zod/mini";
import {
  HandoffConfig,
  modelId,
  modelParameters,
  PrivacyNotice,
  SurveyConfig,
  twilioContents,
  usageLimits,
} from "./conversation-config.ts";
import { WeeklyHours } from "./hours.ts";

export type * from "./order-config.ts";
export type { TenantFile } from "./tenant-file.ts";

const text = z.string().check(z.minLength(1));
const e164 = z.string().check(z.regex(/^\+\d{10,15}$/, "expected E.164, such as +5511999999999"));
const clientId = z
  .string()
  .check(z.regex(/^client_[a-z0-9_]{2,32}$/, "expected client_ and 2–32 of a-z, 0-9, _"))
  // A queue's name is both ids: where one ends must be told.
  .check(z.regex(/^(?!.*_store(_|$))/, "expected no _store in it: that is where a store's id begins"));
const storeId = z
  .string()
  .check(z.regex(/^store_[a-z0-9_]{2,24}$/, "expected store_ and 2–24 of a-z, 0-9, _"));
export const Store = z.strictObject({
  storeId,
  name: text,
  active: z._default(z.boolean(), true),
  address: text,
  /** Where it stands; delivery areas by radius are measured from here. */
  location: z.optional(
    z.strictObject({
      latitude: z.number().check(z.minimum(-90), z.maximum(90)),
      longitude: z.number().check(z.minimum(-180), z.maximum(180)),
    }),
  ),
  operatingHours: WeeklyHours,
  /** Days, such as "2026-12-25", on which it does not open: what would begin on that day does not. */
  closedOn: z.optional(z.array(z.iso.date())),
  /** Of the store's order configuration; written by the program, so that what was said of an older menu is not repeated. */
  menuVersion: z.optional(text),
});

export const tenantFields = {
  clientId,
  name: text,
  /** Whether it is served at all: false is as good as no such tenant. */
  active: z._default(z.boolean(), true),
  /** Its customers are told that it takes no orders for now; what was ordered before goes on. */
  suspended: z.optional(z.boolean()),
  /** pool: shares the inbox queue. silo: has its own, with its own maximum concurrency. */
  tier: z._default(z.enum(["pool", "silo"]), "pool"),
  twilioConfig: z.strictObject({
    accountSid: z.string().check(z.regex(/^AC[0-9a-f]{32}$/, "expected AC and 32 hexadecimal digits")),
    phoneNumber: e164,
    ...twilioContents,
  }),
  asaasConfig: z
    .strictObject({
      sandbox: z._default(z.boolean(), false),
      /** Whether a part of each charge goes to `walletId`: either `splitPercent` of it or `splitFixedCentavos`. */
      splitPayments: z._default(z.boolean(), false),
      /** Asaas's id of the wallet that gets the part; never the account's own. */
      walletId: z.optional(text),
      /** Of what is left after Asaas's fee. */
      splitPercent: z.optional(z.number().check(z.positive(), z.maximum(100))),
      splitFixedCentavos: z.optional(z.int().check(z.minimum(1))),
      /**
       * CPF or CNPJ, digits only, that charges name while a customer has given none: usually the restaurant's own.
       * Asaas asks every payer for one; without this it is left out, and Asaas decides.
       */
      defaultCpfCnpj: z.optional(
        z.string().check(z.regex(/^(\d{11}|\d{14})$/, "expected 11 (CPF) or 14 (CNPJ) digits")),
      ),
    })
    .check(
      z.refine(
        (asaas) =>
          !asaas.splitPayments ||
          (asaas.walletId !== undefined &&
            (asaas.splitPercent === undefined) !== (asaas.splitFixedCentavos === undefined)),
        "splitPayments needs a walletId, and either splitPercent or splitFixedCentavos",
      ),
    ),
  aiConfig: z.strictObject({
    /** Overrides the stack's model chain for this tenant; a Bedrock model or inference-profile id. */
    model: z.optional(modelId),
    temperature: z.optional(z.number().check(z.minimum(0), z.maximum(1))),
    ...modelParameters,
    systemPrompt: text,
  }),
  /** @default customers are told none */
  privacyNotice: z.optional(PrivacyNotice),
  handoff: z.optional(HandoffConfig),
  survey: z.optional(SurveyConfig),
  notificationConfig: z.strictObject({
    adminEmails: z._default(z.array(z.email()), []),
    adminPhones: z._default(z.array(e164), []),
  }),
  limits: z._default(
    z.strictObject({
      /** What the tenant was sold: docs/decisions/tenant-limits.md says what holds it to that. */
      requestsPerSecond: z._default(z.int().check(z.minimum(1), z.maximum(1000)), 20),
      burst: z._default(z.int().check(z.minimum(1), z.maximum(2000)), 40),
      /** Of tier silo: how many batches of its inbox queue are answered at the same time. */
      maxConcurrency: z.optional(z.int().check(z.minimum(2), z.maximum(1000))),
      ...usageLimits,
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

/** Logical name of a store's queue; every region has one queue of this name. */
export function storeQueueName(clientId: string, storeId: string): string {
  return `${clientId}_${storeId}.fifo`;
}

/**
 * Name of the queue on which a tenant's messages wait to be answered: tier silo has one of its own in every region.
 * @param shared the queue that tier pool shares: "chatbot-inbox.fifo"
 */
export function inboxQueueName(
  shared: string,
  { clientId, tier }: Pick<TenantConfig, "clientId" | "tier">,
): string {
  return tier === "silo" ? shared.replace(/\.fifo$/, `-${clientId}.fifo`) : shared;
}

/**
 * The value of a tenant's usage-plan key. It meters and throttles, it authenticates nobody, so it needs no
 * secrecy: the program gives it to API Gateway and the authorizer names it, each from the clientId alone.
 */
export function usageKey(clientId: string): string {
  return createHash("sha256").update(`usage-plan:${clientId}`).digest("hex").slice(0, 40);
}
