import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { readTenants, tenantsFolder } from "../../components/tenants.ts";

const sample = readFileSync(path.join(tenantsFolder, "client_tempero_da_bahia.yaml"), "utf8");

describe("the tenants' folder", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "tenants-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
  const read = () => readTenants(folder);

  it("gives the sample restaurants in the order of their ids", () => {
    expect(readTenants().map(({ clientId }) => clientId)).to.deep.equal([
      "client_bella_napoli",
      "client_tempero_da_bahia",
    ]);
  });

  it("names file, line, place and problem of what is not accepted", () => {
    write("a.yaml", sample.replace(/phoneNumber: .*/, 'phoneNumber: "11 99999-9999"'));
    const line = sample.split("\n").findIndex((text) => /phoneNumber:/.test(text)) + 1;
    expect(read).to.throw(
      new RegExp(
        `/a\\.yaml:${line}:\\d+: twilioConfig\\.phoneNumber: expected E\\.164, such as \\+5511999999999\\.`,
      ),
    );
  });

  it("names the line where a field is missing from", () => {
    write("a.yaml", sample.replace(/^ {2}accountSid: .*\n/m, ""));
    expect(read).to.throw(/a\.yaml:\d+:\d+: twilioConfig\.accountSid: is missing/);
  });

  it("refuses a model that no policy can be named after", () => {
    write("a.yaml", sample.replace(/^aiConfig:\n/m, `aiConfig:\n  model: ${"a".repeat(91)}\n`));
    expect(read).to.throw(/a\.yaml:\d+:\d+: aiConfig\.model: expected a Bedrock model or profile id of 90/);
  });

  it("refuses a field that it does not know", () => {
    write("a.yaml", `${sample}\ntwilioAuthToken: secret\n`);
    expect(read).to.throw(/a\.yaml:\d+:\d+: twilioAuthToken: /);
  });

  it("refuses a file that is no YAML, with the line", () => {
    write("a.yaml", "name: [unfinished\n");
    expect(read).to.throw(/a\.yaml:\d+:\d+: the document: not valid YAML: /);
  });

  it("refuses a folder without restaurants, and says how to write one", () => {
    expect(read).to.throw(
      /has no restaurant's file, <clientId>\.yaml: write one with `npm run tenant -- new`/,
    );
  });

  it("refuses a file that would not be read", () => {
    write("a.yaml", sample);
    write("b.yml", sample);
    expect(read).to.throw(/b\.yml:1:1: the document: is not read: restaurants' files end in \.yaml/);
  });

  it("refuses an id in which a store's may begin, since a queue is named after both", () => {
    for (const id of ["client_a_store_b", "client_a_store"]) {
      write("a.yaml", sample.replace(/^clientId: .*/m, `clientId: ${id}`));
      expect(read, id).to.throw(/a\.yaml:\d+:\d+: clientId: expected no _store in it/);
    }
    write("a.yaml", sample.replace(/^clientId: .*/m, "clientId: client_a_storefront"));
    expect(read).not.to.throw();
  });

  it("refuses two restaurants of one id, naming both files", () => {
    write("a.yaml", sample);
    write("b.yaml", sample.replace(/phoneNumber: .*/, 'phoneNumber: "+5511400000000"'));
    expect(read).to.throw(/b\.yaml:\d+:\d+: clientId: .*a\.yaml says client_tempero_da_bahia too/);
  });

  it("refuses two restaurants on one WhatsApp number", () => {
    write("a.yaml", sample);
    write("b.yaml", sample.replace(/^clientId: .*/m, "clientId: client_other"));
    expect(read).to.throw(/b\.yaml:\d+:\d+: twilioConfig\.phoneNumber: .*a\.yaml says \+\d+ too/);
  });

  it("refuses two items of a menu of one id", () => {
    const [first, second] = [...sample.matchAll(/itemId: (\S+)/g)].map(([, id]) => id);
    write("a.yaml", sample.replace(`itemId: ${second}`, `itemId: ${first}`));
    expect(read).to.throw(`two items of the menu are called ${first}.`);
  });

  it("refuses two stores of one id", () => {
    const stores = sample.slice(sample.indexOf("stores:\n") + "stores:\n".length);
    write("a.yaml", `${sample}\n${stores}`);
    expect(read).to.throw("storeId: two stores are called store_rio_vermelho.");
  });
});
