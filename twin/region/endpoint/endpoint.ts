/**
 * A region's AWS endpoint: one listener that an unmodified SDK reaches through AWS_ENDPOINT_URL. It finds the service and
 * the region in the signature, checks the signature and the caller's IAM policies, and hands the call on.
 */
import http from "node:http";
import type { AddressInfo } from "node:net";
import type { TwinEvents } from "../../events.ts";
import { type AwsCall, AwsError, type AwsReply, type AwsService } from "../aws-service.ts";
import type { Principals } from "../iam/principals.ts";
import { encodeError } from "./encode-error.ts";
import { forward } from "./forward.ts";
import {
  accessDenied,
  unknownKey,
  unknownRegion,
  unknownService,
  unsigned,
  wrongSignature,
} from "./refusals.ts";
import { isSignedWith, readSignature, type WireRequest } from "./sigv4.ts";

export interface EndpointArgs {
  readonly region: string;
  readonly services: readonly AwsService[];
  readonly principals: Principals;
  /** Receives `call` for every signed call, and `denied` for each that IAM refuses. */
  readonly events: TwinEvents;
  /** Another region's endpoint; undefined for a region that the twin does not have. */
  readonly peer: (region: string) => string | undefined;
  /** @default a free one */
  readonly port?: number;
}

export interface Endpoint {
  /** "http://127.0.0.1:<port>", for AWS_ENDPOINT_URL. */
  readonly url: string;
  /** Dark: every connection, open or new, is cut without an answer. */
  setDark(dark: boolean): void;
  close(): Promise<void>;
}

/** @throws a sentence when the port is taken. */
export async function startEndpoint(args: EndpointArgs): Promise<Endpoint> {
  const answer = dispatcher(args);
  let dark = false;
  const server = http.createServer((incoming, response) => {
    const hungUp = new AbortController();
    response.once("close", () => hungUp.abort());
    receive(incoming)
      .then((request) => answer(incoming.url ?? "/", request, hungUp.signal))
      .then((reply) => send(response, reply, incoming.method === "HEAD"))
      .catch(() => response.destroy());
  });
  server.on("connection", (socket) => {
    if (dark) socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "EADDRINUSE"
          ? new Error(`Port ${args.port} is taken; the ${args.region} endpoint needs another.`)
          : error,
      ),
    );
    server.listen(args.port ?? 0, "127.0.0.1", resolve);
  });
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    setDark(value) {
      dark = value;
      if (dark) server.closeAllConnections();
    },
    close,
  };
}

function dispatcher({ region, services, principals, events, peer }: EndpointArgs) {
  const byName = new Map(services.map((service) => [service.name, service]));

  return async (url: string, request: WireRequest, signal: AbortSignal): Promise<AwsReply> => {
    const signature = readSignature(request);
    const call: AwsCall = {
      ...request,
      service: signature?.service ?? guessService(request),
      region: signature?.region ?? region,
      accessKeyId: signature?.accessKeyId ?? "",
      action: actionOf(request),
      signal,
    };
    if (signature && signature.region !== region && !request.headers["x-twin-forwarded"]) {
      const endpoint = peer(signature.region);
      if (endpoint) return forward(endpoint, url, request, signal);
    }
    try {
      if (!signature) throw unsigned(call.service);
      if (signature.region !== region) throw unknownRegion(signature.region, region);
      const caller = principals.identify(signature.accessKeyId);
      if (!caller || caller.credentials.sessionToken !== signature.sessionToken)
        throw unknownKey(call.service);
      if (!isSignedWith(caller.credentials.secretAccessKey, request, signature)) {
        throw wrongSignature(call.service);
      }
      const { callerArn } = caller.principal;
      const action = call.action || `${call.method} ${call.path}`;
      const { service: name, body } = call;
      events.emit("call", { at: region, service: name, action, principal: callerArn, body });
      const service = byName.get(call.service);
      if (!service) throw unknownService(call.service, [...byName.keys()]);
      for (const permission of service.permissions(call)) {
        const { allowed, reason } = principals.allows(caller.principal, permission);
        if (allowed) continue;
        const { action, resource } = permission;
        events.emit("denied", { region, principal: callerArn, action, resource });
        throw accessDenied(call.service, callerArn, permission, reason);
      }
      return await service.handle(call);
    } catch (error) {
      return encodeError(call, error instanceof AwsError ? error : internal(call, error as Error));
    }
  };
}

/** A mistake in the twin itself: AWS's name for it, and enough to find it. */
function internal({ service, action, path }: AwsCall, error: Error): AwsError {
  return new AwsError(
    "InternalServerError",
    `The twin failed in ${service} ${action || path}: ${error.stack ?? error.message}`,
    500,
  );
}

function actionOf({ headers }: WireRequest): string {
  const target = headers["x-amz-target"];
  return typeof target === "string" ? (target.split(".").at(-1) ?? "") : "";
}

/** An unsigned request names no service; the shape of the refusal follows the protocol that it speaks. */
function guessService({ headers, path }: WireRequest): string {
  const target = headers["x-amz-target"];
  if (typeof target === "string") return (target.split(/[_.]/, 1)[0] ?? "").toLowerCase();
  return /^\/\d{4}-\d\d-\d\d\//.test(path) ? "lambda" : "s3";
}

async function receive(incoming: http.IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  // Not through URL, which would resolve "..", and an object's key may hold that.
  const [path = "/", query] = (incoming.url ?? "/").split(/\?(.*)/s, 2);
  return {
    method: incoming.method ?? "GET",
    path,
    query: new URLSearchParams(query),
    headers: incoming.headers,
    body: Buffer.concat(chunks),
  };
}

function send(response: http.ServerResponse, { status, headers, body }: AwsReply, headOnly: boolean): void {
  const payload = typeof body === "string" ? Buffer.from(body) : (body ?? Buffer.alloc(0));
  response.writeHead(status, {
    ...(headOnly ? {} : { "content-length": payload.byteLength }),
    ...headers,
  });
  response.end(headOnly ? undefined : payload);
}
