/** What OrderService shows: baskets, orders and menus, priced and in words that can be said to the customer. */
import type { Centavos } from "./money.ts";
import type { Address, Location } from "./order-api.ts";
import type { PaymentMethod } from "./order-config.ts";
import type { OrderStatus } from "./order-states.ts";

export interface CartLine {
  /** The same for the same item with the same options and notes. */
  readonly lineId?: string;
  readonly itemId: string;
  readonly name: string;
  readonly quantity: number;
  readonly options?: readonly {
    readonly groupId: string;
    readonly name: string;
    readonly choices: readonly { readonly choiceId: string; readonly name: string }[];
  }[];
  /** With options. */
  readonly unitPriceCentavos: Centavos;
  readonly totalCentavos: Centavos;
  readonly notes?: string;
}

/** A basket or an order, priced; what the model is shown. */
export interface OrderView {
  readonly orderId?: string;
  readonly status: OrderStatus;
  readonly items: readonly CartLine[];
  readonly subtotalCentavos: Centavos;
  readonly deliveryFeeCentavos: Centavos;
  readonly discountCentavos?: Centavos;
  /** `problem`: why it takes nothing off, as a sentence. */
  readonly coupon?: { readonly code: string; readonly problem?: string };
  readonly totalCentavos: Centavos;
  /** Names exactly what is shown here; place_order takes it as the customer's confirmation. */
  readonly quoteId?: string;
  /** "R$ 123,45": the model repeats it, it never computes it. */
  readonly total: string;
  readonly fulfilment?: {
    readonly mode: "delivery" | "pickup";
    readonly address?: Address;
    readonly location?: Location;
  };
  /** Name of the delivery area that the address is in. */
  readonly area?: string;
  /** ISO time; absent: as soon as possible. */
  readonly scheduledFor?: string;
  readonly paymentMethod?: PaymentMethod;
  readonly etaMinutes?: number;
  /**
   * What is still missing before the order can be placed. postalCode, location: without it nobody knows whether the
   * store delivers there; area: it does not.
   */
  readonly missing: readonly (
    | "items"
    | "fulfilment"
    | "address"
    | "postalCode"
    | "location"
    | "area"
    | "minimum"
  )[];
  /** After `reorder`: names of what the menu no longer has. */
  readonly skipped?: readonly string[];
}

/** An order of before, as "o de sempre" offers it. */
export interface PastOrder {
  readonly orderId: string;
  readonly placedAt: string;
  readonly status: OrderStatus;
  readonly items: readonly (CartLine & { readonly available: boolean })[];
  readonly total: string;
}

/** As the customer's own data show it. */
export interface CustomersOrder {
  readonly orderId: string;
  readonly placedAt: string;
  readonly status: OrderStatus;
  readonly total: string;
}

export interface MenuView {
  readonly storeId: string;
  readonly storeName: string;
  readonly open: boolean;
  readonly categories: readonly {
    readonly name: string;
    readonly items: readonly {
      readonly itemId: string;
      readonly name: string;
      readonly description?: string;
      /** "R$ 54,90", or "a partir de R$ 49,90" when it depends on what is chosen. */
      readonly price: string;
      /** At this moment. */
      readonly available: boolean;
      readonly aliases: readonly string[];
      /** Ids of the groups that are chosen from. */
      readonly options?: readonly string[];
    }[];
  }[];
  readonly optionGroups?: readonly {
    readonly groupId: string;
    readonly name: string;
    readonly min: number;
    readonly max: number;
    readonly pricing: "sum" | "highest" | "average";
    readonly choices: readonly {
      readonly choiceId: string;
      readonly name: string;
      /** "R$ 54,90"; absent when it costs nothing more. */
      readonly price?: string;
      readonly available: boolean;
      readonly aliases?: readonly string[];
    }[];
  }[];
  /** Absent: every address, at the one fee below. */
  readonly deliveryAreas?: readonly {
    readonly name: string;
    readonly fee: string;
    readonly minutes: number;
  }[];
  readonly scheduling?: { readonly minimumMinutes: number; readonly maximumDays: number };
  readonly deliveryFee: string;
  readonly minimumOrder: string;
  readonly pickup: boolean;
  readonly paymentMethods: readonly string[];
}
