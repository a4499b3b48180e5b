/** API Gateway of one region: a plain-HTTP listener in front of the REST APIs of its graph. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TwinEvents } from "../../events.ts";
import { createGatewayResponses } from "./gateway-responses.ts";
import type { Reply } from "./integration.ts";
import { createPipeline, type PipelineOptions, type Trace } from "./pipeline.ts";
import { createRecorder } from "./records.ts";
import { Refusal } from "./refusal.ts";
import { readBody, readHead } from "./request.ts";

export interface ApiGatewayOptions extends PipelineOptions {
  readonly events: TwinEvents;
  /** @default a free one */
  readonly port?: number;
}

export interface ApiGateway {
  /** "http://127.0.0.1:<port>"; the API is chosen by the Host header. */
  readonly origin: string;
  /** Dark: connections are dropped without an answer. */
  setDark(dark: boolean): void;
  close(): Promise<void>;
}

/** API Gateway's limit on request line and headers together. */
const largestHeaders = 10_240;

/** Throws a sentence when the graph describes what the twin cannot serve, or the port is taken. */
export async function startApiGateway(options: ApiGatewayOptions): Promise<ApiGateway> {
  const { region, resources, clock, events } = options;
  const answer = createPipeline(options);
  const refuse = createGatewayResponses(resources);
  const record = createRecorder(region, clock, events);
  let dark = false;

  const server = createServer({ maxHeaderSize: largestHeaders }, (incoming, outgoing) => {
    void serve(incoming, outgoing);
  });
  server.on("connection", (socket) => {
    if (dark) socket.destroy();
  });

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    const head = readHead(incoming, clock);
    const trace: Trace = {};
    let refusal: Refusal | undefined;
    let reply: Reply;
    try {
      const body = await readBody(incoming);
      reply = await answer({ ...head, body }, trace);
    } catch (error) {
      // Nobody is left to read an answer to a request that broke off.
      if (!incoming.complete) return;
      refusal =
        error instanceof Refusal
          ? error
          : new Refusal("INTEGRATION_FAILURE", { why: (error as Error).stack ?? String(error) });
      reply = refuse(refusal, trace.target?.api.id, { ...trace.context });
    }
    if (dark) return;
    outgoing.writeHead(reply.status, {
      ...reply.headers,
      ...(reply.status === 204 || reply.status === 304
        ? {}
        : { "Content-Length": String(reply.body.length) }),
      "x-amzn-RequestId": head.requestId,
      "x-amz-apigw-id": head.extendedRequestId,
      ...(trace.target?.stage.tracing ? { "X-Amzn-Trace-Id": head.traceId } : {}),
    });
    outgoing.end(head.httpMethod === "HEAD" ? undefined : reply.body);
    record({ head, trace, reply, refusal, durationMs: performance.now() - startedAt });
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "EADDRINUSE"
          ? new Error(
              `API Gateway of ${region} cannot listen: port ${options.port} on 127.0.0.1 is taken. Free it or give another port.`,
            )
          : error,
      ),
    );
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    setDark(value) {
      dark = value;
      if (dark) server.closeAllConnections();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
