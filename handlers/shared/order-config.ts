/**
 * What a store sells and how it delivers: one row of OrderConfigTable, the `orderConfig` of a store in `tenants/*.yaml`.
 * What the single fields cannot say of each other is checked in order-config-checks.ts.
 */
import * as z from "zod/mini";
import { WeeklyHours } from "./hours.ts";
import { checkOrderConfig } from "./order-config-checks.ts";
import { PaymentMethod } from "./payment-method.ts";

export * from "./payment-method.ts";

const centavos = z.int().check(z.minimum(0));
const text = z.string().check(z.minLength(1));
const slug = z.string().check(z.regex(/^[a-z0-9_]{2,40}$/, "expected 2–40 of a-z, 0-9, _"));
const instant = z.iso.datetime({ offset: true });

export const Choice = z.strictObject({
  choiceId: slug,
  name: text,
  /** Added to the item's price; negative for a smaller size. */
  priceCentavos: z._default(z.int(), 0),
  available: z._default(z.boolean(), true),
  /** Other words that customers use for it. */
  aliases: z._default(z.array(text), []),
});
export type Choice = z.infer<typeof Choice>;

/** What a customer chooses for an item: a size, a crust, the flavours of a half-and-half pizza. */
export const OptionGroup = z.strictObject({
  groupId: slug,
  name: text,
  /** How many choices at least (0: it may be left out) and at most. */
  min: z._default(z.int().check(z.minimum(0)), 0),
  max: z._default(z.int().check(z.minimum(1)), 1),
  /** How the chosen choices' prices make the group's: their sum, the highest one, or their average. */
  price: z._default(z.enum(["sum", "highest", "average"]), "sum"),
  choices: z.optional(z.array(Choice).check(z.minLength(1))),
  /** Instead of `choices`: items of the menu, each at its own price and while it is itself available. */
  itemIds: z.optional(z.array(slug).check(z.minLength(1))),
});
export type OptionGroup = z.infer<typeof OptionGroup>;

export const MenuItem = z.strictObject({
  itemId: slug,
  name: text,
  description: z.optional(text),
  /** Before options. */
  priceCentavos: centavos,
  available: z._default(z.boolean(), true),
  /** When it is served. @default whenever the store is open */
  hours: z.optional(WeeklyHours),
  /** Other words that customers use for it: "refri", "coquinha". */
  aliases: z._default(z.array(text), []),
  /** The option groups that a customer chooses from, in this order. */
  options: z.optional(z.array(slug)),
});
export type MenuItem = z.infer<typeof MenuItem>;

export const MenuCategory = z.strictObject({
  name: text,
  /** When its items are served. @default whenever the store is open */
  hours: z.optional(WeeklyHours),
  items: z.array(MenuItem).check(z.minLength(1)),
});
export type MenuCategory = z.infer<typeof MenuCategory>;

/** Where a store delivers, and for how much. Named by CEPs or by a distance, one of them. */
export const DeliveryArea = z.strictObject({
  name: text,
  /** The first digits of the CEPs that belong to it: "05422", "0541". */
  postalCodes: z.optional(
    z
      .array(z.string().check(z.regex(/^\d{2,8}$/, "expected the first 2–8 digits of a CEP")))
      .check(z.minLength(1)),
  ),
  /** Distance from the store's `location`. */
  radiusKm: z.optional(z.number().check(z.positive(), z.maximum(100))),
  feeCentavos: centavos,
  etaMinutes: z.int().check(z.minimum(1)),
  /** @default the delivery's own */
  minimumOrderCentavos: z.optional(centavos),
});
export type DeliveryArea = z.infer<typeof DeliveryArea>;

export const Coupon = z.strictObject({
  /** As customers write it, in any case. */
  code: z.string().check(z.regex(/^[A-Z0-9]{3,20}$/, "expected 3–20 of A-Z, 0-9")),
  active: z._default(z.boolean(), true),
  discount: z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("percent"),
      /** Of the items, rounded down to a centavo. */
      percent: z.int().check(z.minimum(1), z.maximum(90)),
      maximumCentavos: z.optional(z.int().check(z.minimum(1))),
    }),
    z.strictObject({ kind: z.literal("fixed"), amountCentavos: z.int().check(z.minimum(1)) }),
    z.strictObject({ kind: z.literal("free_delivery") }),
  ]),
  /** Of the items, without the delivery fee. */
  minimumOrderCentavos: z._default(centavos, 0),
  from: z.optional(instant),
  until: z.optional(instant),
  /**
   * Orders in all, and orders of one customer, in all stores that have this code; cancelled, rejected and expired ones do
   * not count.
   */
  limitTotal: z.optional(z.int().check(z.minimum(1))),
  limitPerCustomer: z.optional(z.int().check(z.minimum(1))),
});
export type Coupon = z.infer<typeof Coupon>;

export const OrderConfig = z
  .strictObject({
    menu: z.array(MenuCategory).check(z.minLength(1)),
    optionGroups: z.optional(z.array(OptionGroup)),
    delivery: z.strictObject({
      /** For every address while there are no areas. */
      feeCentavos: centavos,
      etaMinutes: z.int().check(z.minimum(1)),
      minimumOrderCentavos: z._default(centavos, 0),
      /** The first one that an address is in counts; what is in none is not delivered to. */
      areas: z.optional(z.array(DeliveryArea).check(z.minLength(1))),
    }),
    pickup: z._default(z.boolean(), true),
    paymentMethods: z.array(PaymentMethod).check(z.minLength(1)),
    /** Minutes that an unpaid order is held before it expires. */
    holdMinutes: z._default(z.int().check(z.minimum(5)), 30),
    /** The same for a boleto, which a bank takes days to pass on. */
    boletoHoldMinutes: z._default(z.int().check(z.minimum(60)), 3 * 24 * 60),
    /** Orders for later. @default the store takes none */
    scheduling: z.optional(
      z.strictObject({
        /** The earliest, from now. */
        minimumMinutes: z._default(z.int().check(z.minimum(15)), 60),
        maximumDays: z._default(z.int().check(z.minimum(1), z.maximum(60)), 7),
        /** How long before its time the kitchen gets the order. */
        releaseMinutes: z._default(z.int().check(z.minimum(10)), 60),
      }),
    ),
    coupons: z.optional(z.array(Coupon)),
  })
  .check(({ value, issues }) => {
    for (const { path, input, message } of checkOrderConfig(value))
      issues.push({ code: "custom", path: [...path], input, message });
  });
export type OrderConfig = z.infer<typeof OrderConfig>;
