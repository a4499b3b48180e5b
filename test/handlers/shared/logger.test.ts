import { expect } from "chai";
import { conversationIdOf, customerIdOf } from "../../../handlers/shared/identity.ts";
import { type Log, openLog } from "../../../handlers/shared/logger.ts";
import { maskPhones } from "../../../handlers/shared/mask.ts";
import { setEnvironment } from "../support/aws.ts";
import { written } from "../support/output.ts";

function logged(write: (log: Log) => void): Record<string, unknown>[] {
  const restore = setEnvironment({ POWERTOOLS_SERVICE_NAME: "AIConversation" });
  try {
    return written(() => write(openLog()));
  } finally {
    restore();
  }
}

describe("The log", () => {
  it("is one JSON object a line with the same fields in every function", () => {
    const [line] = logged((log) =>
      log
        .with({ clientId: "client_teste", conversationId: "conv_1", requestId: "r1" })
        .with({ storeId: "store_centro" })
        .info("Processando mensagem do cliente", { messageType: "text", processingTime: 235 }),
    );
    expect(Object.keys(line!)).to.deep.equal([
      "timestamp",
      "level",
      "service",
      "clientId",
      "storeId",
      "conversationId",
      "requestId",
      "message",
      "data",
    ]);
    expect(line).to.deep.include({
      level: "INFO",
      service: "AIConversation",
      storeId: "store_centro",
      message: "Processando mensagem do cliente",
      data: { messageType: "text", processingTime: 235 },
    });
    expect(line!.timestamp).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it("masks phone numbers wherever they stand", () => {
    const lines = logged((log) =>
      log.error("Falhou para whatsapp:+5511987654321", {
        deep: { phone: "+5511987654321" },
        error: new Error("To=+5511987654321", { cause: new Error("+5511987654321") }),
      }),
    );
    expect(JSON.stringify(lines)).to.not.include("987654321");
    expect(JSON.stringify(lines).match(/\+55119\*{4}4321/g)).to.have.length.above(3);
  });

  it("masks card and tax numbers wherever they stand, as texts and as numbers", () => {
    const lines = logged((log) =>
      log
        .with({ conversationId: "conv_411111111111111111111111" })
        .warn("O cliente mandou 4111 1111 1111 1111", {
          deep: { card: 4111111111111111, cpf: ["529.982.247-25", "52998224725"] },
          error: new Error("Asaas refused 52998224725"),
        }),
    );
    const text = JSON.stringify(lines);
    expect(text).to.not.match(/4111[ ]?1111[ ]?1111[ ]?1111"|52998224725|529\.982/);
    expect(lines[0]).to.include({ conversationId: "conv_411111111111111111111111" });
  });

  it("of one invocation says nothing of another's", () => {
    const [, second] = logged((log) => {
      log.with({ clientId: "client_a" }).info("um");
      log.info("dois");
    });
    expect(second).to.not.have.property("clientId");
  });
});

describe("Identities", () => {
  it("are the same for the same customer of a tenant, and differ between tenants", () => {
    const id = conversationIdOf("client_a", "+5511987654321");
    expect(id).to.match(/^conv_[0-9a-f]{24}$/);
    expect(conversationIdOf("client_a", "+5511987654321")).to.equal(id);
    expect(conversationIdOf("client_b", "+5511987654321")).to.not.equal(id);
    expect(customerIdOf("client_a", "+5511987654321")).to.match(/^cust_[0-9a-f]{24}$/);
  });

  it("that are no phone number are left in a log", () => {
    expect(maskPhones("order_1234567890 +12")).to.equal("order_1234567890 +12");
    expect(maskPhones("+5511999999999")).to.equal("+55119****9999");
  });
});
