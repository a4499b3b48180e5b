/** Hands a call that is signed for the peer region to the peer's endpoint, byte for byte. */
import http from "node:http";
import type { AwsReply } from "../aws-service.ts";
import type { WireRequest } from "./sigv4.ts";

/** Rejects when the peer does not answer, its region being dark, or when the caller hangs up. */
export function forward(
  endpoint: string,
  url: string,
  request: WireRequest,
  signal: AbortSignal,
): Promise<AwsReply> {
  return new Promise((resolve, reject) => {
    const outgoing = http.request(
      endpoint,
      // The Host header is signed, so it stays as the caller wrote it.
      { method: request.method, path: url, headers: { ...request.headers, "x-twin-forwarded": "1" }, signal },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const { "transfer-encoding": _, connection: __, ...headers } = response.headers;
          resolve({
            status: response.statusCode ?? 502,
            headers: headers as Record<string, string>,
            body: Buffer.concat(chunks),
          });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(request.body);
  });
}
