/** The page's server: the page itself, what it shows as server-sent events, and the actions of its user. */
import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import type { LogLine } from "../events.ts";
import { type Listening, listen } from "../outside/listen.ts";
import type { Twin } from "../twin.ts";
import { actions } from "./actions.ts";
import { pageFiles } from "./page-files.ts";
import { projector } from "./projection.ts";

/** Changes that come together are shown together: real milliseconds. */
const gatherMs = 120;
/** What has no event of its own, such as what replication still carries, is looked at this often. */
const refreshMs = 2_000;
const logsAtFirst = 100;
const changes = [
  "invocation",
  "queue",
  "alarm",
  "health",
  "region",
  "whatsapp",
  "charge",
  "kitchen",
] as const;

/** Throws a sentence when the port is taken. */
export async function startConsole(twin: Twin, options: { readonly port?: number } = {}): Promise<Listening> {
  const files = await pageFiles();
  const view = projector(twin);
  const app = new Hono();
  for (const [url, { type, body }] of files)
    app.get(url, (context) => context.body(body, 200, { "content-type": type, "cache-control": "no-cache" }));
  app.get("/api/state", (context) => context.json(view()));
  app.get("/api/events", (context) =>
    streamSSE(context, async (stream) => {
      const stopped = Promise.withResolvers<void>();
      const logs: LogLine[] = [...twin.regions.values()].flatMap((region) =>
        region.logs().slice(-logsAtFirst),
      );
      logs.sort((a, b) => a.time - b.time);
      let timer: NodeJS.Timeout | undefined;
      let changed = true;
      const push = async () => {
        timer = undefined;
        if (changed) {
          changed = false;
          await stream.writeSSE({ event: "view", data: JSON.stringify(view()) });
        }
        if (logs.length) await stream.writeSSE({ event: "logs", data: JSON.stringify(logs.splice(0)) });
      };
      const soon = () => {
        timer ??= setTimeout(() => void push().catch(() => stopped.resolve()), gatherMs);
      };
      const onChange = () => {
        changed = true;
        soon();
      };
      const onLog = (line: LogLine) => {
        logs.push(line);
        soon();
      };
      for (const name of changes) twin.events.on(name, onChange);
      twin.events.on("log", onLog);
      const refresh = setInterval(onChange, refreshMs);
      stream.onAbort(() => stopped.resolve());
      await push();
      await stopped.promise;
      clearInterval(refresh);
      clearTimeout(timer);
      for (const name of changes) twin.events.off(name, onChange);
      twin.events.off("log", onLog);
    }),
  );
  app.route("/api", actions(twin));
  app.notFound((context) => context.json({ error: `${context.req.path} does not exist here.` }, 404));
  return listen("The page", app, options.port);
}
