import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { checkTenants, sentenceOf } from "../../tenants/checks/folder.ts";
import { tenantTemplate } from "../../tools/tenant/template.ts";
import { runTool } from "./support/run-tool.ts";

const newTenant = {
  clientId: "client_cantina",
  name: 'Cantina "da Praça": sabor',
  phone: "+5511912345678",
  accountSid: `AC${"1".repeat(32)}`,
  storeId: "store_centro",
  address: "Rua Exemplo, 100 - Centro, São Paulo - SP, 01310-100",
  silo: false,
  now: new Date("2026-11-24T12:00:00Z"),
};
const sample = tenantTemplate(newTenant);

describe("npm run tenant", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "tenants-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string) => writeFileSync(path.join(folder, `${name}.yaml`), text);
  /** The problems, without the folder's name. */
  const problems = () =>
    checkTenants(folder).problems.map((problem) => sentenceOf(problem).split("/").slice(1).join("/"));
  /** "line:column" of a text in the sample as it is written. */
  const at = (text: string, whole: string) => {
    const lines = whole.slice(0, whole.indexOf(text)).split("\n");
    return `${lines.length}:${lines.at(-1)!.length + 1}`;
  };
  const spoil = (from: string | RegExp, to: string) => {
    const spoilt = sample.replace(from, to);
    expect(spoilt, "the sample has nothing to spoil there").not.to.equal(sample);
    write("a", spoilt);
    return spoilt;
  };

  it("finds nothing wrong with the file that it writes itself", () => {
    write("a", sample);
    expect(checkTenants(folder).tenants.map(({ tenant }) => tenant.name)).to.deep.equal([newTenant.name]);
    expect(problems()).to.deep.equal([]);
  });

  it("finds nothing wrong with one that it writes for tier silo, and something with one that has no limit", () => {
    const silo = tenantTemplate({ ...newTenant, silo: true });
    write("a", silo);
    expect(problems()).to.deep.equal([]);
    write("a", silo.replace("  maxConcurrency: 5\n", ""));
    expect(problems().join()).to.include("limits.maxConcurrency: missing: tier silo has an inbox queue");
    write("a", silo.replace("tier: silo", "tier: pool"));
    expect(problems().join()).to.include("limits.maxConcurrency: only tier silo has an inbox queue");
  });

  it("names the place of a price that was meant in reais, and what to write", () => {
    const text = spoil("priceCentavos: 3490", "priceCentavos: 34.9");
    expect(problems()).to.deep.equal([
      `a.yaml:${at("34.9", text)}: stores.0.orderConfig.menu.0.items.0.priceCentavos: 34.9 is no whole number of centavos: R$ 34,90 is 3490.`,
    ]);
  });

  const mistakes: readonly [string, string | RegExp, string, RegExp][] = [
    ["a price below nothing", "priceCentavos: 3490", "priceCentavos: -1", /priceCentavos: Too small/],
    ["a dish for nothing", "priceCentavos: 3490", "priceCentavos: 0", /prato_da_casa can be had for nothing/],
    [
      "a price of thousands",
      "priceCentavos: 3490",
      "priceCentavos: 3490000",
      /R\$ 34900,00: were 34900 centavos meant\?$/,
    ],
    [
      "a missing menu",
      / {6}menu:[\s\S]*/,
      "",
      /orderConfig\.menu: is missing: the store has nothing to sell/,
    ],
    ["an empty menu", / {6}menu:[\s\S]*/, "      menu: []\n", /orderConfig\.menu: is empty/],
    [
      "overlapping hours",
      '"18:00-23:00"]',
      '"18:00-23:00", "22:00-23:30"]',
      /22:00-23:30 overlaps 18:00-23:00/,
    ],
    [
      "hours that are none",
      '"18:00-23:00"]',
      '"18:00-24:00", "22:00-23:30"]',
      /^a\.yaml:\d+:\d+: [\w.]+: expected "HH:MM-HH:MM"\.$/,
    ],
    ["a store that never opens", /(day: ).*/g, "$1[]", /operatingHours: the store is never open/],
    [
      "an item twice",
      "itemId: refrigerante_lata",
      "itemId: agua_sem_gas",
      /two items of the menu are called agua_sem_gas/,
    ],
    [
      "an unknown option group",
      "options: [adicionais]",
      "options: [molhos]",
      /no option group is called molhos/,
    ],
    ["more choices than there are", "max: 2", "max: 3", /max 3 is more than the 2 choices/],
    [
      "a misspelt field",
      "aliases: [prato do dia, pf]",
      "alias: [pf]",
      /alias: nobody reads this field: is it misspelt\?$/m,
    ],
    ["a bad CEP in the address", "01310-100", "00310-100", /00310-100 is no CEP/],
    [
      "a CEP without its quotes",
      /# areas:[\s\S]*?etaMinutes: 35/,
      areas("[01040, 01050]"),
      /write the CEP in quotes/,
    ],
    ["a CEP that cannot be", /# areas:[\s\S]*?etaMinutes: 35/, areas('["0001"]'), /0001 begins no CEP/],
    [
      "a CNPJ of wrong digits",
      '# defaultCpfCnpj: "00000000000000"',
      'defaultCpfCnpj: "11222333000182"',
      /check digits/,
    ],
    ["a stand-in number in use", '"+5511912345678"', '"+5500912345678"', /an active tenant needs its own/],
  ];
  for (const [what, from, to, expected] of mistakes) {
    it(`refuses ${what}`, () => {
      spoil(from, to);
      const found = problems();
      expect(found.join("\n")).to.match(expected);
      for (const line of found) expect(line).to.match(/^a\.yaml:\d+:\d+: .*[^.?][.?]$/);
    });
  }

  it("points at a misspelt field's own name", () => {
    const text = spoil("pickup: true", "pickups: true");
    expect(problems().join()).to.contain(`a.yaml:${at("pickups", text)}: stores.0.orderConfig.pickups:`);
  });

  it("points at an alias of nothing, and goes on with the other files", () => {
    const text = spoil("pickup: true", "pickup: *none");
    write("b", sample.replace("priceCentavos: 3490", "priceCentavos: 0"));
    const [first, second] = problems();
    expect(first).to.equal(
      `a.yaml:${at("*none", text)}: the document: not valid YAML: no anchor &none stands before this.`,
    );
    expect(second).to.match(/^b\.yaml:.*priceCentavos/);
  });

  it("tells a mistake of a menu that two stores share once", () => {
    const [head, store] = sample.split("  - storeId: store_centro");
    const shared = store!
      .replace("      menu:", "      menu: &menu")
      .replace("priceCentavos: 3490", "priceCentavos: 0");
    const other = store!.replace(/ {6}menu:[\s\S]*/, "      menu: *menu\n");
    write("a", `${head}  - storeId: store_centro${shared}  - storeId: store_sul${other}`);
    expect(problems()).to.have.lengthOf(1);
  });

  it("points at a coupon that means something else at another store", () => {
    const [head, store = ""] = sample.split("  - storeId: store_centro");
    const coupons = (discount: string, limits: string) =>
      store.replace(
        / {6}# coupons:\n(?: {6}#.*\n)+/,
        `      coupons:\n        - code: BEMVINDO10\n          discount: ${discount}\n${limits}`,
      );
    const percent = "{ kind: percent, percent: 10 }";
    const two = (...[first, second]: [string, string]) => {
      const text = `${head}  - storeId: store_centro${first}  - storeId: store_sul${second}`;
      write("a", text);
      return text;
    };
    const once = "          limitPerCustomer: 1\n";
    two(coupons(percent, once), coupons("{ kind: percent, percent: 20 }", once));
    expect(problems(), "how much it takes off may differ").to.deep.equal([]);

    const limits = "          limitTotal: 77\n";
    const text = two(coupons(percent, once), coupons("{ kind: free_delivery }", limits));
    const place = "stores.1.orderConfig.coupons.0";
    const is = "BEMVINDO10 is one coupon in all stores:";
    const choose = "at store_sul; make them the same, or choose another code.";
    const second = `${text.slice(0, text.lastIndexOf("code: BEM")).split("\n").length}:11`;
    expect(problems()).to.deep.equal([
      `a.yaml:${second}: ${place}.limitPerCustomer: ${is} limitPerCustomer is 1 at store_centro and not set ${choose}`,
      `a.yaml:${at("free_delivery", text)}: ${place}.discount.kind: ${is} discount.kind is percent at store_centro and free_delivery ${choose}`,
      `a.yaml:${at("77", text)}: ${place}.limitTotal: ${is} limitTotal is not set at store_centro and 77 ${choose}`,
    ]);
  });

  it("finds a number that two restaurants have even when one file has other mistakes", () => {
    spoil("priceCentavos: 3490", "priceCentavos: 0");
    write("b", sample.replace("clientId: client_cantina", "clientId: client_bistro"));
    const found = problems();
    expect(found).to.have.lengthOf(2);
    expect(found[1]).to.match(
      /^b\.yaml:\d+:\d+: twilioConfig\.phoneNumber: .*a\.yaml says \+5511912345678 too/,
    );
  });

  it("exits 1 with the problems as JSON, and 0 once they are mended", async () => {
    write("a", sample.replace("priceCentavos: 3490", "priceCentavos: 0"));
    const bad = await runTool("tenant", "validate", "--json", "--dir", folder);
    expect(bad.code).to.equal(1);
    expect(JSON.parse(bad.stdout).problems).to.have.nested.property(
      "0.place",
      "stores.0.orderConfig.menu.0.items.0.priceCentavos",
    );
    write("a", sample);
    const good = await runTool("tenant", "validate", "--dir", folder);
    expect(good).to.include({ code: 0, stdout: "1 file, 1 tenant: all in order.\n" });
  });

  it("writes a new restaurant, inactive until its number is known, and overwrites none", async () => {
    const args = ["new", "client_bistro", "--name", "Bistrô", "--dir", folder];
    const first = await runTool("tenant", ...args);
    expect(first.code, first.stdout + first.stderr).to.equal(0);
    const [bistro] = checkTenants(folder).tenants;
    expect(bistro?.tenant).to.include({ clientId: "client_bistro", name: "Bistrô", active: false });
    const before = readFileSync(path.join(folder, "client_bistro.yaml"), "utf8");
    const again = await runTool("tenant", ...args.with(3, "Outro"));
    expect(again.code).to.equal(1);
    expect(again.stderr).to.contain("is there already");
    expect(readFileSync(path.join(folder, "client_bistro.yaml"), "utf8")).to.equal(before);
  });

  it("finds nothing in order in a folder without a restaurant's file", async () => {
    const { code, stdout, stderr } = await runTool("tenant", "validate", "--dir", folder);
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: "" });
    expect(stderr).to.equal(`There is no restaurant's file, <clientId>.yaml, in ${folder}.\n`);
  });

  it("says that a folder is not there, and what to do, whatever is asked of it", async () => {
    const dir = path.join(folder, "tenats");
    write("tenats", sample);
    const asked = [
      ["validate"],
      ["validate", "--json"],
      ["list"],
      ["show", "client_cantina"],
      ["new", "client_bistro", "--name", "Bistrô"],
    ];
    const runs = await Promise.all(asked.map((args) => runTool("tenant", ...args, "--dir", dir)));
    for (const { code, stdout, stderr } of runs) {
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: "" });
      expect(stderr).to.match(/^There is no folder .*tenats: create it, or give .* to --dir .*\.\n$/);
    }
    const file = await runTool("tenant", "validate", "--dir", `${dir}.yaml`);
    expect(file.code).to.equal(1);
    expect(file.stderr).to.match(/^There is no folder .*tenats\.yaml: /);
  });

  it("lists the sample restaurants and shows one with its stores", async () => {
    const [list, show, none] = await Promise.all([
      runTool("tenant", "list"),
      runTool("tenant", "show", "client_bella_napoli"),
      runTool("tenant", "show", "client_nobody"),
    ]);
    expect(list.stdout).to.match(/client_tempero_da_bahia +Tempero da Bahia +active +(pool|silo)/);
    expect(show.stdout).to.contain("client_bella_napoli_store_pinheiros.fifo").and.to.contain("18:00-02:00");
    expect(none.code).to.equal(1);
  });
});

function areas(postalCodes: string): string {
  return `areas:\n          - { name: Centro, postalCodes: ${postalCodes}, feeCentavos: 500, etaMinutes: 35 }`;
}
