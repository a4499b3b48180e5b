import { expect } from "chai";
import { nearConversations, openContextCache } from "../../../handlers/adapters/context-cache.ts";
import type { Conversations } from "../../../handlers/conversation/ports.ts";
import { type Conversation, newConversation } from "../../../handlers/conversation/record.ts";
import { RetryLater } from "../../../handlers/conversation/retry-later.ts";

const known: Conversation = { ...newConversation("client_a", "conv_1", "+5511999990000"), revision: 3 };

/** A table and a cache as maps, and how often the table was read. */
function world(inTable: Conversation | undefined = known) {
  const rows = new Map<string, Conversation>();
  if (inTable) rows.set(inTable.conversationId, inTable);
  const kept = new Map<string, unknown>();
  let reads = 0;
  const table: Conversations = {
    async find(_clientId, conversationId) {
      reads += 1;
      return { ok: true, conversation: rows.get(conversationId) };
    },
    async save(conversation) {
      const row = rows.get(conversation.conversationId);
      if ((row?.revision ?? 0) !== conversation.revision) throw new Error("written by somebody else");
      const saved = { ...conversation, revision: conversation.revision + 1 };
      rows.set(conversation.conversationId, saved);
      return saved;
    },
    async discard(_clientId, conversationId) {
      rows.delete(conversationId);
    },
  };
  const cache = openContextCache({
    get: async (clientId, key) => kept.get(`${clientId}:${key}`),
    put: async (clientId, key, value) => void kept.set(`${clientId}:${key}`, value),
    forget: async (clientId, key) => void kept.delete(`${clientId}:${key}`),
  });
  return { near: nearConversations(table, cache), table, kept, reads: () => reads };
}
const key = "client_a:conversation:conv_1";
const found = async (near: Conversations) => {
  const read = await near.find("client_a", "conv_1");
  return read.ok ? read.conversation : undefined;
};

describe("Conversations near at hand", () => {
  it("are read from the table once, and then from where they were saved last", async () => {
    const { near, reads } = world();
    const first = await found(near);
    await near.save({ ...first!, customerName: "Ana" });
    expect(await found(near)).to.include({ customerName: "Ana", revision: 4 });
    expect(reads()).to.equal(1);
  });

  it("are not kept while something is to be sent or a turn is open: an old copy would do it twice", async () => {
    const { near, kept } = world();
    const saved = await near.save(known);
    expect(kept.has(key)).to.equal(true);
    await near.save({ ...saved, outgoing: [{ text: "Olá!" }] });
    expect(kept.has(key)).to.equal(false);
  });

  it("that turn out to be old are forgotten, and the message comes again at once", async () => {
    const { near, table, kept } = world();
    await near.save(known);
    // Another region has answered meanwhile.
    await table.save({ ...known, revision: 4, customerName: "Bia" });
    const old = await found(near);
    const error = await near.save(old!).catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(RetryLater).with.property("seconds", 1);
    expect(kept.has(key)).to.equal(false);
    expect(await found(near)).to.include({ customerName: "Bia", revision: 5 });
  });

  it("that came from the table fail as they always did", async () => {
    const { near } = world();
    const error = await near.save({ ...known, revision: 1 }).catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(Error).and.not.instanceOf(RetryLater);
  });

  it("of another shape than today's are read from the table", async () => {
    const { near, kept, reads } = world();
    for (const odd of [{ clientId: "client_a" }, "text", 7]) {
      kept.set(key, odd);
      expect(await found(near)).to.deep.equal(known);
    }
    expect(reads()).to.equal(3);
  });

  it("are gone once they are discarded", async () => {
    const { near, kept } = world();
    await near.save(known);
    await near.discard("client_a", "conv_1");
    expect(kept.size).to.equal(0);
    expect(await found(near)).to.equal(undefined);
  });
});
