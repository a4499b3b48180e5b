/** An address as people write it: "Rua das Flores, 123, Centro, 01310-100", with or without the commas. */
import type { Address } from "../../shared/order-api.ts";

const postalCode = /\b(\d{5})-?(\d{3})\b/;
const kinds =
  "rua|r\\.|avenida|av\\.?|alameda|al\\.|travessa|tv\\.|praça|praca|rodovia|rod\\.|estrada|largo|ladeira|viela|beco";
/** What people write before it: "entrega na", "moro no". */
const before = new RegExp(
  `^\\D*?(?<![\\p{L}\\d])(?=(?:${kinds})\\s)|^(?:\\p{L}+\\s+)?(?:na|no|em|para|pra)\\s+(?:[ao]\\s+)?`,
  "iu",
);
/** "Rua 7 de Setembro": no number of a house is a day. */
const ofMonth = "\\s+de\\s+(?:\\p{L}{4,6}ro|mar[çc]o|abril|maio|ju[nl]ho|agosto)";
const day = `\\d{1,2}[ºª°o]?${ofMonth}`;
/** "Rua 12", when a house's number follows. */
const numbered = `(?:${kinds})\\s+(?:\\p{L}{1,2}[- ]?)?\\d+`;
/** A street's name, which begins with a letter, and a house number; "s/n" when there is none. */
const streetAndNumber = new RegExp(
  `^(${numbered}|\\p{L}[^,\\d]*?(?:${day}[^,\\d]*?)?)[\\s,]+(?:n(?:[ºo°.]|[uú]m(?:ero|\\.)?)*\\s*)?(\\d{1,5}[a-z]?(?![ºª°]?${ofMonth})|s\\/?n)(?![\\p{L}\\d])(.*)$`,
  "iu",
);

export function postalCodeIn(text: string): string | undefined {
  const found = postalCode.exec(text);
  return found ? `${found[1]}-${found[2]}` : undefined;
}

/** undefined without a street and a number. */
export function addressIn(text: string): Address | undefined {
  const cep = postalCodeIn(text);
  const rest = text
    .replace(postalCode, "")
    .replace(/\bcep\b:?/i, "")
    .replace(/\s+/g, " ")
    .trim()
    .replace(before, "");
  const [, street, number, after = ""] = streetAndNumber.exec(rest) ?? [];
  if (!street || !number) return undefined;
  const [district, ...more] = after
    .split(/[,;–-]/)
    .map((part) => part.trim())
    .filter(Boolean);
  return {
    street: street.trim(),
    number,
    ...(district && { district }),
    ...(more.length > 0 && { complement: more.join(", ") }),
    ...(cep && { postalCode: cep }),
  };
}
