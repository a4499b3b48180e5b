/** DNS on UDP and TCP, one port on 127.0.0.1, so that one can `dig @127.0.0.1 -p <port>`. */
import dgram from "node:dgram";
import net from "node:net";
import dns, { type DecodedPacket, type Packet } from "dns-packet";
import type { Resolution } from "./answers.ts";

export interface DnsServer {
  readonly port: number;
  close(): Promise<void>;
}

const rcodes = { NOERROR: 0, FORMERR: 1, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;
const ednsPayload = 1232;
const classicPayload = 512;

/** Throws a sentence when the port is taken. */
export async function startDnsServer(
  resolve: (name: string, type: string) => Resolution,
  port = 0,
): Promise<DnsServer> {
  const { udp, tcp } = await bindBoth(port);
  udp.on("message", (message, from) => {
    const reply = answer(message, resolve, "udp");
    if (reply) udp.send(reply, from.port, from.address);
  });
  const sockets = new Set<net.Socket>();
  tcp.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    let pending = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
        const length = pending.readUInt16BE(0);
        const reply = answer(pending.subarray(2, 2 + length), resolve, "tcp");
        pending = pending.subarray(2 + length);
        if (!reply) continue;
        const size = Buffer.alloc(2);
        size.writeUInt16BE(reply.length);
        socket.write(Buffer.concat([size, reply]));
      }
    });
  });
  return {
    port: udp.address().port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all([
        new Promise<void>((closed) => udp.close(() => closed())),
        new Promise<void>((closed) => tcp.close(() => closed())),
      ]);
    },
  };
}

/** A free UDP port may be taken for TCP: try again with another. */
async function bindBoth(port: number, tries = 5): Promise<{ udp: dgram.Socket; tcp: net.Server }> {
  const udp = dgram.createSocket("udp4");
  const tcp = net.createServer();
  try {
    await new Promise<void>((bound, failed) => {
      udp.once("error", failed);
      udp.bind(port, "127.0.0.1", () => bound());
    });
    await new Promise<void>((bound, failed) => {
      tcp.once("error", failed);
      tcp.listen(udp.address().port, "127.0.0.1", () => bound());
    });
    return { udp, tcp };
  } catch (error) {
    udp.close();
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    if (port === 0 && tries > 1) return bindBoth(0, tries - 1);
    throw new Error(
      `Route 53 cannot listen: port ${port} on 127.0.0.1 is taken. Free it or give another port.`,
    );
  }
}

/** Undefined for what is no question at all. */
function answer(
  message: Buffer,
  resolve: (name: string, type: string) => Resolution,
  transport: "udp" | "tcp",
): Buffer | undefined {
  if (message.length < 12) return undefined;
  const flags = message.readUInt16BE(2);
  // An answer is not answered, or two servers could talk for ever.
  if (flags & 0x8000) return undefined;
  const head = { type: "response", id: message.readUInt16BE(0) } as const;
  const echoed = flags & dns.RECURSION_DESIRED;
  let query: DecodedPacket;
  try {
    query = dns.decode(message);
  } catch {
    return dns.encode({ ...head, flags: echoed | rcodes.FORMERR });
  }
  const [question] = query.questions ?? [];
  const isQuery = (flags & 0x7800) === 0;
  if (!isQuery || !question)
    return dns.encode({ ...head, flags: echoed | (isQuery ? rcodes.FORMERR : rcodes.NOTIMP) });

  const edns = query.additionals?.find((one) => one.type === "OPT");
  const { rcode, answers, authorities } = resolve(question.name, question.type);
  const authoritative = rcode === "REFUSED" ? 0 : dns.AUTHORITATIVE_ANSWER;
  const reply: Packet = {
    ...head,
    flags: authoritative | echoed | rcodes[rcode],
    questions: [question],
    answers: [...answers],
    authorities: [...authorities],
    additionals: edns
      ? [
          {
            type: "OPT",
            name: ".",
            udpPayloadSize: ednsPayload,
            extendedRcode: 0,
            ednsVersion: 0,
            flags: 0,
            flag_do: false,
            options: [],
          },
        ]
      : [],
  };
  const encoded = dns.encode(reply);
  const largest =
    edns?.type === "OPT"
      ? Math.max(classicPayload, Math.min(edns.udpPayloadSize, ednsPayload))
      : classicPayload;
  if (transport === "tcp" || encoded.length <= largest) return encoded;
  // Cut short, so that the asker comes back over TCP.
  return dns.encode({
    ...reply,
    flags: (reply.flags ?? 0) | dns.TRUNCATED_RESPONSE,
    answers: [],
    authorities: [],
  });
}
