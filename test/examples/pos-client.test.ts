import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { runClient } from "../../examples/pos-client/client.ts";
import { type Config, readConfig } from "../../examples/pos-client/config.ts";
import { OrderMemory } from "../../examples/pos-client/memory.ts";
import type { Order } from "../../examples/pos-client/order.ts";
import { type LeftStore, leaveStore } from "../../twin/external-pos.ts";
import { customer } from "../../twin/outside/customer.ts";
import type { Twin } from "../../twin/twin.ts";
import { eventually } from "../support/eventually.ts";
import { ordersOf } from "../support/journey/orders.ts";
import { type PublicEndpoint, publicEndpoint } from "../support/public-endpoint.ts";
import { nextPhone, sharedTwin } from "../support/shared-twin.ts";
import { queue, redriveTo, type Served, serveSqs, urlOf } from "../twin/region/sqs/serve.ts";

const main = path.resolve(import.meta.dirname, "../../examples/pos-client/main.ts");
const queueName = "client_x_store_y.fifo";

function order(change: Partial<Order> = {}): Order {
  return {
    v: 1,
    type: "order",
    orderId: "ord_1",
    version: 3,
    clientId: "client_x",
    storeId: "store_y",
    status: "confirmed",
    customer: { name: "Ana", phone: "+5511987654321" },
    items: [{ name: "Moqueca", quantity: 1, totalCentavos: 8900 }],
    totalCentavos: 8900,
    fulfilment: { mode: "pickup" },
    payment: { method: "PIX" },
    ...change,
  };
}

