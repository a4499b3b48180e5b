/** An AWS endpoint, or any other outside server, that keeps what it is asked and answers what a test says. */
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Never answers. */
  readonly silent?: boolean;
}

export interface TestEndpoint {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** The next requests' answers, in turn; the last one repeats. */
  answers: Answer[];
  stop(): Promise<void>;
}

/** While it runs, the environment sends the SDK's clients to it, as Lambda and a test of a function would. */
export async function testEndpoint(): Promise<TestEndpoint> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url: path = "", headers } = request;
      asked.push({ method, path, headers, body: Buffer.concat(chunks).toString("utf8") });
      const answer = (endpoint.answers.length > 1 ? endpoint.answers.shift() : endpoint.answers[0]) ?? {};
      if (answer.silent) return;
      response.writeHead(answer.status ?? 200, { "content-type": "application/json", ...answer.headers });
      response.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const restore = setEnvironment({
    AWS_ENDPOINT_URL: url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "AKIDTEST",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_SESSION_TOKEN: "session",
  });
  const endpoint: TestEndpoint = {
    url,
    asked,
    answers: [],
    async stop() {
      restore();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return endpoint;
}

/** Returns what puts the former values back. */
export function setEnvironment(values: Readonly<Record<string, string>>): () => void {
  const former = Object.fromEntries(Object.keys(values).map((name) => [name, process.env[name]]));
  Object.assign(process.env, values);
  return () => {
    for (const [name, value] of Object.entries(former)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}

/** The region that a signed request is meant for. */
export function scopeOf(asked: Asked): { readonly region?: string; readonly service?: string } {
  const [, , region, service] =
    /Credential=([^,]+)/.exec(asked.headers.authorization ?? "")?.[1]?.split("/") ?? [];
  return { region, service };
}
