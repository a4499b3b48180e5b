/** Questions that every customer asks and that need no model: what is said of them, word for word. */
import { plain } from "../routing.ts";

export type Topic = "hours" | "address" | "menu";

/** Without the words around them; the whole message must be one of these. */
const asked: Readonly<Record<Topic, readonly string[]>> = {
  hours: [
    "horario",
    "horarios",
    "horario funcionamento",
    "horario atendimento",
    "funcionamento",
    "que horas abre",
    "que horas abrem",
    "que horas fecha",
    "que horas fecham",
    "ate que horas",
    "ate que horas funciona",
    "ate que horas abre",
    "horas abre",
    "horas fecha",
    "abre",
    "abrem",
    "aberto",
    "aberta",
    "esta aberto",
    "esta aberta",
    "estao abertos",
    "ta aberto",
    "ta aberta",
    ...["fechado", "fechada", "fechados", "esta fechado", "esta fechada", "estao fechados", "ta fechado"],
  ],
  address: ["endereco", "endereco loja", "onde fica", "onde ficam", "onde e", "onde voces ficam"],
  menu: ["cardapio", "menu", "cardapio completo", "cardapio inteiro"],
};

const aroundThem = new Set(
  "no na oi ola opa bom boa dia tarde noite por favor pf pfv pfvr qual quais e o os a as de do da dos das voces vcs vc voce me manda mande envia envie mostra mostre ver tem quero queria gostaria saber poderia pode seu sua loja pizzaria restaurante hoje amanha agora domingo segunda terca quarta quinta sexta sabado feira feriado".split(
    " ",
  ),
);

export function topicOf(text: string): Topic | undefined {
  // A long text asks more than this.
  if (text.length > 80) return undefined;
  const words = plain(text)
    .split(" ")
    .filter((word) => !aroundThem.has(word))
    .join(" ");
  const topics = Object.keys(asked) as Topic[];
  return topics.find((topic) => asked[topic].includes(words));
}
