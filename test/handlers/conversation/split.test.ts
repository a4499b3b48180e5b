import { expect } from "chai";
import fc from "fast-check";
import { messageLimit, splitReply } from "../../../handlers/conversation/split.ts";

describe("A long reply", () => {
  it("is one message while it fits", () => {
    expect(splitReply("  Olá! ")).to.deep.equal(["Olá!"]);
    expect(splitReply("a".repeat(messageLimit))).to.have.length(1);
    expect(splitReply(" ")).to.deep.equal([]);
  });

  it("is split where a sentence ends", () => {
    expect(splitReply("Temos calabresa. Custa R$ 54,90. Quer uma? Ou duas?", 35)).to.deep.equal([
      "Temos calabresa. Custa R$ 54,90.",
      "Quer uma? Ou duas?",
    ]);
  });

  it("is split between paragraphs and lines rather than inside them", () => {
    expect(splitReply("*Pizzas*\nCalabresa. Boa.\n\n*Bebidas*\nCoca. Suco.", 34)).to.deep.equal([
      "*Pizzas*\nCalabresa. Boa.",
      "*Bebidas*\nCoca. Suco.",
    ]);
    expect(splitReply("• Calabresa. R$ 1\n• Portuguesa. R$ 2", 30)).to.deep.equal([
      "• Calabresa. R$ 1",
      "• Portuguesa. R$ 2",
    ]);
  });

  it("is cut in a word only when there is nothing better, and never in a character", () => {
    expect(splitReply("abcdefghij", 4)).to.deep.equal(["abcd", "efgh", "ij"]);
    expect(splitReply("abc🍕def", 4)).to.deep.equal(["abc", "🍕de", "f"]);
  });

  it("loses nothing but spaces and never exceeds the limit", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 300 }),
        fc.integer({ min: 8, max: 60 }),
        (text, limit) => {
          const parts = splitReply(text, limit);
          const bare = (s: string) => s.replace(/\s+/g, "");
          expect(bare(parts.join(""))).to.equal(bare(text));
          for (const part of parts) expect(part.length).to.be.within(1, limit);
        },
      ),
    );
  });
});
