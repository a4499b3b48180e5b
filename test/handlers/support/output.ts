/** What a function writes to its standard output and error, one JSON object a line. */
export function written(write: () => void): Record<string, unknown>[] {
  const lines: string[] = [];
  const streams = [process.stdout, process.stderr];
  const originals = streams.map((stream) => stream.write);
  for (const stream of streams) {
    stream.write = ((chunk: string) => lines.push(String(chunk)) > 0) as typeof stream.write;
  }
  try {
    write();
  } finally {
    for (const [index, stream] of streams.entries()) stream.write = originals[index]!;
  }
  return lines.map((line) => JSON.parse(line));
}
