import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { Order, ticket } from "../../examples/pos-client/order.ts";

const page = readFileSync(path.resolve(import.meta.dirname, "../../docs/pos-message.md"), "utf8");
/** The message that the page shows. */
const example = Order.parse(JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? ""));

describe("the reference client's ticket", () => {
  it("has what a kitchen and a rider need, with the restaurant's time", () => {
    expect(ticket(example, true).split("\n")).to.deep.equal([
      "PEDIDO ord_01M87WK6C0ARKMJ7AGQHTVGHJC v7",
      "Ana +5511987654321",
      "PARA 25/11, 12:30",
      "1 x Pizza Meio a Meio  R$ 74,90",
      "    Sabores: Pizza Calabresa, Pizza Quatro Queijos",
      "    Borda recheada: Catupiry",
      "    obs.: bem assada",
      "2 x Coca-Cola lata 350 ml  R$ 13,00",
      "TOTAL R$ 86,11, CASH, A RECEBER R$ 86,11",
      "TROCO PARA R$ 100,00",
      "ENTREGA Rua Augusta, 100, apto 42 - Consolação - 01304-000",
    ]);
  });

  it("of a newer version is no second order, and says what changed about the money", () => {
    const payment = { method: "PIX", dueCentavos: 0, refundedCentavos: 1300, dispute: "opened" } as const;
    const lines = ticket({ ...example, version: 9, payment }, false).split("\n");
    expect(lines[0]).to.equal("ATUALIZADO ord_01M87WK6C0ARKMJ7AGQHTVGHJC v9");
    expect(lines).to.include.members(["DEVOLVIDO R$ 13,00", "PAGAMENTO CONTESTADO"]);
    expect(ticket({ ...example, status: "cancelled" }, false)).to.match(/^CANCELADO /);
  });

  it("tells a delivery to where the customer stands from a pick-up", () => {
    const location = { latitude: -23.55, longitude: -46.63 };
    const last = (fulfilment: Order["fulfilment"]) =>
      ticket({ ...example, fulfilment }, true)
        .split("\n")
        .at(-1);
    expect(last({ mode: "delivery", location })).to.equal("ENTREGA -23.55,-46.63");
    expect(last({ mode: "pickup" })).to.equal("RETIRADA");
  });
});
