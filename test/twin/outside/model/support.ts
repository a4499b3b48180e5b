/** Asks the stand-in as the conversation does, with a menu that is answered already. */
import { readFileSync } from "node:fs";
import type { ConverseRequest, Message } from "@aws-sdk/client-bedrock-runtime";
import { parse } from "yaml";
import { formatBRL } from "../../../../handlers/shared/money.ts";
import type { MenuView } from "../../../../handlers/shared/order-api.ts";
import { TenantFile } from "../../../../handlers/shared/tenant-file.ts";
import { standIn } from "../../../../twin/outside/model/stand-in/stand-in.ts";
import type { ToolCall } from "../../../../twin/outside/model/stand-in/turn.ts";

const { stores } = TenantFile.parse(parse(readFileSync("tenants/client_bella_napoli.yaml", "utf8")));
const { storeId, name, orderConfig } = stores[0]!;
const items = orderConfig.menu.flatMap((category) => category.items);

export const menu: MenuView = {
  storeId,
  storeName: name,
  open: true,
  categories: orderConfig.menu.map((category) => ({
    name: category.name,
    items: category.items.map(({ priceCentavos, ...item }) => ({
      ...item,
      price: formatBRL(priceCentavos),
      available: true,
    })),
  })),
  optionGroups: orderConfig.optionGroups?.map(
    ({ groupId, name, min, max, price, choices, itemIds = [] }) => ({
      ...{ groupId, name, min, max, pricing: price },
      choices: (choices ?? items.filter(({ itemId }) => itemIds.includes(itemId))).map((choice) => ({
        choiceId: "choiceId" in choice ? choice.choiceId : choice.itemId,
        name: choice.name,
        available: true,
        aliases: "choiceId" in choice ? choice.aliases : undefined,
      })),
    }),
  ),
  deliveryFee: "R$ 7,00",
  minimumOrder: "R$ 30,00",
  pickup: true,
  paymentMethods: ["PIX", "CASH"],
};

/** The same restaurant, where the fee depends on the address. */
export const menuWithAreas: MenuView = {
  ...menu,
  deliveryFee: "de R$ 4,00 a R$ 9,00",
  deliveryAreas: [{ name: "Perto", fee: "R$ 4,00", minutes: 30 }],
};

export interface Asked {
  readonly menu?: MenuView;
  /** Tools that have answered in this turn, after get_menu. */
  readonly answers?: readonly (ToolCall & { readonly result: unknown })[];
  readonly tools?: readonly string[];
}

/** @param said what was said so far, the customer first and last. */
export async function ask(said: readonly string[], asked: Asked = {}): Promise<string | ToolCall[]> {
  const answers = [{ name: "get_menu", input: {}, result: { ok: true, menu: asked.menu ?? menu } }];
  const messages: Message[] = [
    ...said.map((text, index): Message => ({ role: index % 2 ? "assistant" : "user", content: [{ text }] })),
    ...[...answers, ...(asked.answers ?? [])].flatMap(({ name, input, result }, index): Message[] => [
      {
        role: "assistant",
        content: [{ toolUse: { toolUseId: String(index), name, input: input as never } }],
      },
      {
        role: "user",
        content: [{ toolResult: { toolUseId: String(index), content: [{ json: result as never }] } }],
      },
    ]),
  ];
  const request: ConverseRequest = {
    modelId: "stand-in",
    messages,
    toolConfig: {
      tools: (asked.tools ?? []).map((name) => ({ toolSpec: { name, inputSchema: { json: {} } } })),
    },
  };
  const content = (await standIn(request)).output?.message?.content ?? [];
  const calls = content.flatMap(({ toolUse }) =>
    toolUse ? [{ name: toolUse.name ?? "", input: toolUse.input as ToolCall["input"] }] : [],
  );
  return calls.length ? calls : (content[0]?.text ?? "");
}
