/** What customers write to be with a person, to be with the bot again, and to say how it was. */
import { linesOf, plain } from "../customer/words.ts";

const person = "atendente|humano|humana|gerente|pessoa|alguem|funcionario|funcionaria";
/** "uma moqueca para uma pessoa" asks for nobody. */
const asks = new RegExp(
  `\\b(falar|conversar|chamar|chama|chame|transferir|transfere|transfira|passar|passa|passe)\\b( \\w+){0,3} (${person})\\b`,
);
const alone = /^(um |uma )?(atendente|humano|atendimento humano|falar com a loja)( por favor)?$/;

export function asksForPerson(text: string): boolean {
  return asks.test(plain(text)) || linesOf(text).some((words) => alone.test(words));
}

/** @param phrases of the restaurant's own rule. */
export function saysOneOf(text: string, phrases: readonly string[]): boolean {
  const words = ` ${plain(text)} `;
  return phrases.some((phrase) => words.includes(` ${plain(phrase)} `));
}

const back = /^(quero )?voltar (ao|para o|pro) (bot|robo|atendimento automatico)$/;

export function asksForBot(text: string): boolean {
  return linesOf(text).some((words) => back.test(words));
}

const spelt = ["um", "dois", "tres", "quatro", "cinco"];

/** 1–5, however it is said: "5", "nota 4", "cinco estrelas", "⭐⭐⭐"; undefined for anything else. */
export function scoreIn(text: string): number | undefined {
  const stars = text.replace(/\s|\uFE0F/g, "");
  if (/^(⭐|🌟){1,5}$/u.test(stars)) return [...stars].length;
  const [, said = ""] =
    /^(?:nota |dou |dou nota )?([1-5]|um|dois|tres|quatro|cinco)(?: estrelas?)?$/.exec(plain(text)) ?? [];
  if (!said) return undefined;
  return Number(said) || spelt.indexOf(said) + 1;
}
