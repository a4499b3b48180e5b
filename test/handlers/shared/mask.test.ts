import { expect } from "chai";
import fc from "fast-check";
import { isDocument } from "../../../handlers/shared/documents.ts";
import {
  maskCards,
  maskDocuments,
  maskJson,
  maskPersonal,
  maskWritten,
} from "../../../handlers/shared/mask.ts";

/** A PIX code as Asaas gives it: digits in plenty. */
const pix =
  "00020101021226820014br.gov.bcb.pix2558pix.asaas.com/qr/cobv/7c0a1f5e-2d0b-4c1e-9a57-3f6b8d5e01c45204000053039865406123.305802BR5913BELLA NAPOLI6009SAO PAULO62070503***63041D3D";

/** The CPF of nine digits. */
function documentBeginningWith(nine: string): string {
  return Array.from({ length: 100 }, (_, end) => nine + String(end).padStart(2, "0")).find(isDocument) ?? "";
}

/** XX becomes the check digits of the nine digits that are left of it, or of its number. */
function withCheckDigits(text: string): string {
  const nine = text.slice(0, text.indexOf("XX")).replace(/\D/g, "").slice(-9);
  return text.replace("XX", documentBeginningWith(nine).slice(-2));
}

describe("a card's number", () => {
  const cards = [
    "4111111111111111",
    "5555555555554444",
    "378282246310005",
    "6062826786276634",
    "4222222222222",
    "6304000000000000000",
  ];

  for (const card of cards)
    it(`of ${card.length} digits (${card.slice(0, 4)}…) keeps its last four only`, () => {
      expect(maskCards(card)).to.equal("*".repeat(card.length - 4) + card.slice(-4));
    });

  it("is found with what people write between its digits, and around it", () => {
    expect(maskCards("meu cartão é 4111 1111 1111 1111, val 12/29 cvv 123")).to.equal(
      "meu cartão é **** **** **** 1111, val 12/29 cvv ***",
    );
    expect(maskCards("4111-1111-1111-1111")).to.equal("****-****-****-1111");
    expect(maskCards("4111.1111.1111.1111")).to.equal("****.****.****.1111");
    expect(maskCards("4111 1111-1111  1111")).to.not.contain("4111");
    expect(maskCards("4111\n1111\n1111\n1111")).to.not.contain("4111");
    expect(maskCards("3782 822463 10005")).to.equal("**** ****** *0005");
    expect(maskCards("numero:4111111111111111val12/29")).to.not.contain("4111111");
  });

  for (const [written, masked] of [
    ["4111,1111,1111,1111", "****,****,****,1111"],
    ["4111:1111:1111:1111", "****:****:****:1111"],
    ["4111*1111*1111*1111", `${"*".repeat(15)}1111`],
    ["4111 | 1111 | 1111 | 1111", "**** | **** | **** | 1111"],
    ["4111111111111111a", `${"*".repeat(12)}1111a`],
    ["cc4111111111111111", `cc${"*".repeat(12)}1111`],
    ["４１１１１１１１１１１１１１１１", `${"*".repeat(12)}1111`],
  ] as const)
    it(`is found in ${written}`, () => {
      expect(maskCards(written)).to.equal(masked);
      expect(maskPersonal(written)).to.equal(masked);
    });

  it("is found beside its expiry, its code and another card", () => {
    const masked = maskCards("4111 1111 1111 1111 12 29 123 5555 5555 5555 4444");
    expect(masked).to.equal("**** **** **** 1111 12 29 123 **** **** **** 4444");
    expect(maskCards("2 4111111111111111")).to.equal("2 ************1111");
  });

  it("is hidden however it is grouped", () => {
    const separators = fc.array(fc.constantFrom("", " ", ".", "-", " - "), { minLength: 15, maxLength: 15 });
    fc.assert(
      fc.property(fc.constantFrom("4111111111111111", "5105105105105100"), separators, (card, between) => {
        const written = [...card].map((digit, index) => digit + (between[index] ?? "")).join("");
        expect(maskCards(`é ${written}`).replace(/\D/g, "")).to.equal(card.slice(-4));
      }),
    );
  });

  it("is not seen in other numbers: ids, times, phones, and a code to pay by PIX", () => {
    for (const text of [
      "4111111111111112",
      "1764025200000",
      "2026-11-24 23:05:03",
      "5511987654321",
      "conv_411111111111111141111111",
      "a4111111111111111b",
      "41111111-1111-4111-8111-a11111111111",
      "10:30, 11:45, 22:00 e 23:15",
      "4,10 5,20 33,90 41,00 55,90",
      "2024, 2025, 2026, 2031",
      pix,
      `Copie: ${pix}`,
    ])
      expect(maskCards(text), text).to.equal(text);
  });
});

