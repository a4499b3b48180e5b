import { useEffect, useRef } from "preact/hooks";
import type { LogLine } from "../../events.ts";
import { exactTime } from "./format.ts";

interface Entry {
  readonly level: string;
  readonly service: string;
  readonly message: string;
}

/** A structured line as its level, service and message; undefined for what Lambda itself prints. */
function entryOf(line: LogLine): Entry | undefined {
  if (!line.line.startsWith("{")) return undefined;
  try {
    const json = JSON.parse(line.line) as Record<string, unknown>;
    if (typeof json.message !== "string") return undefined;
    return {
      level: String(json.level ?? "INFO"),
      service: String(json.service ?? ""),
      message: json.message,
    };
  } catch {
    return undefined;
  }
}

export function Logs({ logs }: { logs: readonly LogLine[] }) {
  const box = useRef<HTMLOListElement>(null);
  const entries = logs.flatMap((line) => {
    const entry = entryOf(line);
    return entry ? [{ ...entry, time: line.time, line: line.line }] : [];
  });
  // The newest line stays in view until somebody scrolls up to read.
  const following = useRef(true);
  const newest = logs.at(-1);
  useEffect(() => {
    const list = box.current;
    if (list && following.current) list.scrollTop = list.scrollHeight;
  }, [newest]);
  const onScroll = () => {
    const list = box.current;
    if (list) following.current = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  };
  return (
    <div class="card logs">
      <h3>Logs ao vivo</h3>
      <ol ref={box} onScroll={onScroll}>
        {entries.map((entry, index) => (
          <li key={`${entry.time}-${index}`} class={entry.level.toLowerCase()} title={entry.line}>
            <time>{exactTime(entry.time)}</time>
            <b>{entry.service}</b>
            <span>{entry.message}</span>
          </li>
        ))}
        {entries.length === 0 && <li class="quiet">Nada ainda: mande uma mensagem.</li>}
      </ol>
    </div>
  );
}
