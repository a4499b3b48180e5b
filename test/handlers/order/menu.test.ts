import { expect } from "chai";
import { nearest, unknownItem } from "../../../handlers/order/menu.ts";
import { menuView } from "../../../handlers/order/menu-view.ts";
import { centro, tuesdayEvening } from "./support.ts";

const config = centro.orderConfig;
const names = (words: string) => nearest(config, words).map(({ itemId }) => itemId);

describe("the menu", () => {
  it("finds what a customer meant by a misspelt word", () => {
    expect(names("piza margerita")[0]).to.equal("pizza_margherita");
    expect(names("calabreza")[0]).to.equal("pizza_calabresa");
    expect(names("muzarela")[0]).to.equal("pizza_mucarela");
    expect(names("pizza_portugueza")[0]).to.equal("pizza_portuguesa");
  });

  it("suggests three at most, and nothing for words that are far from all", () => {
    expect(names("coca")).to.have.lengthOf.at.most(3).and.include("coca_cola_lata");
    expect(names("sushi de salmão grelhado")).to.deep.equal([]);
  });

  it("never suggests what is in short supply", () => {
    expect(names("petit gateau")).to.not.include("petit_gateau");
  });

  it("says an unknown item's neighbours in a sentence that can be said to the customer", () => {
    const { error } = unknownItem(config, "pizza_calabreza");
    expect(error).to.deep.equal({
      code: "unknown_item",
      message:
        "Não encontrei esse item no cardápio. Você quis dizer Pizza Calabresa ou Pizza Muçarela ou Pizza Parma?",
      details: {
        unknown: "pizza_calabreza",
        offered: [
          { id: "pizza_calabresa", name: "Pizza Calabresa" },
          { id: "pizza_mucarela", name: "Pizza Muçarela" },
          { id: "pizza_parma", name: "Pizza Parma" },
        ],
      },
    });
    expect(unknownItem(config, "sushi_de_salmao").error.message).to.equal(
      "Não encontrei esse item no cardápio. Posso mostrar o cardápio?",
    );
  });

  it("is shown with prices in reais, aliases and whether the store is open", () => {
    const { storeName, hours } = { storeName: centro.name, hours: centro.operatingHours };
    const view = menuView({ storeId: "store_centro", storeName, hours, orderConfig: config }, tuesdayEvening);
    const pizza = view.categories.flatMap(({ items }) => items).find((i) => i.itemId === "pizza_margherita");
    expect(pizza).to.include({ name: "Pizza Margherita", price: "R$ 54,90", available: true });
    expect(pizza?.aliases).to.include("marguerita");
    expect(view).to.include({ open: true, deliveryFee: "R$ 7,00", minimumOrder: "R$ 30,00" });
  });
});
