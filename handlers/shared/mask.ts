/** Personal data as a log or a stored text may show it. */
import { isDocument } from "./documents.ts";

const phone = /\+\d{10,15}/g;

/** `+5511987654321` → `+55119****4321`, wherever a phone number stands in the text. */
export function maskPhones(text: string): string {
  return text.replace(phone, (number) => `${number.slice(0, 6)}****${number.slice(-4)}`);
}

/**
 * A PIX copy-and-paste code, from its head to its checksum, or from the scheme's name on where the head is missing. One of
 * Asaas's, which names no payee but the place where the charge is, is the group: worthless once changed.
 */
const pixCodes =
  /(000201(?:010212)?26\d\d0014br\.gov\.bcb\.pix25\d\d(?:[a-z-]{1,20}\.)?asaas\.com\/[a-z/]{1,20}(?:[\da-f]{8}-[\da-f-]{27}|pay_\d{16})520400005303986(?:54\d\d[\d.]{1,13})?5802BR59\d\d(?:(?!(?:\d\D?){9})[^"]){1,60}?(?:6108\d{8})?62070503\*\*\*6304[\da-f]{4})|000201\d\d[^"]{0,600}?6304[\da-f]{4}|br\.gov\.bcb\.pix[^\s"]*/gi;
/**
 * What nobody typed as a number: a PIX code that is left, a UUID, and a hexadecimal id, which is known by the `_` before
 * it, or by digits and letters that alternate more than once.
 */
const ids =
  /(000201\d\d[^"]{0,600}?6304[\da-fA-F]{4}|[\da-f]{8}-[\da-f-]{27}|_\d*[a-f][\da-f]*\b|(?<![\da-z])(?:\d+[a-f]+\d|[a-f]+\d+[a-f])[\da-f]*)/;
/** A card's security code, where it is called so. */
const securityCode =
  /((?:\b(?:cvv2?|cvc2?)|c[oó]d(?:igo|\.)? (?:de seguran[cç]a|verificador))(?: d[eo](?: meu)? cart[aã]o)?(?:[\s:=.,*-]|é|eh|\be\b)*)\d{3,4}(?!\d)/gi;
/** A CNPJ that may hold letters. */
const lettered = /(?<![^\W_])[\dA-Z]{2}(?:[. ]?[\dA-Z]{3}){2}[/ ]?[\dA-Z]{4}[- ]?\d\d(?![^\W_])/g;
/** The next digits of a number, after whatever people write between them. */
const more = /[^\p{L}\p{N}]{0,3}\d+/guy;
const longest = 19;

/** How many characters at its end a number shows; 0 if it is none to hide. */
type Shown = (number: string, written: string) => number;

/**
 * The text without the numbers that `shown` knows, whatever separates their digits. A number is one group of digits
 * or several whole ones, and the longest that begins where it does. Digits of full width become plain ones.
 */
export function hide(text: string, shown: Shown): string {
  return (
    text
      .replace(/[０-９]/g, (digit) => digit.normalize("NFKC"))
      // A person's own holds their CPF or phone number between other digits.
      .replace(pixCodes, (code, asaas?: string) => asaas ?? code.replace(/\d/g, "*"))
      .split(ids)
      .map((part, index) => (index % 2 ? part : hideIn(part, shown)))
      .join("")
  );
}

function hideIn(part: string, shown: Shown): string {
  const hidden = (written: string, number = written.replace(/\W/g, "")) => {
    const show = shown(number, written);
    let left = number.length - show;
    return show ? written.replace(/[^\W_]/g, (one) => (left-- > 0 ? "*" : one)) : "";
  };
  let done = "";
  let rest = part.replace(lettered, (written) => hidden(written) || written);
  let start = rest.search(/\d/);
  while (start >= 0) {
    done += rest.slice(0, start);
    rest = rest.slice(start);
    let written = "";
    let number = "";
    let best = "";
    for (const [group] of rest.matchAll(more)) {
      written += group;
      number += group.replace(/\D+/, "");
      if (number.length > longest) break;
      best = hidden(written, number) || best;
    }
    rest = best + rest.slice(best.length);
    // What a hidden number shows may begin another, as the next group may.
    start = rest.search(/(?<=\D)\d/);
  }
  return done + rest;
}

/**
 * Cards begin with 2–6. A Brazilian mobile number with its country's code is as long as some of them. Between groups
 * of four and more anything may stand; smaller ones may be times or prices.
 */
function shownOfCard(digits: string, written: string): number {
  if (!/^(?!55..9\d{8}$)[2-6]\d{12,18}$/.test(digits)) return 0;
  if (/[^\d\s.–_/-]/.test(written) && /, |\b\d{1,3}\b/.test(written)) return 0;
  // Luhn's: every second digit from the end is doubled, and the digits of that added.
  const sum = [...digits].reduceRight(
    (total, digit, index) => total + Number((digits.length - index) % 2 ? digit : "0246813579"[+digit]),
    0,
  );
  return sum % 10 ? 0 : 4;
}

/** Numbers that make a document by chance: lines, a list, times, prices, a CEP beside another. */
const several = /\n|, |\b\d\d?:\d\d\b|,\d\d \d+,|^(\d{3}\D+)?\d{5}-\d{3}(\D+\d{3})?$/;
/** A Brazilian mobile number, with an area code that there is: "11 98765-4321". */
const mobile = /^(1[1-9]|2[12478]|3[1-578]|4[1-9]|5[1345]|6[1-9]|7[134579]|8[1-9]|9[1-9])\D+9(\D?\d{4}){2}$/;

/**
 * A CPF or CNPJ whose check digits hold: they alone are shown. What is written as a phone's number is one: taken for a CPF,
 * it would be lost to whoever is to call, and name a stranger as the payer of a charge.
 */
export function shownOfDocument(number: string, written: string): number {
  return mobile.test(written) ? 0 : shownOfEither(number, written);
}

function shownOfEither(number: string, written: string): number {
  return isDocument(number) && !several.test(written) ? 2 : 0;
}

/**
 * A card's number, 13–19 digits that pass its check (Luhn), with or without separators: `4111 1111 1111 1111` →
 * `**** **** **** 1111`. The digits around it, such as its expiry, stay, but its security code.
 */
export function maskCards(text: string): string {
  return hide(text, shownOfCard).replace(
    securityCode,
    (written, before: string) => before + "*".repeat(written.length - before.length),
  );
}

/** A CPF or CNPJ whose check digits hold, with or without punctuation: `529.982.247-25` → `***.***.***-25`. */
export function maskDocuments(text: string): string {
  return hide(text, shownOfDocument);
}

/** What somebody wrote, as any queue, table or model may have it: neither cards nor tax numbers. */
export function maskWritten(text: string): string {
  return maskDocuments(maskCards(text));
}

/** Everything that a log must not hold, a CPF that may be a phone's number included: it needs neither. */
export function maskPersonal(text: string): string {
  return maskCards(hide(maskPhones(text), shownOfEither));
}

/** The same for every string, key and number of a JSON value, however deep. */
export function maskJson(value: unknown): unknown {
  if (typeof value === "string") return maskPersonal(value);
  if (typeof value === "number") return maskNumber(value);
  if (Array.isArray(value)) return value.map(maskJson);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [maskPersonal(key), maskJson(one)]));
}

/** A number stays a number unless it hides something; no fraction does. */
function maskNumber(value: number): number | string {
  if (value % 1) return value;
  const masked = maskPersonal(String(value));
  return masked.includes("*") ? masked : value;
}
