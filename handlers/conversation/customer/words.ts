/** Commands that a customer writes as a message of its own, however it is spelt. */

export type Command = "opt_out" | "opt_in" | "export" | "erase" | "confirm_erase";

const commands: Readonly<Record<string, Command>> = {
  sair: "opt_out",
  parar: "opt_out",
  descadastrar: "opt_out",
  voltar: "opt_in",
  "meus dados": "export",
  "apagar meus dados": "erase",
  "apague meus dados": "erase",
  apagar: "confirm_erase",
};

/**
 * undefined unless a whole message is a command: "quero parar de comer glúten" is none. Of several that were written in
 * one go the first command counts; the word that erases counts alone, since somebody might have added "não, espera".
 */
export function commandIn(text: string): Command | undefined {
  const lines = linesOf(text).map((words) => commands[words]);
  return lines.length === 1 ? lines[0] : lines.find((command) => command && command !== "confirm_erase");
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
