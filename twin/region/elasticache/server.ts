/** One replication group: a door that asks who comes, and behind it a server that stores. */

import type { AddressInfo } from "node:net";
import net from "node:net";
import { createRedisServer } from "js-redis-server";
import type { Clock } from "../../clock.ts";
import type { TwinEvents } from "../../events.ts";
import type { Principals } from "../iam/principals.ts";
import { readCommand } from "./command.ts";
import type { CacheSettings } from "./settings.ts";
import { admit } from "./token.ts";

export interface CacheServerOptions {
  readonly region: string;
  readonly settings: CacheSettings;
  readonly principals: Principals;
  readonly clock: Clock;
  readonly events: TwinEvents;
}

export interface CacheServer {
  /** "127.0.0.1:<port>" */
  readonly address: string;
  setDark(dark: boolean): Promise<void>;
  close(): Promise<void>;
}

export async function startCacheServer(options: CacheServerOptions): Promise<CacheServer> {
  const store = () => createRedisServer({ compatibility: "valkey-8.0" });
  let behind = await store();
  let dark = false;
  const sockets = new Set<net.Socket>();
  const door = net.createServer((socket) => {
    if (dark) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
    letIn(socket, options, () => net.connect(behind.port, behind.host));
  });
  await new Promise<void>((resolve, reject) => {
    door.once("error", reject);
    door.listen(0, "127.0.0.1", resolve);
  });
  const cutAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    address: `127.0.0.1:${(door.address() as AddressInfo).port}`,
    async setDark(value) {
      if (value === dark) return;
      dark = value;
      if (!dark) return;
      cutAll();
      // A region that comes back comes back with empty nodes.
      await behind.close();
      behind = await store();
    },
    async close() {
      cutAll();
      await new Promise((resolve) => door.close(resolve));
      await behind.close();
    },
  };
}

/** Until somebody has said who they are, nothing reaches the store. */
function letIn(socket: net.Socket, options: CacheServerOptions, connect: () => net.Socket): void {
  const { settings } = options;
  const through = (first: Buffer) => {
    const inner = connect();
    inner.on("error", () => socket.destroy());
    inner.on("close", () => socket.destroy());
    socket.on("close", () => inner.destroy());
    if (first.length) inner.write(first);
    socket.pipe(inner).pipe(socket);
  };
  if (!settings.users.length) {
    through(Buffer.alloc(0));
    return;
  }
  let received: Buffer = Buffer.alloc(0);
  const listen = (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    for (let read = readCommand(received); read; read = readCommand(received)) {
      received = received.subarray(read.length);
      const [name = "", user = "", token = ""] = read.command;
      if (name.toUpperCase() !== "AUTH") {
        socket.write("-NOAUTH Authentication required.\r\n");
        continue;
      }
      if (!admit(user, token, options)) {
        socket.write("-WRONGPASS invalid username-password pair or user is disabled.\r\n");
        continue;
      }
      socket.off("data", listen);
      socket.write("+OK\r\n");
      through(received);
      return;
    }
  };
  socket.on("data", listen);
}
