import { createSocket, type Socket } from "node:dgram";
import dns from "node:dns";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import packet from "dns-packet";
import { lookUpTxt } from "../../../handlers/adapters/dns.ts";
import { activeRegion } from "../../../handlers/shared/active-region.ts";
import { testClock, testLog } from "../support/fakes.ts";

function region(answers: () => readonly string[]) {
  const time = testClock();
  const { log, entries } = testLog();
  let asked = 0;
  const active = activeRegion({
    lookUp: async () => {
      asked++;
      return answers();
    },
    name: "active.test.example",
    primaryRegion: "us-east-1",
    clock: time.clock,
    log,
  });
  return { active, time, entries, asked: () => asked };
}

const silence = () => {
  throw new Error("no answer");
};

describe("The active region", () => {
  it("is the one that DNS names, asked again after ten seconds", async () => {
    let answer = "us-east-1";
    const { active, time, asked } = region(() => [answer]);
    expect(await active.current()).to.equal("us-east-1");
    answer = "sa-east-1";
    time.advance(9_999);
    expect(await active.current()).to.equal("us-east-1");
    time.advance(1);
    expect(await Promise.all([active.current(), active.current()])).to.deep.equal(["sa-east-1", "sa-east-1"]);
    expect(asked()).to.equal(2);
  });

  it("is the primary while DNS has never answered", async () => {
    const { active, entries } = region(silence);
    expect(await active.current()).to.equal("us-east-1");
    expect(entries[0]?.level).to.equal("warn");
  });

  it("is the last one known when DNS stops answering", async () => {
    let answers: () => readonly string[] = () => ["sa-east-1"];
    const { active, time } = region(() => answers());
    await active.current();
    answers = silence;
    time.advance(60_000);
    expect(await active.current()).to.equal("sa-east-1");
    answers = () => ["us-east-1"];
    time.advance(10_000);
    expect(await active.current()).to.equal("us-east-1");
  });

  it("is not what a foreign record says", async () => {
    expect(await region(() => ["v=spf1 -all"]).active.current()).to.equal("us-east-1");
    expect(await region(() => ["v=spf1 -all", "sa-east-1"]).active.current()).to.equal("sa-east-1");
  });
});

describe("A look-up of texts", () => {
  let server: Socket;
  let answering: boolean;
  const former = dns.getServers();

  before(async () => {
    server = createSocket("udp4", (message, from) => {
      if (!answering) return;
      const { id, questions } = packet.decode(message);
      const name = questions?.[0]?.name ?? "";
      const reply = packet.encode({
        type: "response",
        id,
        questions,
        answers: [{ type: "TXT", name, ttl: 10, data: ["sa-east", "-1"] }],
      });
      server.send(reply, from.port, from.address);
    });
    await new Promise<void>((resolve) => server.bind(0, "127.0.0.1", resolve));
    dns.setServers([`127.0.0.1:${(server.address() as AddressInfo).port}`]);
  });

  after(async () => {
    dns.setServers(former);
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  it("asks the servers that the runtime has set, and joins a record's pieces", async () => {
    answering = true;
    expect(await lookUpTxt("active.test.example")).to.deep.equal(["sa-east-1"]);
  });

  it("does not wait for a server that is silent", async () => {
    answering = false;
    const message = await lookUpTxt("active.test.example", 20).catch((error: Error) => error.message);
    expect(message).to.include("active.test.example").and.to.include("20 ms");
  });
});
