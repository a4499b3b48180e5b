import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import * as z from "zod";
import { PosMessage } from "../../../handlers/shared/messages.ts";
import type { OrderRequest } from "../../../handlers/shared/order-api.ts";
import { posSchema, posSchemaText } from "../../../tools/pos-schema/schema.ts";
import { inChat, orderOf, place, world } from "./support.ts";

const docs = join(import.meta.dirname, "../../../docs");
const page = readFileSync(join(docs, "pos-message.md"), "utf8");
const example = () => JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? "");

/** The order that the page shows. */
async function placeExample() {
  const the = world();
  type Add = Omit<Extract<OrderRequest, { action: "add_item" }>, keyof ReturnType<typeof inChat> | "action">;
  const add = (item: Add) => the.ask({ ...inChat(), action: "add_item", ...item });
  await add({
    itemId: "pizza_meio_a_meio",
    quantity: 1,
    options: [
      { groupId: "sabores", choiceIds: ["pizza_calabresa", "pizza_quatro_queijos"] },
      { groupId: "borda", choiceIds: ["borda_catupiry"] },
    ],
    notes: "bem assada",
  });
  await add({ itemId: "coca_cola_lata", quantity: 2 });
  const { address } = example().fulfilment;
  await the.ask({ ...inChat(), action: "set_fulfilment", mode: "delivery", address });
  await the.ask({ ...inChat(), action: "apply_coupon", code: "BEMVINDO10" });
  const order = orderOf(await place(the, { paymentMethod: "CASH", changeFor: "100" }));
  const entry = the.store.orders.get(order.orderId!)!.outbox.find(({ to }) => to === "pos");
  return JSON.parse(JSON.stringify(entry?.message));
}

describe("the kitchen's message", () => {
  it("is exported as a JSON Schema that is up to date: npm run pos-schema writes it", () => {
    expect(readFileSync(join(docs, "pos-message.schema.json"), "utf8")).to.equal(posSchemaText());
  });

  it("is documented by an example that it and its schema accept, and that adds up", () => {
    const message = PosMessage.parse(example());
    expect(message).to.deep.equal(example());
    expect(z.fromJSONSchema(posSchema()).safeParse(example()).success).to.equal(true);
    const sum = message.items.reduce((total, item) => total + item.totalCentavos, 0);
    expect(message.subtotalCentavos).to.equal(sum);
    expect(message.totalCentavos).to.equal(
      sum + message.deliveryFeeCentavos - (message.discountCentavos ?? 0),
    );
  });

  it("is what an order of that kind really sends, but for its ids and times", async () => {
    const sent = await placeExample();
    const plain = (message: Record<string, unknown>) => {
      const { orderId, version, createdAt, scheduledFor, customer, items, ...rest } = message;
      const named = (items as { lineId: string }[]).map(({ lineId, ...item }) => item);
      return { ...rest, items: named };
    };
    expect(plain(sent)).to.deep.equal(plain(example()));
    expect(z.fromJSONSchema(posSchema()).safeParse(sent).error?.issues).to.equal(undefined);
  });

  it("is refused by its schema when something is missing or is no whole centavo", () => {
    const schema = z.fromJSONSchema(posSchema());
    expect(schema.safeParse({ ...example(), totalCentavos: 86.11 }).success).to.equal(false);
    const { payment, ...unpaid } = example();
    expect(payment).to.not.equal(undefined);
    expect(schema.safeParse(unpaid).success).to.equal(false);
  });

  it("may carry what its reader does not know", () => {
    expect(PosMessage.safeParse({ ...example(), giftWrap: true }).success).to.equal(true);
    expect(z.fromJSONSchema(posSchema()).safeParse({ ...example(), giftWrap: true }).success).to.equal(true);
  });

  it("has every field of its schema explained on the page", () => {
    const properties = posSchema().properties as Record<string, { properties?: object }>;
    const names = [...Object.keys(properties), ...Object.keys(properties.payment?.properties ?? {})];
    for (const name of names) expect(page, name).to.match(new RegExp(`\`(?:payment[.])?${name}[\`.[]`));
  });
});
