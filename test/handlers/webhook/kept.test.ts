/** What a message becomes before it is on any queue, and what Twilio says of our own messages. */
import { expect } from "chai";
import { conversationIdOf } from "../../../handlers/shared/identity.ts";
import { InboundMessage } from "../../../handlers/shared/messages.ts";
import { unseal } from "../../../handlers/shared/seal.ts";
import { accountSid, clientId, invocation, restaurantPhone, tenant, tenantsOf } from "../support/fakes.ts";
import { authToken, customerPhone, form, messageSid, posted, webhook } from "../support/webhook.ts";

const conversationId = conversationIdOf(clientId, customerPhone);

async function taken(fields: Record<string, string>) {
  const { handler, sent, entries } = webhook();
  await handler(posted(form(fields)), invocation());
  return { message: InboundMessage.parse(sent[0]!.body), everything: JSON.stringify([sent, entries]) };
}

describe("What a customer types", () => {
  it("leaves the webhook with no card number in it", async () => {
    const { message, everything } = await taken({ Body: "meu cartão é 4111 1111 1111 1111, val 12/30" });
    expect(message.text).to.equal("meu cartão é **** **** **** 1111, val 12/30");
    expect(everything).to.not.include("4111 1111");
  });

  for (const written of ["529.982.247-25", "52998224725", "CPF: 529 982 247 25, obrigado"])
    it(`leaves it with the tax number of "${written}" sealed for its conversation`, async () => {
      const { message, everything } = await taken({ Body: written });
      expect(everything.replace(/\D/g, "")).to.not.include("52998224725");
      expect(unseal(message.sealedDocument!, [authToken], conversationId)).to.equal("52998224725");
      expect(unseal(message.sealedDocument!, [authToken], "conv_other")).to.equal(undefined);
      expect(unseal(message.sealedDocument!, ["b".repeat(32)], conversationId)).to.equal(undefined);
    });

  it("keeps a number that is none of these", async () => {
    const { message } = await taken({ Body: "Rua A, 123, CEP 01310-100, fone 11 98765-4321" });
    expect(message.text).to.equal("Rua A, 123, CEP 01310-100, fone 11 98765-4321");
    expect(message.sealedDocument).to.equal(undefined);
  });
});

describe("What a customer taps", () => {
  it("is named by a button's payload, a row's id, or the interactive data", async () => {
    const button = { Body: "Sim", ButtonText: "Sim", ButtonPayload: "place:PIX" };
    expect((await taken(button)).message).to.deep.include({ text: "Sim", choice: { id: "place:PIX" } });
    const row = { Body: "", ListTitle: "Bebidas", ListId: "category:1:0" };
    expect((await taken(row)).message).to.deep.include({ text: "Bebidas", choice: { id: "category:1:0" } });
    const data = { Body: "", InteractiveData: '{"list_reply":{"id":"menu","title":"Ver o cardápio"}}' };
    expect((await taken(data)).message).to.deep.include({ text: "Ver o cardápio", choice: { id: "menu" } });
    const broken = { Body: "oi", InteractiveData: "{" };
    expect((await taken(broken)).message).to.deep.include({ text: "oi", choice: undefined });
  });
});

describe("A status callback", () => {
  const path = `/webhook/twilio/${clientId}/status`;
  const status = (changes: Record<string, string> = {}) => ({
    MessageSid: messageSid,
    AccountSid: accountSid,
    From: `whatsapp:${restaurantPhone}`,
    To: `whatsapp:${customerPhone}`,
    MessageStatus: "undelivered",
    ErrorCode: "63016",
    ...changes,
  });
  const event = (fields: Record<string, string>, how = {}) => ({
    ...posted(fields, { path, ...how }),
    pathParameters: { clientId },
  });

  it("of a failure is put into the conversation's group, once", async () => {
    const { handler, sent, written } = webhook();
    for (let n = 0; n < 3; n++)
      expect((await handler(event(status()), invocation())).statusCode).to.equal(200);
    expect(sent).to.have.length(1);
    expect(sent[0]).to.include({ group: conversationId, deduplicationId: `${messageSid}#undelivered` });
    expect(sent[0]!.body).to.deep.include({ kind: "delivery", phone: customerPhone, errorCode: 63016 });
    expect(written.MessagesReceived).to.equal(undefined);
  });

  it("of anything else is answered and forgotten", async () => {
    const { handler, sent, receipts } = webhook();
    for (const MessageStatus of ["sent", "delivered", "read"])
      expect((await handler(event(status({ MessageStatus })), invocation())).statusCode).to.equal(200);
    expect(sent).to.deep.equal([]);
    expect(receipts.size).to.equal(0);
  });

  it("that is forged, malformed or of another restaurant is refused", async () => {
    const { handler, sent } = webhook();
    const codes = await Promise.all(
      [
        event(status(), { token: "b".repeat(32) }),
        event(status({ MessageSid: "x" })),
        event(status({ From: "whatsapp:+551140009999" })),
      ].map(async (one) => (await handler(one, invocation())).statusCode),
    );
    expect(codes).to.deep.equal([403, 400, 403]);
    expect(sent).to.deep.equal([]);
  });

  it("of a suspended restaurant is taken, as its customers' messages are", async () => {
    const { handler, sent } = webhook({ tenants: tenantsOf(tenant({ suspended: true })) });
    await handler(event(status()), invocation());
    await handler(posted(), invocation());
    expect(sent).to.have.length(2);
  });
});
