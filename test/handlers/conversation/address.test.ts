/** Addresses as customers write them to the menus. */
import { expect } from "chai";
import { addressIn } from "../../../handlers/conversation/menus/address.ts";

const written: Readonly<Record<string, readonly [street: string, number: string, rest?: object]>> = {
  "Rua das Flores, 123, Centro, 01310-100": [
    ...(["Rua das Flores", "123"] as const),
    { district: "Centro", postalCode: "01310-100" },
  ],
  "Rua 7 de Setembro, 100": ["Rua 7 de Setembro", "100"],
  "rua 15 de novembro 230 centro": ["rua 15 de novembro", "230", { district: "centro" }],
  "Av. 9 de Julho, 2000, apto 51": ["Av. 9 de Julho", "2000", { district: "apto 51" }],
  "Avenida 23 de Maio, nº 45": ["Avenida 23 de Maio", "45"],
  "R. 25 de março, 1081 - Sé": ["R. 25 de março", "1081", { district: "Sé" }],
  "Rua 1º de Maio, 33": ["Rua 1º de Maio", "33"],
  "Praça 1o de maio 7": ["Praça 1o de maio", "7"],
  "Rua Quadra 24 de Maio, 35": ["Rua Quadra 24 de Maio", "35"],
  "Rua 12, 45": ["Rua 12", "45"],
  "Rua 12 nº 45, Setor Sul": ["Rua 12", "45", { district: "Setor Sul" }],
  "Rua C-12, 45": ["Rua C-12", "45"],
  "Entrega na rua augusta numero 100": ["rua augusta", "100"],
  "pode entregar na Rua Augusta, número 100": ["Rua Augusta", "100"],
  "Moro na Augusta, 100": ["Augusta", "100"],
  "Augusta, 100, perto da praça central": ["Augusta", "100", { district: "perto da praça central" }],
  "Rua Nova, 10b": ["Rua Nova", "10b"],
  "Estrada do Coco, s/n": ["Estrada do Coco", "s/n"],
  "Av. Paulista 1578": ["Av. Paulista", "1578"],
};

describe("An address that is written to the menus", () => {
  for (const [text, [street, number, rest]] of Object.entries(written))
    it(`"${text}"`, () => {
      expect(addressIn(text)).to.deep.equal({ street, number, ...rest });
    });

  it("is none without a number, or with a day alone", () => {
    for (const text of ["moro na rua das flores", "Rua 7 de Setembro", "Rua Primeiro de Maio"])
      expect(addressIn(text), text).to.equal(undefined);
  });
});
