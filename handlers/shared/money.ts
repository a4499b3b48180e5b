/** Money is an integer number of centavos (BRL). Nothing in the system holds a price in any other unit. */
export type Centavos = number;

const reais = new Intl.NumberFormat("pt-BR", { style: "currency", currency: "BRL" });

/** `12345` → `"R$ 123,45"`, with a plain space so that the text survives copy and paste. */
export function formatBRL(amount: Centavos): string {
  return reais.format(amount / 100).replace(/\u00a0/g, " ");
}

/** Centavos → reais as Asaas takes them: `12345` → `123.45`. */
export function toReais(amount: Centavos): number {
  return amount / 100;
}

/** Reais as Asaas gives them → centavos: `123.45` → `12345`. */
export function fromReais(amount: number): Centavos {
  return Math.round(amount * 100);
}
