/**
 * How an outside company reaches the restaurants' bot: a public name, DNS, one HTTP request. The twin's regions
 * speak plain HTTP, so the public https:// URL keeps its name in the Host header while the connection goes to the
 * origin that DNS gives.
 */
import { type IncomingHttpHeaders, request } from "node:http";
import type { Clock } from "../clock.ts";

export interface Internet {
  /** The public name: "api.posmodern.example". */
  readonly publicHost: string;
  /** DNS as this caller sees it: host name → origin ("http://127.0.0.1:4321"); undefined when nothing answers. */
  resolve(hostname: string): Promise<string | undefined>;
  /** Which region an origin belongs to, for display. */
  regionOf?(origin: string): string | undefined;
}

export type PublicReply =
  | {
      readonly ok: true;
      readonly status: number;
      readonly headers: IncomingHttpHeaders;
      readonly body: string;
      readonly region?: string;
    }
  /** No answer: the name does not resolve, the connection failed, or the budget ran out. */
  | { readonly ok: false; readonly reason: string; readonly region?: string };

export interface PublicPost {
  /** @default POST */
  readonly method?: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Twin milliseconds for the whole exchange. */
  readonly budgetMs: number;
}

/** Code under test runs at the machine's own pace however fast the twin's clock is. */
const leastBudgetRealMs = 5_000;

export async function postPublic(internet: Internet, clock: Clock, post: PublicPost): Promise<PublicReply> {
  const url = new URL(post.url);
  const origin = await internet.resolve(url.hostname).catch(() => undefined);
  if (!origin) return { ok: false, reason: `${url.hostname} does not resolve` };
  const region = internet.regionOf?.(origin);
  const budgetRealMs = Math.max(post.budgetMs / clock.speed, leastBudgetRealMs);
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(budgetRealMs);
    const fail = (reason: string) => resolve({ ok: false, reason, region });
    const outgoing = request(
      new URL(url.pathname + url.search, origin),
      {
        method: post.method ?? "POST",
        headers: { ...post.headers, host: url.host, "content-length": Buffer.byteLength(post.body) },
        agent: false,
        signal,
      },
      (reply) => {
        const chunks: Buffer[] = [];
        reply.on("data", (chunk: Buffer) => chunks.push(chunk));
        reply.on("error", (error) => fail(error.message));
        reply.on("end", () =>
          resolve({
            ok: true,
            status: reply.statusCode ?? 0,
            headers: reply.headers,
            body: Buffer.concat(chunks).toString("utf8"),
            region,
          }),
        );
      },
    );
    outgoing.on("error", (error: NodeJS.ErrnoException) =>
      fail(
        signal.aborted
          ? `no answer from ${url.hostname} within ${post.budgetMs / 1000} s`
          : `cannot connect to ${url.hostname} (${error.code ?? error.message})`,
      ),
    );
    outgoing.end(post.body);
  });
}
