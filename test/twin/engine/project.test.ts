import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { EvaluationError } from "../../../twin/engine/errors.ts";
import { readProject, readStackConfig, stackNames } from "../../../twin/engine/project.ts";

const PROJECT = "name: shop\nruntime: { name: nodejs, options: { typescript: false } }\n";

describe("a project's files", () => {
  let dir: string;

  beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), "project-"));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const write = (name: string, text: string) => writeFileSync(path.join(dir, name), text);
  const config = (overrides: Record<string, string> = {}) =>
    readStackConfig(readProject(dir), "dev", overrides);
  const problems = (read: () => unknown): readonly string[] => {
    try {
      read();
    } catch (error) {
      if (error instanceof EvaluationError) return error.problems;
    }
    throw new Error("The files were accepted.");
  };

  it("name the project, its runtime and its stacks", () => {
    write("Pulumi.yaml", PROJECT);
    write("Pulumi.prod.yaml", "");
    write("Pulumi.dev.yaml", "");
    const project = readProject(dir);
    expect(project).to.deep.include({ name: "shop", typescript: false, entryPoint: ".", programDir: dir });
    expect(stackNames(project)).to.deep.equal(["dev", "prod"]);
  });

  it("may name the program's own file and arguments for Node", () => {
    write(
      "Pulumi.yaml",
      "name: shop\nmain: infra/main.ts\nruntime: { name: nodejs, options: { nodeargs: --no-warnings --stack-size=2000 } }",
    );
    expect(readProject(dir)).to.deep.include({
      programDir: path.join(dir, "infra"),
      entryPoint: "main.ts",
      nodeArgs: ["--no-warnings", "--stack-size=2000"],
      typescript: true,
    });
  });

  it("give each value as text, objects as JSON, keys in full", () => {
    write("Pulumi.yaml", PROJECT);
    write("Pulumi.dev.yaml", "config: { aws:region: us-east-1, limits: { orders: 3 }, shop:open: true }");
    expect(config().values).to.deep.equal({
      "aws:region": "us-east-1",
      "shop:limits": '{"orders":3}',
      "shop:open": "true",
    });
  });

  it("take what the stack says over the project's default, and an override over both", () => {
    write("Pulumi.yaml", `${PROJECT}config:\n  fee: { type: integer, default: 5 }\n  city: Recife\n`);
    write("Pulumi.dev.yaml", "config: { shop:fee: 7 }");
    expect(config().values).to.deep.equal({ "shop:fee": "7", "shop:city": "Recife" });
    expect(config({ fee: "9" }).values["shop:fee"]).to.equal("9");
  });

  it("are refused where a declared value has neither default nor value", () => {
    write("Pulumi.yaml", `${PROJECT}config:\n  fee: { type: integer }\n`);
    write("Pulumi.dev.yaml", "");
    expect(problems(config)[0]).to.match(/"shop:fee" has no value and Pulumi\.yaml declares no default\.$/);
  });

  it("are refused where a value is encrypted, unless it is overridden", () => {
    write("Pulumi.yaml", PROJECT);
    write("Pulumi.dev.yaml", "config: { shop:token: { secure: AAABAA } }");
    expect(problems(config)[0]).to.match(/"shop:token" is encrypted/);
    expect(config({ "shop:token": "plain" })).to.deep.include({
      values: { "shop:token": "plain" },
      secretKeys: ["shop:token"],
    });
  });

  it("are refused with the file's name where they are missing, broken or of another runtime", () => {
    expect(problems(() => readProject(dir))).to.deep.equal([`${dir}/Pulumi.yaml does not exist.`]);
    write("Pulumi.yaml", "name: [");
    expect(problems(() => readProject(dir))[0]).to.match(/Pulumi\.yaml is not valid YAML/);
    write("Pulumi.yaml", "name: shop\nruntime: python");
    expect(problems(() => readProject(dir))[0]).to.match(/Pulumi\.yaml: runtime: /);
  });
});
