import { expect } from "chai";
import { conversationIdOf, customerIdOf } from "../../handlers/shared/identity.ts";
import { customer } from "../../twin/outside/customer.ts";
import type { Twin } from "../../twin/twin.ts";
import { eventually } from "../support/eventually.ts";
import { ordersOf, regionOf, rowsOf } from "../support/journey/orders.ts";
import { nextPhone, sharedTwin } from "../support/shared-twin.ts";
import { runTool } from "./support/run-tool.ts";

describe("npm run customer", function () {
  this.timeout(60_000);
  const clientId = "client_tempero_da_bahia";
  let twin: Twin;
  let phone: string;

  before(async () => {
    twin = await sharedTwin();
    phone = nextPhone();
    const ana = customer({
      twilio: twin.twilio,
      events: twin.events,
      clientId,
      phone,
      profileName: "Ana Clara",
    });
    const content = new TextEncoder().encode("OggS…");
    await ana.say("", { media: [{ content, contentType: "audio/ogg" }] });
    await ana.hears(({ text }) => /ouvir áudios/.test(text), 15_000);
    await ana.say("quero um acarajé");
    await ana.hears(({ text }) => /Acarajé/.test(text), 15_000);
    await ana.say("retirada");
    await ana.hears(({ text }) => /Posso confirmar/.test(text), 15_000);
    await ana.say("sim");
    await ana.hears(({ text }) => /QR code/.test(text), 15_000);
    const [charge] = twin.asaas.charges(clientId).slice(-1);
    expect(twin.asaas.pay(charge!.id)).to.include({ ok: true });
    await ana.hears(({ text }) => /confirmado/.test(text), 15_000);
  });

  const saved = { ...process.env };
  after(() => {
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) {
      if (saved[name] === undefined) delete process.env[name];
      else process.env[name] = saved[name];
    }
  });

  const region = () => twin.activeRegion()!;
  function run(command: string, ...more: string[]) {
    const { endpoint, operator } = regionOf(twin, region());
    process.env.AWS_ACCESS_KEY_ID = operator.accessKeyId;
    process.env.AWS_SECRET_ACCESS_KEY = operator.secretAccessKey;
    const where = ["--client", clientId, "--phone", phone, "--region", region(), "--endpoint", endpoint];
    return runTool("customer", command, ...where, ...more);
  }

  /** Keys of every version in either region's buckets; of everybody, without a number. */
  const mediaOf = (number: string) =>
    [...twin.regions.values()]
      .flatMap(({ s3 }) => s3.buckets.flatMap(({ name }) => s3.versions(name)))
      .map(({ key }) => key)
      .filter((key) => key.includes(number ? `/media/${conversationIdOf(clientId, number)}/` : "/media/"));

  it("exports everything that is held, and of this restaurant alone", async () => {
    const { stdout, stderr } = await run("export");
    expect(stderr).to.equal("");
    const data = JSON.parse(stdout);
    expect(data.customer).to.include({ name: "Ana Clara", phone });
    expect(data.orders).to.have.lengthOf(1);
    expect(data.conversation.history.length).to.be.greaterThan(3);
    const other = await runTool(
      ...(["customer", "export", "--client", "client_bella_napoli", "--phone", phone] as const),
      ...["--region", region(), "--endpoint", regionOf(twin, region()).endpoint],
    );
    expect(JSON.parse(other.stdout)).to.deep.equal({
      customer: null,
      conversation: null,
      orders: [],
      payments: [],
    });
  });

  it("erases nothing while an order is under way, nor without --yes, and then everything but the money", async () => {
    const early = await run("erase", "--yes");
    expect(early.code).to.equal(1);
    expect(early.stderr).to.contain("is under way");
    const [order] = await ordersOf(twin, region(), clientId, phone);
    await eventually(() => expect(twin.pos.order(order!.orderId)).not.to.equal(undefined));
    for (const status of ["accepted", "ready", "delivered"] as const)
      expect(await twin.pos.setStatus(order!.orderId, status)).to.include({ ok: true });
    await eventually(async () => {
      const [now] = await ordersOf(twin, region(), clientId, phone);
      expect(now?.outbox).to.deep.equal([]);
    });
    // The audio and the PIX picture; the other region has its copies.
    await eventually(() => expect(mediaOf(phone)).to.have.length(4), 20_000);
    const others = mediaOf("").length;
    expect((await run("erase")).stdout).to.match(
      /^Would erase: the customer, the conversation, 1 orders, 4 versions of media/,
    );
    const done = await run("erase", "--yes");
    expect(done.stdout + done.stderr).to.equal(
      "Erased: the customer, the conversation, 1 orders made anonymous, 4 versions of media in both regions.\n",
    );
    expect(mediaOf(phone)).to.deep.equal([]);
    expect(mediaOf(""), "everybody else's").to.have.length(others - 4);
    const rows = await Promise.all(
      ["CustomerTable", "ConversationTable", "WhatsAppBotOrders", "PaymentRecordsTable"].map((table) =>
        rowsOf(twin, region(), table),
      ),
    );
    expect(JSON.stringify(rows)).not.to.contain(phone).and.not.to.contain("Ana Clara");
    for (const id of [conversationIdOf(clientId, phone), customerIdOf(clientId, phone)])
      expect(JSON.stringify(rows), "under another name").not.to.contain(id);
    const kept = rows[2]!.find(({ orderId }) => orderId === order!.orderId);
    expect(kept).to.have.nested.property("quote.totalCentavos", order!.quote!.totalCentavos);
  });
});
