/** Commands that a customer writes as a message of its own, however it is spelt. */

export type Command = "opt_out" | "opt_in" | "export" | "erase" | "confirm_erase";

const commands: Readonly<Record<string, Command>> = {
  sair: "opt_out",
  parar: "opt_out",
  pare: "opt_out",
  stop: "opt_out",
  descadastrar: "opt_out",
  voltar: "opt_in",
  "meus dados": "export",
  "apagar meus dados": "erase",
  "apague meus dados": "erase",
  "excluir meus dados": "erase",
  apagar: "confirm_erase",
};

/** undefined unless the whole message is a command: "quero parar de comer glúten" is none. */
export function commandIn(text: string): Command | undefined {
  const words = plain(text).replace(/^quero | os\b| por favor$/g, "");
  return commands[words];
}

/**
 * Of several messages that were written in one go, the first that is a command, and the others; all of a text without
 * one. The word that erases is none there: somebody might have added "não, espera".
 */
export function commandApart(text: string): { readonly command: string; readonly rest: string } {
  const lines = text.split("\n");
  const isApart = (line: string) => !["confirm_erase", undefined].includes(commandIn(line));
  const at = lines.length > 1 ? lines.findIndex(isApart) : -1;
  if (at < 0) return { command: text, rest: "" };
  return { command: lines[at]!, rest: lines.toSpliced(at, 1).join("\n").trim() };
}

/** Messages that were written in one go are one turn, a line each. */
export function linesOf(text: string): string[] {
  return text.split("\n").map(plain);
}

/** Lower case, without accents and punctuation. */
export function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[^\p{L}\p{N}\s]/gu, " ")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
}
