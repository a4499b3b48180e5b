import { expect } from "chai";
import { customer } from "../../twin/outside/customer.ts";
import type { Twin } from "../../twin/twin.ts";
import { eventually } from "../support/eventually.ts";
import { ordersOf, regionOf } from "../support/journey/orders.ts";
import { nextPhone, sharedTwin } from "../support/shared-twin.ts";
import { paidOrder } from "./support/paid-order.ts";
import { runTool } from "./support/run-tool.ts";

const clientId = "client_bella_napoli";

describe("npm run order", function () {
  this.timeout(60_000);
  let twin: Twin;
  let region: string;
  let phone: string;
  let orderId: string;
  const saved = { ...process.env };

  before(async () => {
    twin = await sharedTwin();
    region = twin.activeRegion()!;
    const { operator } = regionOf(twin, region);
    process.env.AWS_ACCESS_KEY_ID = operator.accessKeyId;
    process.env.AWS_SECRET_ACCESS_KEY = operator.secretAccessKey;
    phone = nextPhone();
    orderId = (await paidOrder(twin, clientId, phone)).orderId!;
    await eventually(async () => expect((await stored()).status).to.equal("confirmed"), 20_000);
  });

  after(() => {
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) {
      if (saved[name] === undefined) delete process.env[name];
      else process.env[name] = saved[name];
    }
  });

  const stored = async () => (await ordersOf(twin, region, clientId, phone))[0]!;
  const run = (command: string, ...more: string[]) => {
    const where = ["--region", region, "--endpoint", regionOf(twin, region).endpoint];
    return runTool("order", command, clientId, orderId, ...more, ...where);
  };

  it("shows state, items, payment and timeline, and nobody's name or number", async () => {
    const { stdout, stderr, code } = await run("show");
    expect([stderr, code]).to.deep.equal(["", 0]);
    expect(stdout).to.contain(`${orderId} of ${clientId}, store_centro: confirmed`);
    expect(stdout).to.contain("Margherita").and.contain("Payment: PIX, charge settled, paid 20");
    expect(stdout)
      .to.match(/confirmed {2}by payment/)
      .and.contain("moved to: accepted, rejected, cancelled.");
    expect(stdout).not.to.contain(phone).and.not.to.contain("Beatriz");
    expect(stdout).to.contain(`****${phone.slice(-4)}`);
    const json = JSON.parse((await run("show", "--json")).stdout);
    expect(json).to.include({ orderId, status: "confirmed" });
    expect(json.totals.totalCentavos).to.equal((await stored()).quote!.totalCentavos);
  });

  it("names what is wrong with its arguments, and knows no other restaurant's order", async () => {
    const where = ["--region", region, "--endpoint", regionOf(twin, region).endpoint];
    const other = await runTool("order", "show", "client_tempero_da_bahia", orderId, ...where);
    expect([other.code, other.stderr]).to.deep.equal([
      1,
      `client_tempero_da_bahia has no order ${orderId} in ${region}. Its id begins with ord_, and it is the restaurant's own.\n`,
    ]);
    expect((await runTool("order", "show", clientId, "42")).stderr).to.contain(
      "Expected something like ord_",
    );
    expect((await run("move", "eaten", "--reason", "x")).stderr).to.contain("Expected one of confirmed");
    expect((await run("move", "cancelled")).stderr).to.contain("required option '--reason");
  });

  it("moves as staff may, says what may be done instead, and repeats nothing", async () => {
    const refused = await run("move", "delivered", "--reason", "entregue");
    expect([refused.code, refused.stderr]).to.deep.equal([
      1,
      "Refused: Não é possível: o pedido está confirmado, esperando a cozinha.\nAn order that is confirmed may be moved to: accepted, rejected, cancelled.\n",
    ]);
    const accepted = await run("move", "accepted", "--reason", "tablet da cozinha parado");
    expect(accepted.stdout + accepted.stderr).to.equal(`${orderId} went from confirmed to accepted.\n`);
    const again = await run("move", "accepted", "--reason", "de novo", "--json");
    expect(JSON.parse(again.stdout)).to.include({ ok: true, from: "accepted", status: "accepted" });
    expect((await stored()).timeline.filter(({ to }) => to === "accepted")).to.have.lengthOf(1);
    await run("move", "ready", "--reason", "pronto");
    const back = await run("move", "accepted", "--reason", "de novo");
    expect([back.code, back.stderr]).to.deep.equal([
      1,
      `Nothing was changed: ${orderId} has been accepted before and is ready now.\nAn order that is ready may be moved to: out_for_delivery, delivered, cancelled.\n`,
    ]);
  });

  it("cancels a paid order that is ready, with its money", async () => {
    const { stdout, stderr } = await run("move", "cancelled", "--reason", "caiu no chão, CPF 529.982.247-25");
    expect(stdout + stderr).to.match(/ went from ready to cancelled.* goes back to the customer\.\n$/);
    await eventually(async () => expect((await stored()).status).to.equal("refunded"), 20_000);
    const [entry] = (await stored()).timeline.filter(({ to }) => to === "cancelled");
    expect(entry).to.include({ by: "staff", note: "caiu no chão, CPF ***.***.***-25" });
  });

  it("gives parts and then the rest of a payment back, each request once, and the customer hears", async () => {
    phone = nextPhone();
    const client = customer({ twilio: twin.twilio, events: twin.events, clientId, phone });
    await client.ask("oi");
    const placed = await paidOrder(twin, clientId, phone);
    orderId = placed.orderId!;
    await eventually(async () => expect((await stored()).status).to.equal("confirmed"), 20_000);
    const charge = () => twin.asaas.charges(clientId).find((one) => one.externalReference === orderId)!;
    const refund = (...more: string[]) => run("refund", "--reason", "faltou a coca", ...more);
    const part = (id: string) => refund("--centavos", "1500", "--request", id, "--yes");
    const back = () => charge().refundedCentavos;

    expect((await refund("--centavos", "1500")).stdout).to.match(
      /^Would give R\$ 15,00 back, .* Nothing was changed; --yes does it\.\n$/,
    );
    for (const more of [[], ["--yes"]]) {
      const refused = await refund("--centavos", String(placed.totalCentavos + 1), ...more);
      expect([refused.code, refused.stderr]).to.satisfy(
        ([code, said]: [number, string]) =>
          code === 1 && /^Refused: .* cannot go back: .* are left/.test(said),
      );
    }
    expect((await refund("--centavos", "15,00")).stderr).to.contain("whole number of centavos");
    expect(back()).to.equal(0);

    expect((await part("ref_one")).stdout).to.contain("Asked Asaas to give R$ 15,00 back (request ref_one;");
    expect((await part("ref_one")).stdout).to.contain("Nothing was changed: request ref_one was made before");
    expect((await part("ref_two")).stdout).to.contain("the customer is told. The order stays what it is");
    expect(back()).to.equal(3_000);
    await eventually(async () => {
      const { status, payment, timeline } = await stored();
      expect([status, payment?.refundedCentavos]).to.deep.equal(["confirmed", 3_000]);
      expect(timeline.at(-1)?.note).to.equal("R$ 30,00 refunded: faltou a coca");
    }, 20_000);

    const rest = await refund("--yes", "--json");
    expect(JSON.parse(rest.stdout)).to.include({ ok: true, refundedCentavos: placed.totalCentavos });
    expect(back()).to.equal(placed.totalCentavos);
    await eventually(async () => expect((await stored()).status).to.equal("refunded"), 20_000);
    expect((await refund("--yes")).stderr).to.contain("Refused: Nothing is left");

    await client.hears(/Devolvemos o pagamento/, 20_000);
    const said = client.heard().flatMap(({ text }) => /^Devolvemos .*$/.exec(text) ?? []);
    const part15 = `Devolvemos R$ 15,00 do pagamento de ${placed.total} (faltou a coca).`;
    expect(said).to.deep.equal([
      ...[part15, part15],
      `Devolvemos o pagamento de ${placed.total} (faltou a coca).`,
    ]);
  });
});
