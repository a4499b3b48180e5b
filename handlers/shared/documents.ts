/** A Brazilian tax number: CPF (a person's, 11 digits) or CNPJ (a company's, 14 characters), by its check digits. */

const cpfWeights = [11, 10, 9, 8, 7, 6, 5, 4, 3, 2];
const cnpjWeights = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];

/** Without punctuation. A CNPJ may hold capital letters before its check digits, as it does since July 2026. */
export function isDocument(text: string): boolean {
  if (/^(.)\1*$/.test(text)) return false;
  if (/^\d{11}$/.test(text)) return checks(text, cpfWeights);
  return /^[0-9A-Z]{12}\d{2}$/.test(text) && checks(text, cnpjWeights);
}

/** Both check digits: each is a weighted sum, modulo 11, of everything before it. */
function checks(text: string, weights: readonly number[]): boolean {
  const values = [...text].map((character) => character.charCodeAt(0) - 48);
  return [2, 1].every((fromEnd) => {
    const before = values.slice(0, -fromEnd);
    const own = weights.slice(weights.length - before.length);
    const rest = before.reduce((sum, value, index) => sum + value * own[index]!, 0) % 11;
    return values.at(-fromEnd) === (rest < 2 ? 0 : 11 - rest);
  });
}
