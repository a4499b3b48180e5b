/** Every stand-in listens the same way: HTTP on 127.0.0.1, a free port unless one is given. */
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import type { Hono } from "hono";

export interface Listening {
  /** "http://127.0.0.1:<port>" */
  readonly origin: string;
  /** Ends open connections too, so that a stopped twin leaves nothing behind. */
  close(): Promise<void>;
}

/** Throws a sentence when the port is taken. */
export function listen(name: string, app: Hono, port = 0): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port }, (address: AddressInfo) =>
      resolve({
        origin: `http://127.0.0.1:${address.port}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            if ("closeAllConnections" in server) server.closeAllConnections();
          }),
      }),
    );
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "EADDRINUSE"
          ? new Error(
              `${name} cannot listen: port ${port} on 127.0.0.1 is taken. Free it or give another port.`,
            )
          : error,
      ),
    );
  });
}