describe("the reference client for points of sale", () => {
  let sqs: Served;
  let api: PublicEndpoint;
  let folder: string;
  let stopping: AbortController;
  let running: Promise<void> | undefined;
  let printed: string[];
  let said: string[];
  let config: Config;
  let sent = 0;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "pos-client-"));
    sqs = await serveSqs([
      queue("client_x_store_y-dlq.fifo"),
      queue(queueName, { visibilityTimeoutSeconds: 1, ...redriveTo("client_x_store_y-dlq.fifo", 3) }),
    ]);
    api = await publicEndpoint();
    printed = [];
    said = [];
    const endpoint = await sqs.client.config.endpoint!();
    config = {
      clientId: "client_x",
      storeId: "store_y",
      apiUrl: (await api.internet.resolve(api.internet.publicHost))!,
      apiKey: "pos_key",
      regions: [
        {
          name: "us-east-1",
          queueUrl: urlOf(queueName),
          endpoint: `${endpoint.protocol}//${endpoint.hostname}:${endpoint.port}`,
          credentials: { accessKeyId: "AKIATEST", secretAccessKey: "secret" },
        },
      ],
      memoryFile: path.join(folder, "memory.json"),
      acceptMinutes: 25,
      waitSeconds: 1,
    };
  });
  afterEach(async () => {
    await stop();
    await api.stop();
    await sqs.stop();
    rmSync(folder, { recursive: true });
  });

  function start(onOrder?: (order: Order) => void, pauseMs = 20): void {
    stopping = new AbortController();
    running = runClient({
      config,
      memory: new OrderMemory(config.memoryFile),
      onOrder:
        onOrder ?? (({ orderId, version, status }) => void printed.push(`${orderId} v${version} ${status}`)),
      say: (line) => void said.push(line),
      signal: stopping.signal,
      pauseMs,
    });
  }
  async function stop(): Promise<void> {
    stopping?.abort();
    await running;
    running = undefined;
  }
  const send = (body: object) =>
    sqs.client.send(
      new SendMessageCommand({
        QueueUrl: urlOf(queueName),
        MessageBody: JSON.stringify(body),
        MessageGroupId: "store_y",
        MessageDeduplicationId: String(++sent),
      }),
    );
  const left = () => sqs.queues.depths().find(({ queue: name }) => name === queueName)!;
  const empty = () => eventually(() => expect(left()).to.include({ visible: 0, inFlight: 0 }));

  it("prints an order once however often it comes, in its newest version, and accepts it once", async () => {
    start();
    for (const version of [3, 3, 5, 4]) await send(order({ version }));
    await api.waitFor(1);
    await send(order({ version: 6, status: "cancelled" }));
    await empty();
    expect(printed).to.deep.equal(["ord_1 v3 confirmed", "ord_1 v5 confirmed", "ord_1 v6 cancelled"]);
    await stop();
    expect(api.received).to.have.lengthOf(1);
    expect(api.received[0]).to.deep.include({
      path: "/pos/client_x/orders/ord_1/status",
      body: '{"status":"accepted","minutes":25}',
    });
    expect(api.received[0]!.headers).to.include({ "x-api-key": "pos_key" });
  });

  it("still knows an order after a restart", async () => {
    start();
    await send(order());
    await empty();
    await api.waitFor(1);
    await stop();
    start();
    await send(order());
    await send(order({ orderId: "ord_2" }));
    await empty();
    expect(printed).to.deep.equal(["ord_1 v3 confirmed", "ord_2 v3 confirmed"]);
  });

  it("accepts later what the ordering system could not be told, also after a restart", async () => {
    api.answer = { status: 503 };
    start();
    await send(order());
    await api.waitFor(2);
    await stop();
    const before = api.received.length;
    api.answer = { status: 200 };
    start();
    await api.waitFor(before + 1);
    await eventually(() => expect(new OrderMemory(config.memoryFile).owed()).to.deep.equal([]));
  });

  it("lets an ordering system that does not answer rest before it tells it again", async () => {
    api.answer = { status: 503 };
    start(undefined, 2_000);
    await send(order());
    await api.waitFor(1);
    await pause(1_000);
    expect(api.received).to.have.lengthOf(1);
  });

  it("accepts an order whose newer version came before it could say so, unless that is cancelled", async () => {
    api.answer = { status: 503 };
    start();
    await send(order());
    await send(order({ orderId: "ord_2" }));
    await api.waitFor(2);
    await send(order({ version: 5 }));
    await send(order({ orderId: "ord_2", version: 5, status: "cancelled" }));
    await empty();
    await eventually(() => expect(new OrderMemory(config.memoryFile).owed()).to.deep.equal(["ord_1"]));
    const before = api.received.length;
    api.answer = { status: 200 };
    await api.waitFor(before + 1);
    await eventually(() => expect(new OrderMemory(config.memoryFile).owed()).to.deep.equal([]));
  });

  it("takes orders from one region while the other is away, and says once that it is, and is back", async () => {
    const other = await publicEndpoint();
    const type = "application/x-amz-json-1.0";
    other.answer = { status: 403, body: '{"__type":"AccessDenied","message":"no certificate"}', type };
    const [here] = config.regions;
    const endpoint = await other.internet.resolve(other.internet.publicHost);
    config = { ...config, regions: [here!, { ...here!, name: "sa-east-1", endpoint }] };
    start();
    await send(order());
    await empty();
    await other.waitFor(3);
    expect(printed).to.deep.equal(["ord_1 v3 confirmed"]);
    other.answer = { status: 200, body: "{}", type };
    const ofOther = () => said.filter((line) => line.startsWith("sa-east-1"));
    await eventually(() =>
      expect(ofOther()).to.deep.equal([
        "sa-east-1: no certificate; asked until it answers.",
        "sa-east-1: answers again.",
      ]),
    );
    await stop();
    await other.stop();
  });

  it("gets an order again that its kitchen could not take", async () => {
    let attempts = 0;
    start(({ orderId }) => {
      if (++attempts === 1) throw new Error("out of paper");
      printed.push(orderId);
    });
    await send(order());
    await eventually(() => expect(left().inFlight).to.equal(1));
    sqs.clock.advance(1_500);
    await empty();
    expect({ attempts, printed }).to.deep.equal({ attempts: 2, printed: ["ord_1"] });
  });

  it("leaves what is no order to the dead-letter queue", async () => {
    start();
    await send({ v: 2, type: "order" });
    await eventually(() => {
      sqs.clock.advance(500);
      expect(sqs.queues.depths().find(({ queue: name }) => name.includes("dlq"))?.visible).to.equal(1);
    });
    expect(printed).to.deep.equal([]);
  });

  it("says which file is missing, or is not what it should be", () => {
    const file = path.join(folder, "other.json");
    expect(() => readConfig(file)).to.throw(`There is no ${file}: copy `);
    writeFileSync(file, "{");
    expect(() => readConfig(file)).to.throw(`${file} cannot be read: `);
    for (const text of ["{", "[1]"]) {
      writeFileSync(file, text);
      expect(() => new OrderMemory(file)).to.throw(`${file} is no memory of this client's`);
    }
  });

  it("says what is wrong in a configuration, and that the key is missing", () => {
    const file = path.join(folder, "config.json");
    writeFileSync(file, JSON.stringify({ ...config, apiKey: undefined, storeId: undefined }));
    expect(() => readConfig(file, {})).to.throw(/storeId/);
    writeFileSync(file, JSON.stringify({ ...config, apiKey: undefined }));
    expect(() => readConfig(file, {})).to.throw("POS_API_KEY");
    expect(readConfig(file, { POS_API_KEY: "k" })).to.include({ apiKey: "k" });
  });
});

