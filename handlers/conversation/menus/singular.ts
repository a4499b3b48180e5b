/** Words without their plural, to compare what a customer wrote with a name: both go through it, and neither is shown. */

/** The first that fits: "paes" → "pao", "pasteis" → "pastel", "colheres" → "colher", "atuns" → "atum", "cocas" → "coca". */
const endings: readonly (readonly [RegExp, string])[] = [
  [/[ao]es$/, "ao"],
  [/([aeou])is$/, "$1l"],
  [/([rz])es$/, "$1"],
  // A singular's own, too: what ends in "ns" may have been either.
  [/ns?$/, "m"],
  [/s$/, ""],
];

/** @param words lower case, without accents, with single spaces. */
export function singular(words: string): string {
  return words
    .split(" ")
    .map((word) => {
      const [ending, instead] = endings.find(([pattern]) => pattern.test(word)) ?? [];
      return ending && instead !== undefined ? word.replace(ending, instead) : word;
    })
    .join(" ");
}
