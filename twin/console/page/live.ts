/** The page's connection: the server pushes what it shows, the page posts what its user does. */
import type { LogLine } from "../../events.ts";
import type { View } from "../view.ts";

const logsKept = 400;

export interface Live {
  readonly view?: View;
  readonly logs: readonly LogLine[];
  readonly connected: boolean;
}

/** Calls `show` at every change; returns what closes the connection. */
export function connect(show: (live: Live) => void): () => void {
  let live: Live = { logs: [], connected: false };
  const update = (change: Partial<Live>) => {
    live = { ...live, ...change };
    show(live);
  };
  const source = new EventSource("/api/events");
  source.onopen = () => update({ connected: true, logs: [] });
  source.onerror = () => update({ connected: false });
  source.addEventListener("view", (event) => update({ view: JSON.parse(event.data) }));
  source.addEventListener("logs", (event) => {
    const lines: LogLine[] = JSON.parse(event.data);
    update({ logs: [...live.logs, ...lines].slice(-logsKept) });
  });
  return () => source.close();
}

/** undefined when it worked; otherwise a sentence to show. */
export async function act(path: string, body: object): Promise<string | undefined> {
  try {
    const reply = await fetch(`/api/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (reply.ok) return undefined;
    const answer = (await reply.json()) as { error?: string };
    return answer.error ?? `HTTP ${reply.status}`;
  } catch {
    return "O gêmeo local não respondeu. Ele ainda está rodando?";
  }
}
