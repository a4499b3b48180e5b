/** Serves Pulumi's gRPC services on a loopback port, with handlers that return promises. */
import * as grpc from "@grpc/grpc-js";
import { messageOf, Refusal } from "./errors.ts";
import "./quick-strings.ts";

/** As Pulumi's own client and server have it: a program's archives travel inside messages. */
export const channelOptions = {
  "grpc.max_receive_message_length": 400 * 1024 * 1024,
  "grpc.max_send_message_length": 400 * 1024 * 1024,
};

/** Requests and responses are of whatever messages the method has. */
type UnaryHandler = grpc.handleUnaryCall<never, never>;

/** Handlers by the method's name in lower camel case; every other method answers UNIMPLEMENTED. */
export type Handlers = Readonly<Record<string, (request: never) => unknown>>;

export interface ServedService {
  readonly definition: unknown;
  readonly handlers: Handlers;
}

export interface RpcServer {
  readonly address: string;
  close(): void;
}

/**
 * A handler that throws a Refusal answers CANCELLED, which ends a program quietly: the reason is the engine's to tell,
 * through `onRefusal`. Anything else that a handler throws is a fault of ours and goes the same way. After a refusal
 * nothing is handled any more, as with the real engine.
 */
export async function serve(
  services: readonly ServedService[],
  onRefusal: (refusal: Refusal) => void,
): Promise<RpcServer> {
  const server = new grpc.Server(channelOptions);
  const gate: Gate = { onRefusal };
  for (const { definition, handlers } of services)
    server.addService(
      definition as grpc.ServiceDefinition,
      implementation(definition as object, handlers, gate),
    );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}

interface Gate {
  readonly onRefusal: (refusal: Refusal) => void;
  refusal?: Refusal;
}

function implementation(
  definition: object,
  handlers: Handlers,
  gate: Gate,
): grpc.UntypedServiceImplementation {
  const answer =
    (handler: (request: never) => unknown): UnaryHandler =>
    async (call, reply) => {
      try {
        if (gate.refusal) throw gate.refusal;
        reply(null, (await handler(call.request)) as never);
      } catch (error) {
        const refusal =
          error instanceof Refusal ? error : new Refusal(`The engine failed: ${messageOf(error)}.`);
        if (!gate.refusal) gate.onRefusal(refusal);
        gate.refusal ??= refusal;
        reply({ code: grpc.status.CANCELLED, details: refusal.message });
      }
    };
  const unimplemented: UnaryHandler = (_call, reply) =>
    reply({ code: grpc.status.UNIMPLEMENTED, details: "not part of this engine" });
  const methods = Object.keys(definition).map((method) => {
    const handler = handlers[method];
    return [method, handler ? answer(handler) : unimplemented];
  });
  return Object.fromEntries(methods) as grpc.UntypedServiceImplementation;
}
