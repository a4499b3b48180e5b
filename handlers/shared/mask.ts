/** Personal data as a log may show it. */

const phone = /\+\d{10,15}/g;

/** `+5511987654321` → `+55119****4321`, wherever a phone number stands in the text. */
export function maskPhones(text: string): string {
  return text.replace(phone, (number) => `${number.slice(0, 6)}****${number.slice(-4)}`);
}
