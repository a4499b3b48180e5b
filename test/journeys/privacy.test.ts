import { expect } from "chai";
import { customer } from "../../twin/outside/customer.ts";
import type { Twin } from "../../twin/twin.ts";
import { rowsOf } from "../support/journey/orders.ts";
import { nextPhone, sharedTwin } from "../support/shared-twin.ts";

const card = "4111111111111111";
const cpf = "52998224725";

describe("what a customer should not have typed", function () {
  this.timeout(60_000);
  let twin: Twin;

  before(async () => {
    twin = await sharedTwin();
    const { twilio, events } = twin;
    const client = customer({ twilio, events, clientId: "client_tempero_da_bahia", phone: nextPhone() });
    await client.ask("quero um abará para retirada");
    await client.ask("meu cartão é 4111 1111 1111 1111, validade 12/30");
    await client.ask("e o meu CPF é 529.982.247-25");
  });

  /** With nothing but its digits and letters, so that no separator hides a number. */
  const bare = (value: unknown) => JSON.stringify(value).replace(/[^0-9A-Za-z]/g, "");
  const expectNone = (value: unknown, where: string) => {
    const text = bare(value);
    expect(text.includes(card), `a card number in ${where}`).to.equal(false);
    expect(text.includes(cpf), `a CPF in ${where}`).to.equal(false);
  };

  it("stands in no log of either region", () => {
    for (const region of twin.regions.values())
      for (const line of region.logs()) expectNone(line.line, `${region.name} ${line.logGroup}`);
  });

  it("stands in no table of either region", async () => {
    for (const region of twin.regions.keys())
      for (const table of ["ConversationTable", "WhatsAppBotOrders", "PaymentRecordsTable", "CustomerTable"])
        expectNone(await rowsOf(twin, region, table), `${region} ${table}`);
  });

  it("nor does any log hold a key or a token", () => {
    const tokens = twin.tenants.flatMap(({ clientId, twilioConfig }) => [
      twin.asaas.credentials(clientId).apiKey,
      twin.pos.apiKey(clientId),
      twin.twilio.authToken(twilioConfig.accountSid),
    ]);
    for (const region of twin.regions.values())
      for (const { line, logGroup } of region.logs())
        expect(
          tokens.filter((token) => line.includes(token)),
          logGroup,
        ).to.deep.equal([]);
  });
});
