/** Where in a file something stands. */
import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter } from "yaml";
import type { Finding } from "./problem.ts";

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Of the value, or its key; of what is missing, the key of the nearest thing around it. What an alias stands for is found too. */
export function positionOf(document: Document.Parsed, lines: LineCounter, finding: Finding): Position {
  let node: unknown = document.contents;
  let found = 0;
  const last = finding.path.length - 1;
  for (const [index, step] of finding.path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      if (!pair) break;
      const key = offsetOf(pair.key) ?? found;
      const value = offsetOf(pair.value);
      found = index < last || finding.atKey ? key : (value ?? key);
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      if (node === undefined) break;
      found = offsetOf(node) ?? found;
    } else break;
  }
  const { line, col } = lines.linePos(found);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function offsetOf(node: unknown): number | undefined {
  return (node as { range?: readonly number[] } | null | undefined)?.range?.[0];
}