describe("the reference client in the place of a restaurant's point of sale", function () {
  this.timeout(60_000);
  const clientId = "client_tempero_da_bahia";
  const storeId = "store_rio_vermelho";
  let twin: Twin;
  let folder: string;
  let left: LeftStore;
  let client: ChildProcess;
  let output = "";

  before(async () => {
    twin = await sharedTwin();
    folder = mkdtempSync(path.join(tmpdir(), "pos-client-"));
    const file = path.join(folder, "pos-client.json");
    left = await leaveStore(twin, { clientId, storeId }, file);
    client = spawn(process.execPath, [main, "run"], { cwd: folder });
    client.stdout?.on("data", (chunk) => {
      output += chunk;
    });
    client.stderr?.on("data", (chunk) => {
      output += chunk;
    });
  });
  after(async () => {
    expect(client.exitCode, output).to.equal(null);
    const ended = new Promise((resolve) => client.once("exit", resolve));
    client.kill("SIGINT");
    expect(await ended).to.equal(0);
    await left.door.close();
    left.comeBack();
    rmSync(folder, { recursive: true });
  });

  it("prints the ticket of an order from the chat and the customer hears that it is accepted", async () => {
    const ana = customer({
      ...{ twilio: twin.twilio, events: twin.events, clientId },
      phone: nextPhone(),
      profileName: "Ana",
    });
    await ana.say("quero uma moqueca de peixe");
    await ana.hears(({ text }) => /Moqueca/.test(text), 15_000);
    await ana.say("vou retirar na loja");
    await ana.hears(({ text }) => /Posso confirmar/.test(text), 15_000);
    await ana.say("sim");
    await ana.hears(({ text }) => text.startsWith("000201"), 15_000);
    const [placed] = await ordersOf(twin, twin.activeRegion()!, clientId, ana.phone);
    const charge = twin.asaas.charges(clientId).find((one) => one.externalReference === placed?.orderId);
    expect(twin.asaas.pay(charge!.pixCode)).to.include({ ok: true });
    await ana.hears(({ text }) => /Pedido aceito.*35 minutos/.test(text), 15_000);
    expect(output).to.contain(`PEDIDO ${placed?.orderId}`).and.to.contain("RETIRADA");
    const [accepted] = await ordersOf(twin, twin.activeRegion()!, clientId, ana.phone);
    expect(accepted?.status).to.equal("accepted");
  });
});
