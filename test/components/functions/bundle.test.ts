import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { bundleHandlers } from "../../../components/functions/bundle.ts";
import { catalogue } from "../../../components/functions/catalogue.ts";
import { slimSchemas } from "../../../components/functions/slim-sdk.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const entries = Object.values(catalogue).map(({ entry }) => entry);
const hash = (code: string) => createHash("sha256").update(code).digest("hex");

/** Another folder with the same sources. */
function copyOfProject(): string {
  mkdirSync(path.join(root, "node_modules/.cache"), { recursive: true });
  const folder = mkdtempSync(path.join(root, "node_modules/.cache/elsewhere-"));
  cpSync(path.join(root, "handlers"), path.join(folder, "handlers"), { recursive: true });
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  return folder;
}

describe("the bundles", () => {
  let codes: string[];
  before(async () => {
    codes = await bundleHandlers(entries);
  });

  it("are 400 kB at most, each", () => {
    for (const [index, code] of codes.entries())
      expect(Buffer.byteLength(code), entries[index]).to.be.at.most(400_000);
  });

  it("hold no path of the machine that made them", () => {
    for (const [index, code] of codes.entries())
      for (const place of [root, "node_modules"])
        expect(code.includes(place), `${place} in ${entries[index]}`).to.equal(false);
  });

  it("are the same from another folder", async () => {
    const elsewhere = copyOfProject();
    try {
      const others = await bundleHandlers(entries, elsewhere);
      expect(others.map(hash)).to.deep.equal(codes.map(hash));
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });

  it("are the same alone as together, so that one function's change is no other's deployment", async () => {
    expect(await bundleHandlers([entries[1]!])).to.deep.equal([codes[1]]);
  });

  it("refuse an entry that does not resolve, naming it", async () => {
    const outcome = await bundleHandlers(["handlers/nowhere.ts"]).then(
      () => "bundled",
      (error: Error) => error.message,
    );
    expect(outcome).to.include("handlers/nowhere.ts");
  });
});

describe("a slimmed client, in a bundle", () => {
  let folder: string;
  let server: Server;
  let answer: { status: number; type: string; body: object };
  // biome-ignore lint/suspicious/noExplicitAny: the fixture's own exports.
  let fixture: any;
  const environment = { ...process.env };

  before(async () => {
    folder = copyOfProject();
    writeFileSync(
      path.join(folder, "handlers/fixture.ts"),
      `import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
       import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
       import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
       const once = { maxAttempts: 1 };
       export const refused = (error: unknown) => error instanceof ConditionalCheckFailedException;
       export const put = () => new DynamoDBClient(once).send(new PutItemCommand({ TableName: "t", Item: {} }));
       export const ownHandler = (requestHandler?: { handle: () => never }) =>
         new BedrockRuntimeClient({ requestHandler }).config.requestHandler;
       export const invoke = () => new LambdaClient(once).send(new InvokeCommand({ FunctionName: "f" }));`,
    );
    const [code] = await bundleHandlers(["handlers/fixture.ts"], folder);
    writeFileSync(path.join(folder, "fixture.mjs"), code!);
    server = createServer((_, reply) => {
      reply.writeHead(answer.status, { "content-type": "application/json", "x-amzn-errortype": answer.type });
      reply.end(JSON.stringify(answer.body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "AKIA",
      AWS_SECRET_ACCESS_KEY: "secret",
    });
    fixture = await import(pathToFileURL(path.join(folder, "fixture.mjs")).href);
  });
  after(() => {
    process.env = environment;
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true });
  });
  const failure = async (call: () => Promise<unknown>) =>
    call().then(
      () => undefined,
      (error: Error & { $metadata: { httpStatusCode: number } }) => error,
    );

  it("keeps the class of an error that handlers name", async () => {
    const type = "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException";
    answer = { status: 400, type, body: { __type: type, message: "The conditional request failed" } };
    const error = await failure(fixture.put);
    expect(fixture.refused(error)).to.equal(true);
    expect(error).to.include({
      name: "ConditionalCheckFailedException",
      message: "The conditional request failed",
    });
  });

  it("takes the handler it is given in place of HTTP/2, and says what is missing without one", () => {
    const handler = { handle: () => undefined };
    expect(fixture.ownHandler(handler)).to.equal(handler);
    expect(() => fixture.ownHandler()).to.throw("HTTP/2 is left out of this bundle");
  });

  it("gives an error whose class was left out its name, message and status all the same", async () => {
    answer = {
      status: 429,
      type: "TooManyRequestsException",
      body: { Type: "User", message: "Rate exceeded" },
    };
    const error = await failure(fixture.invoke);
    expect(error).to.include({ name: "TooManyRequestsException", message: "Rate exceeded" });
    expect(error?.$metadata.httpStatusCode).to.equal(429);
  });
});

describe("slimming the SDK's schemas", () => {
  const source = [
    'const _e = "error";',
    "export var A$ = [-3, n0, _A, { [_e]: _c, [_x]: 1 }];",
    "n0_registry.registerError(A$, AException);",
    "n0_registry.registerError(B$, BException);",
  ].join("\n");

  it("writes a key whose text it knows as that text, and leaves any other", () => {
    expect(slimSchemas(source, new Set())).to.include('{ "error": _c, [_x]: 1 }');
  });

  it("drops the registration of errors that no handler names", () => {
    const slim = slimSchemas(source, new Set(["BException"]));
    expect(slim).to.include("registerError(B$, BException)").and.not.include("AException");
  });
});
