/**
 * The public name as software on this machine can reach it: an address that stays, and behind it whichever region Route 53
 * names at that moment.
 */
import { Hono } from "hono";
import type { Clock } from "../clock.ts";
import { type Internet, postPublic } from "./internet.ts";
import { type Listening, listen } from "./listen.ts";

const budgetMs = 30_000;

/** For what a restaurant's software posts. */
export function openPublicDoor(internet: Internet, clock: Clock): Promise<Listening> {
  const app = new Hono();
  app.post("/pos/*", async ({ req, json }) => {
    const { pathname, search } = new URL(req.url);
    const reply = await postPublic(internet, clock, {
      url: `https://${internet.publicHost}${pathname}${search}`,
      headers: req.header(),
      body: await req.text(),
      budgetMs,
    });
    if (!reply.ok) return json({ message: reply.reason }, 502);
    const { "content-type": type = "text/plain" } = reply.headers;
    return new Response(reply.body, { status: reply.status, headers: { "content-type": type } });
  });
  return listen("The public name", app);
}
