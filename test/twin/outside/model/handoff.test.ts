import { expect } from "chai";
import { ask } from "./support.ts";

describe("the model's stand-in calls a person", () => {
  const tools = ["get_menu", "call_person"];
  const call = { name: "call_person", input: {} };
  const puzzled = "Não entendi bem. Você pode me dizer o que deseja pedir?";
  const twice = ["asdf", puzzled, "qwer", puzzled];

  it("in the third turn in a row that it does not understand", async () => {
    expect(await ask([...twice, "zxcv"], { tools })).to.deep.equal([call]);
  });

  it("for a complaint that no tool mends", async () => {
    expect(await ask(["chegou frio, quero reclamar"], { tools })).to.deep.equal([call]);
    expect(await ask(["veio errado"])).to.include("Não entendi bem");
  });

  it("not in the second, nor when it understood something between them", async () => {
    expect(await ask(["asdf", puzzled, "qwer"], { tools })).to.include("Não entendi bem");
    const between = ["asdf", puzzled, "oi", "Olá!", "qwer", puzzled, "zxcv"];
    expect(await ask(between, { tools })).to.include("Não entendi bem");
  });

  it("not for what it understands by then, nor without the tool", async () => {
    expect(await ask([...twice, "oi"], { tools })).to.include("Olá!");
    expect(await ask([...twice, "zxcv"])).to.include("Não entendi bem");
  });

  it("and says so, or goes on where nobody is there", async () => {
    const answered = (result: object) => ask([...twice, "zxcv"], { tools, answers: [{ ...call, result }] });
    expect(await answered({ ok: true, called: true })).to.include("Chamei uma pessoa");
    const nobody = { code: "unavailable", message: "Não há ninguém." };
    expect(await answered({ ok: false, error: nobody })).to.include("Não entendi bem");
  });
});
