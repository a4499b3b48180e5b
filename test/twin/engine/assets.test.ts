import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { zipSync } from "fflate";
import { readAsset } from "../../../twin/engine/assets.ts";
import { Refusal } from "../../../twin/engine/errors.ts";

describe("assets", () => {
  let dir: string;
  before(() => {
    dir = mkdtempSync(path.join(tmpdir(), "assets-"));
    mkdirSync(path.join(dir, "site/css"), { recursive: true });
    writeFileSync(path.join(dir, "site/index.html"), "<p>");
    writeFileSync(path.join(dir, "site/css/a.css"), "p{}");
    writeFileSync(path.join(dir, "site.zip"), zipSync({ "index.html": Buffer.from("<p>") }));
  });
  after(() => rmSync(dir, { recursive: true }));

  const archive = (location: string) => readAsset({ kind: "archive", path: location }, dir);

  it("hold a folder's files, sorted, whatever the folder is called", () => {
    expect(archive("site").files.map((file) => file.path)).to.deep.equal(["css/a.css", "index.html"]);
    const text = { kind: "asset", text: "<p>" } as const;
    const made = readAsset({ kind: "archive", assets: { "index.html": text } }, dir);
    expect(made.hash).to.equal(archive("site.zip").hash);
  });

  it("hash differently when a name or a byte differs", () => {
    const hash = (assets: Record<string, string>) =>
      readAsset(
        {
          kind: "archive",
          assets: Object.fromEntries(
            Object.entries(assets).map(([name, text]) => [name, { kind: "asset", text }]),
          ),
        },
        dir,
      ).hash;
    expect(
      new Set([hash({ a: "1" }), hash({ a: "2" }), hash({ b: "1" }), hash({ a: "1", b: "" })]),
    ).to.have.property("size", 4);
  });

  it("are refused when a file is missing or on the network", () => {
    expect(() => archive("nowhere")).to.throw(Refusal, /The asset nowhere cannot be read/);
    expect(() => readAsset({ kind: "asset", uri: "https://example.com/a" }, dir)).to.throw(
      Refusal,
      /on the network/,
    );
  });
});
