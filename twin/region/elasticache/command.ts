/** Reads one command of the RESP protocol from the bytes that have come so far. */

/** @returns undefined while it is incomplete */
export function readCommand(
  bytes: Buffer,
): { readonly command: readonly string[]; readonly length: number } | undefined {
  let at = 0;
  const line = () => {
    const end = bytes.indexOf("\r\n", at);
    if (end < 0) return undefined;
    const text = bytes.toString("utf8", at, end);
    at = end + 2;
    return text;
  };
  const head = line();
  if (head === undefined) return undefined;
  if (!head.startsWith("*")) return { command: head.split(" "), length: at };
  const command: string[] = [];
  for (let rest = Number(head.slice(1)); rest > 0; rest -= 1) {
    const size = line();
    if (size === undefined) return undefined;
    const end = at + Number(size.slice(1));
    if (bytes.length < end + 2) return undefined;
    command.push(bytes.toString("utf8", at, end));
    at = end + 2;
  }
  return { command, length: at };
}
