import { expect } from "chai";
import { bounds } from "../../../handlers/conversation/loop.ts";
import type { ModelAnswer } from "../../../handlers/conversation/ports.ts";
import { troubleText } from "../../../handlers/conversation/texts.ts";
import { batch, calls, conversation, inbound, says } from "../support/conversation.ts";
import { tenant, tenantsOf } from "../support/fakes.ts";

const throttled: ModelAnswer = { ok: false, error: { kind: "throttled", message: "ThrottlingException" } };

describe("A turn's bounds", () => {
  it("stop a model that calls tools without end", async () => {
    const bot = conversation([calls(["view_cart"])]);
    expect(await bot.run(batch(inbound(1, "oi")))).to.deep.equal({ batchItemFailures: [] });
    expect(bot.asked).to.have.length(bounds.rounds);
    expect(bot.texts()).to.deep.equal([troubleText]);
    expect(bot.written.ModelFallback).to.deep.equal([1]);
  });

  it("stop a turn that has used its tokens", async () => {
    const costly = calls(["view_cart"]);
    if (costly.ok) Object.assign(costly, { usage: { ...costly.usage, inputTokens: bounds.tokens } });
    const bot = conversation([costly]);
    await bot.run(batch(inbound(1, "oi")));
    expect(bot.asked).to.have.length(1);
    expect(bot.texts()).to.deep.equal([troubleText]);
  });

  it("never carry out a tool call that was cut off", async () => {
    const cut = calls(["add_item", { itemId: "calabresa", quantity: 1 }]);
    const bot = conversation([{ ...cut, cut: true } as ModelAnswer]);
    await bot.run(batch(inbound(1, "oi")));
    expect(bot.ordered).to.deep.equal([]);
    expect(bot.texts()).to.deep.equal([troubleText]);
  });

  it("give models no time that closing the turn needs", async () => {
    const bot = conversation([says("oi")]);
    await bot.run(batch(inbound(1, "oi")), 9_000);
    expect(bot.asked[0]!.timeoutMs).to.equal(4_000);
  });

  it("send messages back that no time is left for", async () => {
    const bot = conversation([says("oi")]);
    const reply = await bot.run(batch(inbound(1, "oi")), 7_000);
    expect(reply.batchItemFailures).to.deep.equal([{ itemIdentifier: "record-1" }]);
    expect(bot.asked).to.deep.equal([]);
  });
});

describe("The chain of models", () => {
  it("goes on with the next when one does not answer, and stays with it for the turn", async () => {
    const bot = conversation([
      ({ modelId }) => (modelId === "model-a" ? throttled : says("nunca")),
      calls(["view_cart"]),
      says("Oi!"),
    ]);
    await bot.run(batch(inbound(1, "oi")));
    expect(bot.asked.map(({ modelId }) => modelId)).to.deep.equal(["model-a", "model-b", "model-b"]);
    expect(bot.texts()).to.deep.equal(["Oi!"]);
    expect(bot.written.ModelFallback).to.equal(undefined);
  });

  it("begins with the tenant's own model, at the tenant's temperature", async () => {
    const own = tenant({ aiConfig: { model: "model-own", temperature: 0.2, systemPrompt: "Oi" } });
    const bot = conversation([throttled, says("Oi!")], { tenants: tenantsOf(own) });
    await bot.run(batch(inbound(1, "oi")));
    expect(bot.asked.map(({ modelId, temperature }) => [modelId, temperature])).to.deep.equal([
      ["model-own", 0.2],
      ["model-a", 0.2],
    ]);
  });

  it("asks a model that refuses the request once more without a temperature", async () => {
    const own = tenant({ aiConfig: { temperature: 0.2, systemPrompt: "Oi" } });
    const refused: ModelAnswer = { ok: false, error: { kind: "refused", message: "ValidationException" } };
    const bot = conversation([refused, says("Oi!")], { tenants: tenantsOf(own) });
    await bot.run(batch(inbound(1, "oi")));
    expect(bot.asked.map(({ modelId, temperature }) => [modelId, temperature])).to.deep.equal([
      ["model-a", 0.2],
      ["model-a", undefined],
    ]);
  });

  it("ends in menus and a metric when no model answers", async () => {
    const bot = conversation([throttled, throttled]);
    expect(await bot.run(batch(inbound(1, "oi")))).to.deep.equal({ batchItemFailures: [] });
    expect(bot.texts()[0]).to.include("*1* – Ver o cardápio");
    expect(bot.written).to.deep.include({ ModelFallback: [1], MenuMode: [1] });
    expect(
      bot.entries.some(({ level, message }) => level === "error" && message === "No model answered."),
    ).to.equal(true);
  });

  it("goes on with a larger model when the small one does not understand its tools", async () => {
    const bot = conversation([calls(["give_discount"], ["add_item", { quantity: 0 }]), says("Pronto.")]);
    await bot.run(batch(inbound(1, "oi")));
    expect(bot.asked.map(({ modelId }) => modelId)).to.deep.equal(["model-a", "model-b"]);
    expect(bot.written.SmallModelShare).to.deep.equal([0]);
  });

  it("begins with the larger model where much depends on it", async () => {
    const bot = conversation([says("Vou verificar.")]);
    await bot.run(batch(inbound(1, "tenho alergia a camarão")));
    await bot.run(batch(inbound(2, "uma calabresa")));
    expect(bot.asked.map(({ modelId }) => modelId)).to.deep.equal(["model-b", "model-a"]);
  });

  it("is the tenant's own where the tenant has one, with its own bounds", async () => {
    const own = tenant({
      aiConfig: { models: ["own.small", "own.large"], maxTokens: 300, systemPrompt: "Oi" },
    });
    const bot = conversation([throttled, says("Oi!")], { tenants: tenantsOf(own) });
    await bot.run(batch(inbound(1, "oi")));
    expect(bot.asked.map(({ modelId, maxTokens }) => [modelId, maxTokens])).to.deep.equal([
      ["own.small", 300],
      ["own.large", 300],
    ]);
  });
});
