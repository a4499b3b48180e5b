/** What must hold within one tenant's file beyond its schema. */
import { isDocument } from "../../handlers/shared/documents.ts";
import { weekdays } from "../../handlers/shared/hours.ts";
import { lowestOf } from "../../handlers/shared/order-config-checks.ts";
import type { OrderConfig, TenantFile } from "../../handlers/shared/tenant.ts";
import { couponFindings } from "./coupons.ts";
import type { Finding } from "./problem.ts";

/** R$ 10.000,00: nothing on a menu costs that. */
const implausibleCentavos = 1_000_000;
/** No area of Brazil has 00: what `tenant new` writes until somebody knows the number. */
const placeholderPhone = /^\+5500/;
const placeholderAccount = /^ACf{32}$/;

type File = TenantFile;
type Store = File["stores"][number];

export function tenantFindings(tenant: File): Finding[] {
  return [
    ...placeholderFindings(tenant),
    ...documentFindings(tenant),
    ...repeated(tenant.stores, "storeId", (id) => `two stores are called ${id}`).map(
      ({ index, message }) => ({
        path: ["stores", index, "storeId"],
        message,
      }),
    ),
    ...couponFindings(tenant),
    ...tenant.stores.flatMap((store, index) =>
      storeFindings(store).map(({ path, message }) => ({ path: ["stores", index, ...path], message })),
    ),
  ];
}

function placeholderFindings({ active, twilioConfig: { phoneNumber, accountSid } }: File): Finding[] {
  if (!active) return [];
  const findings: Finding[] = [];
  if (placeholderPhone.test(phoneNumber))
    findings.push({
      path: ["twilioConfig", "phoneNumber"],
      message: `${phoneNumber} stands for a number that is not known yet: an active tenant needs its own`,
    });
  if (placeholderAccount.test(accountSid))
    findings.push({
      path: ["twilioConfig", "accountSid"],
      message: "stands for an account that is not known yet: an active tenant needs its own",
    });
  return findings;
}

function documentFindings({ asaasConfig: { defaultCpfCnpj } }: File): Finding[] {
  if (defaultCpfCnpj === undefined || isDocument(defaultCpfCnpj)) return [];
  return [
    {
      path: ["asaasConfig", "defaultCpfCnpj"],
      message: `${defaultCpfCnpj} is no CPF or CNPJ: its check digits do not fit`,
    },
  ];
}

function storeFindings({ operatingHours, address, orderConfig }: Store): Finding[] {
  const findings = orderConfigFindings(orderConfig).map(({ path, message }) => ({
    path: ["orderConfig", ...path],
    message,
  }));
  if (weekdays.every((day) => operatingHours[day].length === 0))
    findings.push({ path: ["operatingHours"], message: "the store is never open" });
  const postalCode = /\b\d{5}-?\d{3}\b/.exec(address)?.[0];
  if (postalCode && !isPossible(postalCode))
    findings.push({ path: ["address"], message: `${postalCode} is no CEP: none is below 01000-000` });
  return findings;
}

function orderConfigFindings(config: OrderConfig): Finding[] {
  const items = config.menu.flatMap(({ items }, at) =>
    items.map((item, index) => ({ ...item, path: ["menu", at, "items", index] as const })),
  );
  return [
    ...repeated(items, "itemId", (id) => `two items of the menu are called ${id}`).map(
      ({ index, message }) => ({
        path: [...items[index]!.path, "itemId"],
        message,
      }),
    ),
    ...items.flatMap(({ path, itemId, priceCentavos, options = [] }) => {
      const groups = (config.optionGroups ?? []).filter(({ groupId }) => options.includes(groupId));
      const lowest = priceCentavos + groups.reduce((sum, group) => sum + lowestOf(config, group), 0);
      const place = [...path, "priceCentavos"];
      if (lowest === 0) return [{ path: place, message: `${itemId} can be had for nothing` }];
      if (priceCentavos >= implausibleCentavos)
        return [{ path: place, message: tooDear(itemId, priceCentavos) }];
      return [];
    }),
    ...(config.delivery.areas ?? []).flatMap(({ postalCodes = [] }, at) =>
      postalCodes.flatMap((prefix, index) =>
        isPossible(prefix)
          ? []
          : [
              {
                path: ["delivery", "areas", at, "postalCodes", index],
                message: `${prefix} begins no CEP: none is below 01000-000`,
              },
            ],
      ),
    ),
  ];
}

function tooDear(itemId: string, centavos: number): string {
  return `${itemId} would cost R$ ${(centavos / 100).toFixed(2).replace(".", ",")}: were ${Math.round(centavos / 100)} centavos meant?`;
}

/** Whole, or its first digits. */
function isPossible(postalCode: string): boolean {
  return !postalCode.startsWith("00");
}

function repeated<K extends string>(
  list: readonly Readonly<Record<K, string>>[],
  key: K,
  sentence: (id: string) => string,
): { readonly index: number; readonly message: string }[] {
  return list.flatMap((entry, index) =>
    list.findIndex((other) => other[key] === entry[key]) === index
      ? []
      : [{ index, message: sentence(entry[key]) }],
  );
}
