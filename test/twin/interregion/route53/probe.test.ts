import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { probe } from "../../../../twin/interregion/route53/probe.ts";

describe("A health checker's probe", () => {
  let server: Server | undefined;

  async function probeOf(listener: RequestListener, more: { searchString?: string; answerMs?: number } = {}) {
    server = createServer(listener);
    await new Promise<void>((listening) => server?.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as AddressInfo;
    const target = { host: "a.example.test", path: "/health", connectMs: 5_000, answerMs: 5_000, ...more };
    return probe({ ...target, origin: `http://127.0.0.1:${port}` }, new AbortController().signal);
  }

  afterEach(() => {
    server?.close();
    server?.closeAllConnections();
  });

  it("does not wait longer for an answer than it may", async () => {
    expect(await probeOf(() => {}, { answerMs: 20 })).to.deep.equal({
      healthy: false,
      reason: "no answer within 0.02 s",
    });
  });

  it("does not wait longer for the body that it searches", async () => {
    const result = await probeOf((_, outgoing) => void outgoing.writeHead(200).write("started"), {
      answerMs: 20,
      searchString: "started",
    });
    expect(result).to.deep.equal({ healthy: false, reason: "no whole body within 0.02 s" });
  });

  it("fails when the name leads nowhere", async () => {
    const nowhere = { origin: undefined, host: "a.example.test", path: "/", connectMs: 1, answerMs: 1 };
    const result = await probe(nowhere, new AbortController().signal);
    expect(result.healthy).to.equal(false);
    expect(result.reason).to.contain("a.example.test leads to no region");
  });
});
