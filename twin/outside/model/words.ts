/** Portuguese text as words that can be compared: no case, no accents, typos forgiven. */
import { distance } from "fastest-levenshtein";

export function wordsOf(text: string): string[] {
  return text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase()
    .replace(/(\d)\s*x\b/g, "$1 ")
    .replace(/\bx\s*(\d)/g, " $1")
    .split(/[^a-z0-9%]+/)
    .filter(Boolean);
}

/** One slip in a word of six letters, two in a long one; short words must be right: "coca" is no "coco". */
export function alike(heard: string, meant: string): boolean {
  if (heard === meant) return true;
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
};

/** 1–99; undefined when the word is no quantity. */
export function quantityOf(word: string): number | undefined {
  if (Object.hasOwn(numbers, word)) return numbers[word];
  return /^[1-9]\d?$/.test(word) ? Number(word) : undefined;
}

/** True when one of the phrases stands in the text, word by word. */
export function says(words: readonly string[], ...phrases: readonly string[]): boolean {
  const text = ` ${words.join(" ")} `;
  return phrases.some((phrase) => text.includes(` ${phrase} `));
}
