/** What customers write to be with a person, to be with the bot again, and to say how it was. */
import { linesOf, plain } from "../customer/words.ts";

const person = "atendente|humano|humana|gerente|pessoa|alguem|funcionario|funcionaria";
/** Of nobody here: "alguém na portaria", "a pessoa certa". */
const ofOthers =
  "(?! (cert[oa]|(n|d)[oa] (portaria|predio|condominio|recepcao|guarita|entrada|porta|portao))\\b)";
const talking = "falar|conversar|chamar|chama|chame|transferir|transfere|transfira";
/** "uma moqueca para uma pessoa" asks for nobody, and "passa o troco pra pessoa" for no talk. */
const asks = new RegExp(
  `\\b((${talking})( \\w+){0,3}|pass(ar|a|e)( me)?( para| pra| pro| com)?( o| a| um| uma| algum| alguma)?) (${person})\\b${ofOthers}`,
);
/** With its commas: "não, quero falar com um atendente" asks for one. */
const refuses = new RegExp(
  `\\bnao (quero|queria|preciso|precisa|gostaria de)( mais)? (${talking})( \\w+){0,3} (${person})\\b`,
  "g",
);
const alone = /^(um |uma )?(atendente|humano|atendimento humano|falar com a loja)( por favor)?$/;

export function asksForPerson(text: string): boolean {
  const said = text.normalize("NFD").replace(/\p{M}/gu, "").replace(/\s+/g, " ").toLowerCase();
  return asks.test(plain(said.replace(refuses, ""))) || linesOf(text).some((words) => alone.test(words));
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
