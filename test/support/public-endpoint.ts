/** The bot's public name as an outside company sees it: a tiny server that answers what a test says. */
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { Internet } from "../../twin/outside/internet.ts";

export interface Received {
  readonly path: string;
  readonly host: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface PublicEndpoint {
  readonly internet: Internet;
  readonly received: readonly Received[];
  /** What the next requests are answered with. */
  answer: { status: number; body?: string; type?: string };
  /** Resolves when `count` requests have come; rejects after 5 s. */
  waitFor(count: number): Promise<void>;
  stop(): Promise<void>;
}

export async function publicEndpoint(): Promise<PublicEndpoint> {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  const endpoint = { answer: { status: 200 } as PublicEndpoint["answer"] };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({
        path: request.url ?? "",
        host: request.headers.host,
        headers: request.headers,
        body: Buffer.concat(chunks).toString("utf8"),
      });
      const { status, body = "", type = "text/xml" } = endpoint.answer;
      response.writeHead(status, { "content-type": type }).end(body);
      for (const check of waiting) check();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(endpoint, {
    received,
    internet: {
      publicHost: "api.test.example",
      resolve: async (hostname: string) => (hostname === "api.test.example" ? origin : undefined),
      regionOf: () => "us-east-1",
    },
    waitFor(count: number) {
      return new Promise<void>((resolve, reject) => {
        const done = () => {
          if (received.length < count) return;
          clearTimeout(timer);
          waiting.delete(done);
          // After the answer has left, so that the sender has seen it.
          setImmediate(resolve);
        };
        const timer = setTimeout(
          () => reject(new Error(`${received.length} of ${count} requests came within 5 s`)),
          5_000,
        );
        waiting.add(done);
        done();
      });
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
