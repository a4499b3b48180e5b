/** Where a store delivers: which area an address is in, by its CEP or by its distance from the store. */
import type { Location } from "../shared/order-api.ts";
import type { DeliveryArea, OrderConfig } from "../shared/tenant.ts";
import type { Fulfilment } from "./record.ts";

export interface DeliveryTerms {
  /** The area's name, where there are areas. */
  readonly area?: string;
  readonly feeCentavos: number;
  readonly etaMinutes: number;
  readonly minimumOrderCentavos: number;
}

export type Reach =
  | { readonly kind: "within"; readonly terms: DeliveryTerms }
  | { readonly kind: "outside" }
  /** Nobody can say yet. */
  | { readonly kind: "unknown"; readonly needs: "postalCode" | "location" };

/** What is known decides: a CEP the areas by CEP, a location those by distance. */
export function reach(
  { delivery }: OrderConfig,
  store: { readonly location?: Location },
  where: Pick<Fulfilment, "address" | "location"> | undefined,
): Reach {
  const { areas, ...base } = delivery;
  if (!areas) return { kind: "within", terms: base };
  const cep = where?.address?.postalCode?.replace(/\D/g, "");
  const meters =
    where?.location && store.location && !elsewhere(areas, cep)
      ? distanceMeters(store.location, where.location)
      : undefined;
  const decided = areas.filter(({ postalCodes }) => (postalCodes ? cep?.length === 8 : meters !== undefined));
  const area = decided.find((candidate) => covers(candidate, cep, meters));
  if (area) {
    const { name, feeCentavos, etaMinutes, minimumOrderCentavos = base.minimumOrderCentavos } = area;
    return { kind: "within", terms: { area: name, feeCentavos, etaMinutes, minimumOrderCentavos } };
  }
  if (decided.length) return { kind: "outside" };
  return { kind: "unknown", needs: areas.some(({ postalCodes }) => postalCodes) ? "postalCode" : "location" };
}

/** A CEP's first digit is its part of the country: one that no area has is not where a location beside it is. */
function elsewhere(areas: readonly DeliveryArea[], cep: string | undefined): boolean {
  const prefixes = areas.flatMap(({ postalCodes = [] }) => postalCodes);
  return cep?.length === 8 && prefixes.length > 0 && !prefixes.some((prefix) => prefix[0] === cep[0]);
}

function covers({ postalCodes, radiusKm = 0 }: DeliveryArea, cep = "", meters = Infinity): boolean {
  return postalCodes?.some((prefix) => cep.startsWith(prefix)) ?? meters <= radiusKm * 1000;
}

const earthMeters = 6_371_000;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** As the crow flies (haversine). */
export function distanceMeters(a: Location, b: Location): number {
  const halfway = (from: number, to: number) => Math.sin(radians(to - from) / 2) ** 2;
  const h =
    halfway(a.latitude, b.latitude) +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * halfway(a.longitude, b.longitude);
  return 2 * earthMeters * Math.asin(Math.min(1, Math.sqrt(h)));
}
