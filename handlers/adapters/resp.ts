/**
 * Valkey's protocol (RESP2), as much of it as a cache needs: replies that are a text, a number, nothing or an error. The
 * smallest client library adds 51 kB to a bundle that has less to spare; see docs/decisions/cache.md.
 */
import { once } from "node:events";
import net from "node:net";
import tls from "node:tls";

export type Reply = string | number | null;

export interface Connection {
  readonly open: boolean;
  /** Throws when the server refuses, the connection ends, or there is no answer in time; after either of the latter two it is closed. */
  send(command: readonly string[], timeoutMs: number): Promise<Reply>;
  close(): void;
}

/** A refusal by the server, in its words: "NOAUTH Authentication required." */
export class RespError extends Error {
  override readonly name = "RespError";
}

interface Waiting {
  resolve(reply: Reply): void;
  reject(error: Error): void;
}

/** @param url "rediss://…" speaks TLS, "redis://…" does not. Throws when there is no connection in time. */
export async function connect(url: URL, timeoutMs: number): Promise<Connection> {
  const secure = url.protocol === "rediss:";
  const host = url.hostname;
  const port = Number(url.port || 6379);
  const socket = secure ? tls.connect({ host, port, servername: host }) : net.connect({ host, port });
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    await once(socket, secure ? "secureConnect" : "connect", { signal });
  } catch (error) {
    socket.on("error", () => {});
    socket.destroy();
    throw signal.aborted ? new Error(`${host}:${port} did not answer within ${timeoutMs} ms.`) : error;
  }
  return overSocket(socket);
}

function overSocket(socket: net.Socket): Connection {
  const waiting: Waiting[] = [];
  let received: Buffer = Buffer.alloc(0);
  let open = true;
  const end = (error: Error) => {
    open = false;
    socket.destroy();
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  socket.setNoDelay(true);
  // Nothing that runs waits for a connection that is only kept for the next call.
  socket.unref();
  socket.on("error", end);
  socket.on("close", () => end(new Error("The connection ended.")));
  socket.on("data", (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    try {
      for (let parsed = parseReply(received); parsed; parsed = parseReply(received)) {
        received = received.subarray(parsed.length);
        const next = waiting.shift();
        if (parsed.reply instanceof RespError) next?.reject(parsed.reply);
        else next?.resolve(parsed.reply);
      }
    } catch (error) {
      end(error as Error);
    }
  });
  return {
    get open() {
      return open;
    },
    send(command, timeoutMs) {
      if (!open) return Promise.reject(new Error("The connection has ended."));
      const { promise, resolve, reject } = Promise.withResolvers<Reply>();
      // Its answer may still come, and would be taken for the next command's: the connection is of no more use.
      const timer = setTimeout(() => end(new Error(`No answer within ${timeoutMs} ms.`)), timeoutMs);
      waiting.push({ resolve, reject });
      socket.write(encode(command));
      return promise.finally(() => clearTimeout(timer));
    },
    close: () => end(new Error("The connection was closed.")),
  };
}

export function encode(command: readonly string[]): string {
  const parts = command.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`);
  return `*${command.length}\r\n${parts.join("")}`;
}

/**
 * @returns the first reply and how many bytes it takes; undefined while it is incomplete.
 * @throws when the bytes are no such reply
 */
export function parseReply(
  bytes: Buffer,
): { readonly reply: Reply | RespError; readonly length: number } | undefined {
  const end = bytes.indexOf("\r\n");
  if (end < 0) return undefined;
  const text = bytes.toString("utf8", 1, end);
  const length = end + 2;
  switch (String.fromCharCode(bytes[0]!)) {
    case "+":
      return { reply: text, length };
    case "-":
      return { reply: new RespError(text), length };
    case ":":
      return { reply: Number(text), length };
    case "$": {
      const size = Number(text);
      if (size < 0) return { reply: null, length };
      if (bytes.length < length + size + 2) return undefined;
      return { reply: bytes.toString("utf8", length, length + size), length: length + size + 2 };
    }
  }
  throw new Error(`The cache answered with something that is no reply of its protocol: ${text.slice(0, 40)}`);
}
