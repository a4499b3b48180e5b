/** Which of a restaurant's stores the customer orders from, when there is more than one. */
import type { ConverseRequest } from "@aws-sdk/client-bedrock-runtime";
import { storeChoiceHeading } from "../../../../handlers/conversation/prompt.ts";
import type { ToolCall, Turn, Utterance } from "./turn.ts";
import { alike, wordsOf } from "./words.ts";

interface Store {
  readonly storeId: string;
  readonly name: string;
}

/** The call that chooses, "unknown" when the customer has to be asked, undefined when the choice is made. */
export function storeCall(turn: Turn, request: ConverseRequest): ToolCall | "unknown" | undefined {
  const stores = storesIn(request);
  if (!stores.length || turn.answers.some(({ name }) => name === "choose_store")) return undefined;
  const words = wordsOf(turn.text);
  const fits = stores.filter(({ name }) =>
    distinctWords(name, stores).some((word) => words.some((heard) => alike(heard, word))),
  );
  if (fits.length === 1) return { name: "choose_store", input: { storeId: fits[0]!.storeId } };
  return "unknown";
}

export const storeQuestionStart = "Olá! De qual das nossas unidades você quer pedir?";

export function storeQuestion(request: ConverseRequest): string {
  return [storeQuestionStart, ...storesIn(request).map(({ name }) => `• ${name}`)].join("\n");
}

/** "Quero uma calabresa." "De qual unidade?" "Centro": the first sentence is what is wanted. */
export function wholeSaid(text: string, history: readonly Utterance[]): string {
  const [said, asked] = history.slice(-2);
  if (!said || !asked?.text.startsWith(storeQuestionStart)) return text;
  return `${wholeSaid(said.text, history.slice(0, -2))}\n${text}`;
}

function distinctWords(name: string, stores: readonly Store[]): string[] {
  const others = new Set(stores.filter((s) => s.name !== name).flatMap((s) => wordsOf(s.name)));
  return wordsOf(name).filter((word) => !others.has(word));
}

/** The prompt lists them, "- store_centro: Name (address)", for as long as none is chosen. */
function storesIn(request: ConverseRequest): Store[] {
  const prompt = (request.system ?? []).map((block) => block.text ?? "").join("\n");
  const [, list] = prompt.split(storeChoiceHeading);
  return [...(list ?? "").matchAll(/^- (\w+): (.+?) \(/gm)].map(([, storeId = "", name = ""]) => ({
    storeId,
    name,
  }));
}
