const money = new Intl.NumberFormat("pt-BR", { style: "currency", currency: "BRL" });
const time = new Intl.DateTimeFormat("pt-BR", { hour: "2-digit", minute: "2-digit" });
const timeWithSeconds = new Intl.DateTimeFormat("pt-BR", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

export const reais = (centavos: number) => money.format(centavos / 100);
export const clockTime = (at: number) => time.format(at);
export const exactTime = (at: number) => timeWithSeconds.format(at);
