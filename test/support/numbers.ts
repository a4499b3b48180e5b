/** Card and tax numbers in whatever was kept, found apart from the code that hides them. */
import { isDocument } from "../../handlers/shared/documents.ts";

/** Digits that stand for themselves: not a part of an id, a phone number or a longer number. */
const numbers = /(?<![\p{L}\p{N}_+*.#-])\d(?:(?:[ .-]{0,3}|\/(?=\d{4}-))\d){10,18}(?![\p{L}\p{N}_*])/gu;

/** A whole UUID: its first sixteen digits may all be decimal, and a card's by chance. */
const uuid = /\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/gi;

/** As they are written. */
export function numbersIn(text: string): string[] {
  return [...text.normalize("NFKC").replace(uuid, "uuid").matchAll(numbers)]
    .map(([written]) => written)
    .filter((written) => {
      const digits = written.replace(/\D/g, "");
      return isCard(digits) || isDocument(digits);
    });
}

function isCard(digits: string): boolean {
  if (!/^(?!55..9\d{8}$)[2-6]\d{12,18}$/.test(digits)) return false;
  let sum = 0;
  for (const [index, digit] of [...digits].reverse().entries()) {
    const doubled = Number(digit) * (index % 2 ? 2 : 1);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** In every string, key and number of a value, however deep. */
export function numbersWithin(value: unknown): string[] {
  if (typeof value === "string") return numbersIn(value);
  if (typeof value === "number") return numbersIn(String(value));
  if (Array.isArray(value)) return value.flatMap(numbersWithin);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => [...numbersIn(key), ...numbersWithin(one)]);
}
