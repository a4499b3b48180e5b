/** An address as people write it: "Rua das Flores, 123, Centro, 01310-100", with or without the commas. */
import type { Address } from "../../shared/order-api.ts";

const postalCode = /\b(\d{5})-?(\d{3})\b/;
/** A street's name, which begins with a letter, and a house number; "s/n" when there is none. */
const streetAndNumber =
  /^([\p{L}][^,\d]*?(?:\d+ de [\p{L}]+)?[^,\d]*?)[\s,]+(?:n[ºo°.]?\s*)?(\d{1,5}[a-z]?|s\/?n)\b(.*)$/iu;

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
    .trim();
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
