/** Portuguese text as words that can be compared: no case, no accents, typos forgiven. */
import { distance } from "fastest-levenshtein";

export function wordsOf(text: string): string[] {
  return text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase()
    .replace(/½|\b1\s*\/\s*2\b/g, " meia ")
    .replace(minus(text), "menos ")
    .replace(/(\d)\s*x\b/g, "$1 ")
    .replace(/\bx\s*(\d)/g, " $1")
    .split(/(?!(?<=\d)[.,]\d)[^a-z0-9%]+/)
    .filter(Boolean);
}

/** Words of a text, each with the accents that it has there. */
export function asWritten(words: string, text: string): string {
  const tokens = (text.match(/[\p{L}\p{M}\d]+/gu) ?? []).map((token) => token.toLowerCase());
  return words
    .split(" ")
    .map((word) => tokens.find((token) => wordsOf(token)[0] === word) ?? word)
    .join(" ");
}

/** "-3 pizzas" is no three; but a dash before each line makes a list. */
function minus(text: string): RegExp {
  return text.trim().includes("\n") ? /(?<=\S[^\S\n]+)-(?=\d)/g : /(?<=\s|^)-(?=\d)/g;
}

/** One slip in a word of six letters, two in a long one; short words must be right: "coca" is no "coco", but "cocas" are some. */
export function alike(heard: string, meant: string): boolean {
  if (heard === meant || heard === `${meant}s`) return true;
  if (/\d/.test(heard)) return false;
  const slips = meant.length >= 9 ? 2 : meant.length >= 6 ? 1 : 0;
  return slips > 0 && Math.abs(heard.length - meant.length) <= slips && distance(heard, meant) <= slips;
}

const numbers: Readonly<Record<string, number>> = {
  um: 1,
  uma: 1,
  dois: 2,
  duas: 2,
  tres: 3,
  quatro: 4,
  cinco: 5,
  seis: 6,
  sete: 7,
  oito: 8,
  nove: 9,
  dez: 10,
  onze: 11,
  doze: 12,
  treze: 13,
  quatorze: 14,
  catorze: 14,
  quinze: 15,
  dezesseis: 16,
  dezessete: 17,
  dezoito: 18,
  dezenove: 19,
  vinte: 20,
  trinta: 30,
  quarenta: 40,
  cinquenta: 50,
  sessenta: 60,
  setenta: 70,
  oitenta: 80,
  noventa: 90,
  cem: 100,
  cento: 100,
  duzentas: 200,
  duzentos: 200,
  mil: 1000,
  zero: 0,
};

/** The number as it was said, whether or not it can be ordered; undefined when the word is no quantity. */
export function quantityOf(word: string): number | undefined {
  if (Object.hasOwn(numbers, word)) return numbers[word];
  const [whole = "", part = "0"] = word.replace(/\.(?=\d{3}(?!\d))/g, "").split(/[.,]/);
  // Eight digits are a CEP, and more of them a phone.
  return /^\d{1,7}$/.test(whole) ? Number(`${whole}.${part}`) : undefined;
}

/** The number whose last word is there: "25", "vinte e cinco", "duas dúzias", "menos 3". */
export function quantityAt(words: readonly string[], at: number): number | undefined {
  const word = words[at] ?? "";
  const before = words[at - 1] ?? "";
  if (/^duzias?$/.test(word)) return before === "meia" ? 6 : 12 * (quantityOf(before) ?? 1);
  const last = quantityOf(word);
  if (last === undefined) return undefined;
  const round = before === "e" && last > 0 && last < 100 ? (quantityAt(words, at - 2) ?? 0) : 0;
  const whole = round >= 20 && round % (last < 10 ? 10 : 100) === 0 ? round + last : last;
  const negative = before === "menos" && !["ou", "pelo", "ao"].includes(words[at - 2] ?? "");
  return negative ? -whole : whole;
}

/** True when one of the phrases stands in the text, word by word. */
export function says(words: readonly string[], ...phrases: readonly string[]): boolean {
  const text = ` ${words.join(" ")} `;
  return phrases.some((phrase) => text.includes(` ${phrase} `));
}
