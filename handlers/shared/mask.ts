/** Personal data as a log or a stored text may show it. */
import { isDocument } from "./documents.ts";

const phone = /\+\d{10,15}/g;

/** `+5511987654321` → `+55119****4321`, wherever a phone number stands in the text. */
export function maskPhones(text: string): string {
  return text.replace(phone, (number) => `${number.slice(0, 6)}****${number.slice(-4)}`);
}

/** Digits, with whatever people write between them. A hexadecimal id is no number, so that none is mistaken for one. */
const digitRuns = /(?<![0-9a-fA-F])\d(?:[\s.\-–_/]{0,3}\d){12,}(?![0-9a-fA-F])/g;
/** A PIX copy-and-paste code: many digits, none of them a card's, and worthless once changed. */
const pixCode = /000201\d{2}[\s\S]{0,600}?6304[0-9A-Fa-f]{4}/g;

/**
 * A card's number, 13–19 digits that pass its check (Luhn), with or without separators: `4111 1111 1111 1111` →
 * `**** **** **** 1111`. The digits around it, such as its expiry, stay.
 */
export function maskCards(text: string): string {
  return outside(text, pixCode, (part) => part.replace(digitRuns, maskCardsIn));
}

/** Groups of digits that stand together; a card is one group or several whole ones. */
function maskCardsIn(run: string): string {
  const groups = [...run.matchAll(/\d+/g)].map(({ 0: digits, index }) => ({ digits, index }));
  for (const [first, { index: start }] of groups.entries()) {
    const end = cardEnd(groups.slice(first, first + longestCard));
    if (end) return run.slice(0, start) + hidden(run.slice(start, end)) + maskCards(run.slice(end));
  }
  return run;
}

const longestCard = 19;

/** Where the longest card ends that begins with the first group. */
function cardEnd(groups: readonly { readonly digits: string; readonly index: number }[]): number | undefined {
  let digits = "";
  let end: number | undefined;
  for (const group of groups) {
    digits += group.digits;
    if (digits.length > longestCard) break;
    if (isCard(digits)) end = group.index + group.digits.length;
  }
  return end;
}

/** All digits but the last four. */
function hidden(card: string): string {
  const digits = card.replace(/\D/g, "").length;
  let seen = 0;
  return card.replace(/\d/g, (digit) => (++seen > digits - 4 ? digit : "*"));
}

/** Cards begin with 2–6. A Brazilian mobile number with its country's code is as long as some of them. */
function isCard(digits: string): boolean {
  return /^[2-6]\d{12,18}$/.test(digits) && !/^55[1-9]{2}9\d{8}$/.test(digits) && passesLuhn(digits);
}

function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, character, index) => {
    const value = Number(character) * (index % 2 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

const document =
  /(?<![0-9A-Za-z])(?:\d{3}[. ]?\d{3}[. ]?\d{3}[-. ]?\d{2}|[0-9A-Z]{2}[. ]?[0-9A-Z]{3}[. ]?[0-9A-Z]{3}[/ ]?[0-9A-Z]{4}[- ]?\d{2})(?![0-9A-Za-z])/g;

/** A CPF or CNPJ whose check digits hold, with or without punctuation: `529.982.247-25` → `***.***.***-25`. */
export function maskDocuments(text: string): string {
  return outside(text, pixCode, (part) =>
    part.replace(document, (found) =>
      isDocument(found.replace(/[^0-9A-Z]/g, ""))
        ? found.slice(0, -2).replace(/[0-9A-Z]/g, "*") + found.slice(-2)
        : found,
    ),
  );
}

/** Everything that a log must not hold. */
export function maskPersonal(text: string): string {
  return maskCards(maskDocuments(maskPhones(text)));
}

/** The same for every string, key and number of a JSON value, however deep. */
export function maskJson(value: unknown): unknown {
  if (typeof value === "string") return maskPersonal(value);
  if (typeof value === "number") return maskNumber(value);
  if (Array.isArray(value)) return value.map(maskJson);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [maskPersonal(key), maskJson(one)]));
}

/** A number stays a number unless it hides something. */
function maskNumber(value: number): number | string {
  const text = String(value);
  const masked = maskPersonal(text);
  return masked === text ? value : masked;
}

function outside(text: string, kept: RegExp, change: (part: string) => string): string {
  let result = "";
  let from = 0;
  for (const { 0: found, index } of text.matchAll(kept)) {
    result += change(text.slice(from, index)) + found;
    from = index + found.length;
  }
  return result + change(text.slice(from));
}
