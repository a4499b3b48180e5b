/** Which of a restaurant's stores the customer orders from, when there is more than one. */
import type { ConverseRequest } from "@aws-sdk/client-bedrock-runtime";
import type { ToolCall, Turn } from "./turn.ts";
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

export function storeQuestion(request: ConverseRequest): string {
  const names = storesIn(request).map(({ name }) => `• ${name}`);
  return ["Olá! De qual das nossas unidades você quer pedir?", ...names].join("\n");
}

function distinctWords(name: string, stores: readonly Store[]): string[] {
  const others = new Set(stores.filter((s) => s.name !== name).flatMap((s) => wordsOf(s.name)));
  return wordsOf(name).filter((word) => !others.has(word));
}

function storesIn(_request: ConverseRequest): Store[] {
  return [];
}
