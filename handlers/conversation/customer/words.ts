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

/** undefined unless the whole message is a command: "quero parar de comer glúten" is none. */
export function commandIn(text: string): Command | undefined {
  return commands[plain(text)];
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
