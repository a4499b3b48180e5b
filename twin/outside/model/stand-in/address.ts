/** Reads a Brazilian address out of a message: "Rua das Flores, 123, apto 4, Centro, 01310-100". */
import type { Address } from "../../../../handlers/shared/order-api.ts";

/** "7 de Setembro", "1º de Maio": streets are called so. */
const day = String.raw`\d{1,2}[ºª°o]?\s+de\s+(?:janeiro|fevereiro|mar[çc]o|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro)`;
const number = String.raw`\s*,?\s*(?:n[º°o.]*\s*|n[uú]mero\s+)?(?!${day})(\d+[a-zA-Z]?)\b`;
/** "Rua 12, 45" is house 45. */
const numbered = String.raw`\d+(?=\s*,\s*\d|\s+n)`;
const street = new RegExp(
  String.raw`\b((?:rua|r\.|avenida|av\.?|alameda|al\.|travessa|praça|praca|rodovia|estrada|largo)\s+(?:${numbered}|(?:[^,\d\n]+?\s+)?${day}(?:\s+[^,\d\n]+?)?|[^,\d\n]+?))${number}`,
  "iu",
);
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
