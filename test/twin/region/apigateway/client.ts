/** HTTP with a free choice of the Host header, which fetch does not give. */
import { type IncomingHttpHeaders, type RequestOptions, request } from "node:http";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly bytes: Buffer;
}

export function call(
  origin: string,
  path: string,
  options: Pick<RequestOptions, "method"> & {
    readonly host?: string;
    readonly headers?: Record<string, string>;
    readonly body?: string | Buffer;
  } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    const headers = { host: options.host ?? "api.example.test", ...options.headers };
    const outgoing = request(
      { hostname, port, path, method: options.method ?? "GET", headers, agent: false },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () => {
          const bytes = Buffer.concat(chunks);
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: bytes.toString("utf8"),
            bytes,
          });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(options.body);
  });
}
