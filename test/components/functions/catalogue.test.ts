import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { build } from "esbuild";
import { access } from "../../../components/functions/access.ts";
import {
  cacheVariables,
  catalogue,
  functionNames,
  usesCache,
} from "../../../components/functions/catalogue.ts";

const root = path.resolve(import.meta.dirname, "../../..");

/** DynamoDB's actions by the document client's calls. */
const actions: Readonly<Record<string, string>> = {
  BatchGetCommand: "BatchGetItem",
  BatchWriteCommand: "BatchWriteItem",
  DeleteCommand: "DeleteItem",
  GetCommand: "GetItem",
  PutCommand: "PutItem",
  QueryCommand: "Query",
  ScanCommand: "Scan",
  // Of its parts: puts, which every writer makes anyway, and updates.
  TransactWriteCommand: "UpdateItem",
  UpdateCommand: "UpdateItem",
  paginateQuery: "Query",
  paginateScan: "Scan",
};

/** Sources of ours that end up in the function's bundle. */
async function sourcesOf(entry: string): Promise<string> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    outfile: "index.mjs",
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "silent",
  });
  const [output] = Object.values(metafile.outputs);
  const used = Object.entries(output!.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return used.map(([file]) => readFileSync(path.join(root, file), "utf8")).join("\n");
}

describe("the catalogue of functions", () => {
  for (const name of functionNames) {
    const { entry, environment } = catalogue[name];

    it(`gives ${name} the variables that its entry reads, and no others`, () => {
      const [, read] = /readEnvironment\(([^)]*)\)/.exec(readFileSync(path.join(root, entry), "utf8")) ?? [];
      const names = [...(read ?? "").matchAll(/"(\w+)"/g)].map(([, variable]) => variable);
      expect([...environment]).to.have.members(names.filter((variable) => variable !== "AWS_REGION"));
    });

    it(`gives ${name} where the cache is, if it reads that, and else does not`, () => {
      const source = readFileSync(path.join(root, entry), "utf8");
      const [, read] = /readOptionalEnvironment\(([^)]*)\)/.exec(source) ?? [];
      const names = [...(read ?? "").matchAll(/"(\w+)"/g)].map(([, variable]) => variable);
      expect(names).to.have.members(usesCache(name) ? [...cacheVariables] : []);
    });

    it(`opens to ${name} the table actions that its code makes, and no others`, async () => {
      const source = await sourcesOf(entry);
      const made = Object.keys(actions).filter((call) => new RegExp(`\\b${call}\\(`).test(source));
      const granted = Object.values(access[name].tables ?? {}).flat();
      expect([...new Set(granted)].sort()).to.deep.equal(
        [...new Set(made.map((call) => actions[call]))].sort(),
      );
    });
  }
});
