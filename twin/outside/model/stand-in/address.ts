/** Reads a Brazilian address out of a message: "Rua das Flores, 123, apto 4, Centro, 01310-100". */
import type { Address } from "../../../../handlers/shared/order-api.ts";

const street =
  /\b((?:rua|r\.|avenida|av\.?|alameda|al\.|travessa|praça|praca|rodovia|estrada|largo)\s+[^,\d\n]+?)\s*,?\s*(?:n[º°o.]*\s*)?(\d+[a-zA-Z]?)\b/iu;
const postalCode = /(?<![\d.-])(\d{2})\.?(\d{3})[-. ]?(\d{3})(?![\d-])/;
const complement = /\b(?:apto|apartamento|ap\.?|bloco|casa|sala|conjunto)\s*[\w-]+/iu;

/** undefined when there is no street with a number. */
export function addressIn(text: string): Address | undefined {
  const found = street.exec(text);
  if (!found?.[1] || !found[2]) return undefined;
  const rest = text.slice(found.index + found[0].length);
  const cep = postalCodeIn(rest);
  const extra = complement.exec(rest)?.[0];
  const district = rest
    .replace(postalCode, "")
    .replace(extra ?? "\u0000", "")
    .replace(/\bcep\b:?/giu, "")
    .split(/[,;\n.–—-]/)
    .map((part) => part.replace(/^\s*(?:bairro|no|na|em)\s+/iu, "").trim())
    .find((part) => /\p{L}{3}/u.test(part));
  return {
    street: found[1].trim(),
    number: found[2],
    ...(district && { district }),
    ...(extra && { complement: extra }),
    ...(cep && { postalCode: cep }),
  };
}

/** "01310-100", with or without the dash. */
export function postalCodeIn(text: string): string | undefined {
  const [, region, sector, suffix] = postalCode.exec(text) ?? [];
  return region && `${region}${sector}-${suffix}`;
}

/** What is left to understand: a house's number is no quantity. */
export function withoutAddress(text: string): string {
  return text.replace(street, " ").replace(postalCode, " ");
}
