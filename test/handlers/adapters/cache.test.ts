import { once } from "node:events";
import net, { type AddressInfo } from "node:net";
import { expect } from "chai";
import { openCache } from "../../../handlers/adapters/cache.ts";
import { encode, parseReply, RespError } from "../../../handlers/adapters/resp.ts";
import { openTables } from "../../../handlers/adapters/tables.ts";
import { testClock, testLog } from "../support/fakes.ts";

describe("Valkey's protocol", () => {
  it("counts a command's parts in bytes, not in letters", () => {
    expect(encode(["SET", "ação"])).to.equal("*2\r\n$3\r\nSET\r\n$6\r\nação\r\n");
  });

  it("has texts, numbers, nothing and refusals for replies", () => {
    const reply = (text: string) => parseReply(Buffer.from(text))?.reply;
    expect(reply("+OK\r\n")).to.equal("OK");
    expect(reply(":3\r\n")).to.equal(3);
    expect(reply("$-1\r\n")).to.equal(null);
    expect(reply("$9\r\na\r\nação\r\n")).to.equal("a\r\nação");
    expect(reply("-NOAUTH Authentication required.\r\n"))
      .to.be.instanceOf(RespError)
      .with.property("message", "NOAUTH Authentication required.");
  });

  it("is read only once it is complete, and no further", () => {
    const bytes = Buffer.from("$5\r\nhello\r\n+OK\r\n");
    for (let length = 0; length < 11; length += 1)
      expect(parseReply(bytes.subarray(0, length)), `${length} bytes`).to.equal(undefined);
    expect(parseReply(bytes)).to.deep.equal({ reply: "hello", length: 11 });
  });

  it("refuses what speaks another one", () => {
    expect(() => parseReply(Buffer.from("HTTP/1.1 400 Bad Request\r\n"))).to.throw(
      "no reply of its protocol",
    );
  });
});

describe("A cache", () => {
  let server: net.Server;
  let commands: string[];
  /** What the server says to each command but AUTH; undefined: nothing. */
  let answer: ((command: string) => string | undefined) | undefined;
  const sockets: net.Socket[] = [];
  before(() => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: "AKID", AWS_SECRET_ACCESS_KEY: "secret" });
  });
  beforeEach(async () => {
    commands = [];
    answer = () => "$1\r\n1\r\n";
    server = net.createServer((socket) => {
      sockets.push(socket);
      socket.on("error", () => {});
      socket.on("data", (chunk) => {
        for (const text of chunk.toString().split(/(?=\*\d+\r\n)/)) {
          const name = text.split("\r\n")[2]!;
          commands.push(name);
          const reply = name === "AUTH" ? "+OK\r\n" : answer?.(text);
          if (reply) socket.write(reply);
        }
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server.close();
  });

  function open(port = (server.address() as AddressInfo).port) {
    const time = testClock();
    const { log, entries } = testLog();
    const url = `redis://reader@127.0.0.1:${port}`;
    const client = { config: openTables().config };
    Object.assign(client.config, { region: async () => "us-east-1" });
    return { cache: openCache({ url, name: "sessions", client, clock: time.clock, log }), entries, time };
  }

  it("says who it is once, and then asks over the same connection", async () => {
    const { cache } = open();
    expect(await Promise.all([cache.get("client_a", "k"), cache.get("client_a", "l")])).to.deep.equal([1, 1]);
    await cache.get("client_a", "k");
    expect(commands.filter((name) => name === "AUTH")).to.have.length(1);
  });

  it("that does not answer finds nothing, is left alone for a while, and is asked again", async () => {
    answer = () => undefined;
    const { cache, entries, time } = open();
    expect(await cache.get("client_a", "k")).to.equal(undefined);
    expect(entries.map(({ message }) => message)).to.deep.equal([
      "The cache does not answer; the tables do.",
    ]);
    const asked = commands.length;
    answer = () => "$1\r\n1\r\n";
    expect(await cache.get("client_a", "k")).to.equal(undefined);
    expect(commands).to.have.length(asked);
    time.advance(5_000);
    expect(await cache.get("client_a", "k")).to.equal(1);
  });

  it("that refuses, or keeps what is no JSON, finds nothing", async () => {
    answer = () => "-LOADING Valkey is loading the dataset in memory\r\n";
    expect(await open().cache.get("client_a", "k")).to.equal(undefined);
    answer = () => "$5\r\nhello\r\n";
    expect(await open().cache.get("client_a", "k")).to.equal(undefined);
  });

  it("that cannot be reached keeps nothing and throws nothing", async () => {
    const { port } = server.address() as AddressInfo;
    server.close();
    const { cache, entries } = open(port);
    await cache.put("client_a", "k", 1, 60);
    await cache.forget("client_a", "k");
    expect(entries).to.have.length(1);
  });

  it("that there is none of finds nothing", async () => {
    const { log, entries } = testLog();
    const cache = openCache({ client: openTables(), clock: testClock().clock, log });
    await cache.put("client_a", "k", 1, 60);
    expect(await cache.get("client_a", "k")).to.equal(undefined);
    expect(entries).to.deep.equal([]);
  });
});