describe("a card's security code", () => {
  for (const [written, masked] of [
    ["cvv 123", "cvv ***"],
    ["CVC: 1234", "CVC: ****"],
    ["cvv2 é *123*", "cvv2 é *****"],
    ["código de segurança 123", "código de segurança ***"],
    ["o codigo de seguranca do cartao é 123.", "o codigo de seguranca do cartao é ***."],
    ["4111 1111 1111 1111 cvv123", "**** **** **** 1111 cvv***"],
  ] as const)
    it(`is hidden in ${written}`, () => expect(maskWritten(written)).to.equal(masked));

  it("is no other number", () => {
    for (const text of [
      "cvv 12/29",
      "cvv 12345",
      "código do cupom 123",
      "código de segurança do portão 1234",
    ])
      expect(maskWritten(text)).to.equal(text);
  });
});

describe("a PIX code", () => {
  const personal = (key: string, txid = "***") =>
    `00020126${key.length + 22}0014br.gov.bcb.pix01${key.length}${key}5204000053039865802BR5913FULANO DE TAL6008BRASILIA62${txid.length + 4}05${String(txid.length).padStart(2, "0")}${txid}63041D3D`;

  for (const [what, code] of [
    ["as a key", personal("52998224725")],
    ["as its id", personal("fulano@exemplo.com.br", "52998224725")],
    ["in one without its head", personal("52998224725").slice(personal("52998224725").indexOf("br."))],
    ["in one without its end", personal("52998224725").slice(0, 60)],
  ] as const)
    it(`of a person's own shows no CPF ${what}`, () => {
      for (const mask of [maskDocuments, maskPersonal, maskWritten])
        expect(mask(`meu pix: ${code}`)).to.match(/^meu pix: (?!.*52998224725)/);
    });

  it("hides no card between its ends, though it looks like one of Asaas's", () => {
    for (const text of [
      "00020126 4111111111111111 6304ABCD",
      pix.replace("BELLA NAPOLI", "4111111111111111"),
      pix.replace("BELLA NAPOLI", "4111 1111 1111 1111"),
      `${pix.slice(0, 40)}4111111111111111${pix.slice(40)}`,
    ])
      expect(maskPersonal(text).replace(/\D/g, "")).to.not.contain("4111111111111111");
  });

  it("of Asaas's stays whole, one in the sandbox as well", () => {
    const sandbox =
      "00020101021226730014br.gov.bcb.pix2551pix-h.asaas.com/pixqrcode/cobv/pay_75706137679951455204000053039865802BR5905ASAAS6009Joinville61088922827162070503***63045E8C";
    for (const code of [pix, sandbox]) expect(maskPersonal(code)).to.equal(code);
  });
});

