/** One probe of a health checker: connect, ask, judge. Over the twin's plain HTTP, under the public name. */
import { type IncomingMessage, request } from "node:http";

export interface ProbeTarget {
  /** Where the name leads: "http://127.0.0.1:<port>"; undefined when nothing is there. */
  readonly origin: string | undefined;
  readonly host: string;
  readonly path: string;
  /** Must occur in the first 5,120 bytes of the body. */
  readonly searchString?: string;
  readonly connectMs: number;
  readonly answerMs: number;
}

export interface ProbeResult {
  readonly healthy: boolean;
  readonly reason: string;
}

const searchedBytes = 5_120;

export function probe(target: ProbeTarget, signal: AbortSignal): Promise<ProbeResult> {
  if (!target.origin)
    return Promise.resolve({ healthy: false, reason: `${target.host} leads to no region that is up` });
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const judge = (healthy: boolean, reason: string) => {
      clearTimeout(timer);
      resolve({ healthy, reason });
      outgoing.destroy();
    };
    const within = (ms: number, what: string) => {
      clearTimeout(timer);
      timer = setTimeout(() => judge(false, `no ${what} within ${ms / 1000} s`), ms);
    };
    const outgoing = request(new URL(target.path, target.origin), {
      headers: { host: target.host, "user-agent": "Amazon-Route53-Health-Check-Service" },
      agent: false,
      signal,
    });
    within(target.connectMs, "connection");
    outgoing.on("socket", (socket) => socket.once("connect", () => within(target.answerMs, "answer")));
    outgoing.on("error", (error: NodeJS.ErrnoException) => judge(false, error.code ?? error.message));
    outgoing.on("response", (incoming) => {
      const status = incoming.statusCode ?? 0;
      if (status < 200 || status > 399) return judge(false, `HTTP ${status}`);
      if (target.searchString === undefined) return judge(true, `HTTP ${status}`);
      within(target.answerMs, "whole body");
      search(incoming, target.searchString, (found) =>
        judge(found, found ? `HTTP ${status}, text found` : `HTTP ${status} without the expected text`),
      );
    });
    outgoing.end();
  });
}

function search(incoming: IncomingMessage, text: string, done: (found: boolean) => void): void {
  let head = Buffer.alloc(0);
  incoming.on("data", (chunk: Buffer) => {
    head = Buffer.concat([head, chunk]).subarray(0, searchedBytes);
  });
  incoming.on("end", () => done(head.includes(text)));
}
