/** A code is one coupon in all of a restaurant's stores: where several have it, they must mean the same one. */
import type { TenantFile } from "../../handlers/shared/tenant.ts";
import type { Finding } from "./problem.ts";

type Coupon = NonNullable<TenantFile["stores"][number]["orderConfig"]["coupons"]>[number];

const shared: readonly {
  readonly path: readonly string[];
  readonly of: (coupon: Coupon) => string | number | undefined;
}[] = [
  { path: ["discount", "kind"], of: ({ discount }) => discount.kind },
  { path: ["limitTotal"], of: ({ limitTotal }) => limitTotal },
  { path: ["limitPerCustomer"], of: ({ limitPerCustomer }) => limitPerCustomer },
];

/** Told at every store but the first that has the code. */
export function couponFindings({ stores }: TenantFile): Finding[] {
  const first = new Map<string, { readonly storeId: string; readonly coupon: Coupon }>();
  return stores.flatMap(({ storeId, orderConfig }, at) =>
    (orderConfig.coupons ?? []).flatMap((coupon, index) => {
      const { code } = coupon;
      const known = first.get(code);
      if (!known) first.set(code, { storeId, coupon });
      return shared.flatMap(({ path, of }) =>
        !known || of(known.coupon) === of(coupon)
          ? []
          : [
              {
                path: ["stores", at, "orderConfig", "coupons", index, ...path],
                message:
                  `${code} is one coupon in all stores: ${path.join(".")} is ${of(known.coupon) ?? "not set"} at ` +
                  `${known.storeId} and ${of(coupon) ?? "not set"} at ${storeId}; make them the same, or choose another code`,
              },
            ],
      );
    }),
  );
}