describe("a tax number", () => {
  it("keeps its check digits only, with punctuation and without", () => {
    expect(maskDocuments("CPF 529.982.247-25.")).to.equal("CPF ***.***.***-25.");
    expect(maskDocuments("52998224725")).to.equal("*********25");
    expect(maskDocuments("CNPJ 11.222.333/0001-81")).to.equal("CNPJ **.***.***/****-81");
    expect(maskDocuments("12.ABC.345/01DE-35")).to.equal("**.***.***/****-35");
  });

  for (const [written, masked] of [
    ["cpf52998224725", "cpf*********25"],
    ["52998224725cpf", "*********25cpf"],
    ["529-982-247-25", "***-***-***-25"],
    ["529.982.247/25", "***.***.***/25"],
    ["5299822 4725", "******* **25"],
    ["5 2 9 9 8 2 2 4 7 2 5", "* * * * * * * * * 2 5"],
    ["529. 982. 247-25", "***. ***. ***-25"],
    ["529.982.247 - 25", "***.***.*** - 25"],
    ["*529,982,247-25*", "****,***,***-25*"],
    ["５２９.９８２.２４７-２５", "***.***.***-25"],
    ["11-222-333-0001-81", "**-***-***-****-81"],
    ["cnpj11222333000181", "cnpj************81"],
    ["52998224725 30 anos", "*********25 30 anos"],
    // As a phone's number is written, with an area code that there is not.
    ["52 99822-4725", "** *****-**25"],
    ["(52) 9 9822-4725", "(**) * ****-**25"],
  ] as const)
    it(`is found in ${written}`, () => {
      expect(maskDocuments(written)).to.equal(masked);
      expect(maskPersonal(written)).to.equal(masked);
    });

  it("is found behind another one, whose end may be its beginning", () => {
    expect(maskDocuments("52998224725 11222333000181 529.982.247-25")).to.equal(
      "*********25 ************81 ***.***.***-25",
    );
    // The 25 that the first one shows and the digits behind it are a CPF of their own.
    const chained = documentBeginningWith("258000000");
    expect(maskDocuments(`52998224725 ${chained.slice(2)}`)).to.equal(
      `*********** *******${chained.slice(-2)}`,
    );
  });

  it("is not made of numbers that stand together: a phone, an address, times, prices, lines, a list, ids", () => {
    // Each one's digits would be a CPF's.
    for (const text of [
      ...["11 98765-43XX", "(11) 98765-43XX", "11 98765 43XX", "11 9 8765-43XX"],
      ...[
        "Rua Augusta, 250 - 01045-0XX",
        "250, 01045-0XX",
        "01045-000 - 2XX",
        "1/11/2026 19:XX",
        "4,50 12,90 330,XX",
      ],
      ...["529\n982\n247\nXX", "529, 982, 247, XX", "line_529982247XXa", "take:line:line_529982247XXa:1"],
      ...["a529982247XXb", "52998224-7251-4bcd-8abc-529982247XXa"],
    ].map(withCheckDigits))
      expect(maskDocuments(text), text).to.equal(text);
  });

  it("that may as well be a phone's number is kept, and in no log", () => {
    const phone = withCheckDigits("(11) 98765-43XX");
    expect(maskDocuments(phone)).to.equal(phone);
    expect(maskPersonal(phone)).to.equal(`(**) *****-**${phone.slice(-2)}`);
    expect(maskPersonal("(11) 98765-4321"), "no CPF").to.equal("(11) 98765-4321");
  });

  it("is known by its check digits", () => {
    for (const text of ["529.982.247-24", "11111111111", "11987654321", "ord_01K0CPF", pix])
      expect(maskDocuments(text), text).to.equal(text);
    expect(["52998224725", "11222333000181", "12ABC34501DE35"].every(isDocument)).to.equal(true);
    expect(["52998224752", "00000000000", "5299822472", ""].some(isDocument)).to.equal(false);
  });
});

describe("a long text", () => {
  it("is masked in no time, whatever it is made of", () => {
    for (const piece of [
      "4",
      "4 ",
      "41 11-1 ",
      "4111 1111 1111 1111 ",
      "52998224725 ",
      "a1",
      "AB ",
      "_1",
      "1:",
      "1a-",
    ]) {
      const text = piece.repeat(10_000 / piece.length);
      const start = performance.now();
      maskPersonal(text);
      expect(performance.now() - start, piece).to.be.below(2000);
    }
  });
});

describe("a JSON value", () => {
  it("is masked in its strings, keys and numbers, and otherwise stays as it is", () => {
    const value = {
      text: ["+5511987654321 529.982.247-25"],
      card: 4111111111111111,
      "4111111111111111": true,
      at: 1764025200000,
      took: 41.11111111111111,
      nothing: null,
    };
    expect(maskJson(value)).to.deep.equal({
      text: ["+55119****4321 ***.***.***-25"],
      card: "************1111",
      "************1111": true,
      at: 1764025200000,
      took: 41.11111111111111,
      nothing: null,
    });
  });

  it("masked twice is masked once", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(maskPersonal(maskPersonal(text))).to.equal(maskPersonal(text));
      }),
    );
  });
});
