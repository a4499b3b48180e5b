import { createSocket } from "node:dgram";
import { expect } from "chai";
import dnsPacket from "dns-packet";
import { createClock } from "../../../../twin/clock.ts";
import { alias, archive, fn, functionArn, type World, world } from "./world.ts";

describe("a function's runtime", () => {
  let region: World;
  afterEach(() => region.stop());

  const run = async (code: string, event: unknown = {}, inputs: Record<string, unknown> = {}) => {
    region = world([fn("f", code, inputs)]);
    return region.functions.invoke("f", event, "invoke");
  };
  const errorOf = async (code: string, inputs: Record<string, unknown> = {}) => {
    const outcome = await run(code, {}, inputs);
    return outcome.ok ? outcome.payload : [outcome.errorType, outcome.errorMessage];
  };

  it("has exactly the graph's variables and Lambda's own", async () => {
    process.env.TWIN_TEST_LEAK = "leaked";
    const outcome = await run(
      "export const handler = async () => process.env;",
      {},
      { memorySize: 256, environment: { variables: { TABLE: "t" } } },
    );
    delete process.env.TWIN_TEST_LEAK;
    const { AWS_LAMBDA_LOG_STREAM_NAME, LAMBDA_TASK_ROOT, _X_AMZN_TRACE_ID, ...rest } = (
      outcome as unknown as { payload: Record<string, string> }
    ).payload;
    expect(rest).to.deep.equal({
      TABLE: "t",
      LANG: "en_US.UTF-8",
      TZ: ":UTC",
      _HANDLER: "index.handler",
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
      AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
      AWS_LAMBDA_FUNCTION_NAME: "f",
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
      AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/f",
      AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
      AWS_ACCESS_KEY_ID: "ASIATEST",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_SESSION_TOKEN: "token",
      AWS_ENDPOINT_URL: "http://127.0.0.1:9",
    });
    expect(AWS_LAMBDA_LOG_STREAM_NAME).to.match(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
    expect(LAMBDA_TASK_ROOT).to.be.a("string");
    expect(_X_AMZN_TRACE_ID).to.match(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=[01]$/);
  });

  it("passes the event and a context, and keeps what is warm", async () => {
    const code = `let calls = 0;
      export const handler = async (event, context) => ({ event, calls: ++calls, arn: context.invokedFunctionArn,
        version: context.functionVersion, left: context.getRemainingTimeInMillis() });`;
    region = world([fn("f", code, { publish: true, timeout: 5 }), alias("live", "f")]);
    await region.functions.invoke("f:live", { n: 1 }, "invoke");
    const outcome = await region.functions.invoke(`${functionArn("f")}:live`, { n: 2 }, "api");
    const { left, ...payload } = (outcome as unknown as { payload: { left: number } }).payload;
    expect(payload).to.deep.equal({
      event: { n: 2 },
      calls: 2,
      arn: `${functionArn("f")}:live`,
      version: "1",
    });
    expect(left).to.be.within(1, 5_000);
    expect(region.invocations.map(({ cold, trigger }) => [cold, trigger])).to.deep.equal([
      [true, "invoke"],
      [false, "api"],
    ]);
  });

  it("tells errors as Lambda does", async () => {
    const thrown = "export const handler = async () => { throw new TypeError('no'); };";
    expect(await errorOf(thrown)).to.deep.equal(["TypeError", "no"]);
    expect(region.invocations[0]?.error).to.equal("TypeError");
    await region.stop();
    expect(await errorOf("export const handler = async () => { throw 'text'; };")).to.deep.equal([
      "string",
      "text",
    ]);
  });

  it("ends a function that runs over its timeout, a busy one too, and starts afresh", async () => {
    const code = "export const handler = async ({ spin }) => { while (spin); return 'fresh'; };";
    region = world([fn("f", code, { timeout: 1 })]);
    const first = await region.functions.invoke("f", { spin: true }, "invoke");
    expect(first).to.include({ ok: false, errorType: "Sandbox.Timedout" });
    expect(first)
      .to.have.property("errorMessage")
      .that.match(/^RequestId: \S+ Error: Task timed out after 1\.00 seconds$/);
    expect(await region.functions.invoke("f", {}, "invoke")).to.include({ ok: true, payload: "fresh" });
    expect(region.logs.join("\n")).to.match(
      /Task timed out after 1\.00 seconds\nEND .*\nREPORT .*Status: timeout/,
    );
  });

  it("survives what ends its process", async () => {
    const [exit, exitMessage] = (await errorOf(
      "export const handler = async () => process.exit(3);",
    )) as string[];
    expect(exit).to.equal("Runtime.ExitError");
    expect(exitMessage).to.match(/^RequestId: \S+ Error: Runtime exited with error: exit status 3$/);
    await region.stop();
    const rejected =
      "export const handler = () => { Promise.reject(new Error('lost')); return new Promise(() => {}); };";
    expect(await errorOf(rejected)).to.deep.equal(["Runtime.UnhandledPromiseRejection", "Error: lost"]);
    await region.stop();
    const greedy =
      "export const handler = async () => { const a = []; for (;;) a.push(new Array(1e5).fill(0.5)); };";
    const [memory] = (await errorOf(greedy, { timeout: 20 })) as string[];
    expect(memory).to.equal("Runtime.OutOfMemory");
  });

  it("tells why it could not start", async () => {
    const missing = "import './gone.mjs'; export const handler = async () => 1;";
    expect((await errorOf(missing)) as string[]).to.have.property("0", "Runtime.ImportModuleError");
    await region.stop();
    const broken = "throw new RangeError('bad start'); export const handler = async () => 1;";
    expect(await errorOf(broken)).to.deep.equal(["RangeError", "bad start"]);
    await region.stop();
    const callback = "export const handler = (event, context, callback) => callback(null, 1);";
    expect((await errorOf(callback)) as string[]).to.have.property("0", "Runtime.CallbackHandlerDeprecated");
  });

  it("refuses an answer over 6 MB", async () => {
    const [errorType] = (await errorOf(
      "export const handler = async () => 'x'.repeat(6_300_000);",
    )) as string[];
    expect(errorType).to.equal("Function.ResponseSizeTooLarge");
  });

  it("writes START, the function's own lines, END and REPORT", async () => {
    const code = `console.log("cold");
      export const handler = async () => {
        console.warn("hello %s", "you");
        process.stdout.write('{"level":"INFO"}\\n{"level":"WARN"}\\npart');
      };`;
    const { requestId } = await run(code);
    const timestamp = "\\d{4}-\\d\\d-\\d\\dT\\S+Z";
    expect(region.logs.join("\n")).to.match(
      new RegExp(
        [
          "^INIT_START Runtime Version: nodejs:24.v1.*",
          `${timestamp}\tundefined\tINFO\tcold`,
          `START RequestId: ${requestId} Version: \\$LATEST`,
          `${timestamp}\t${requestId}\tWARN\thello you`,
          '{"level":"INFO"}',
          '{"level":"WARN"}',
          "part",
          `END RequestId: ${requestId}`,
          `REPORT RequestId: ${requestId}\tDuration: [\\d.]+ ms\tBilled Duration: \\d+ ms\tMemory Size: 128 MB\tMax Memory Used: \\d+ MB\tInit Duration: [\\d.]+ ms\t$`,
        ].join("\n"),
      ),
    );
  });

  it("writes JSON records to its own log group when the graph says so", async () => {
    const loggingConfig = { logFormat: "JSON", logGroup: "/own" };
    await run("export const handler = async () => console.error({ n: 1 });", {}, { loggingConfig });
    const records = region.logs.map((line) => JSON.parse(line) as { type?: string; message?: unknown });
    expect(records.map(({ type }) => type)).to.deep.equal([
      "platform.initStart",
      "platform.start",
      undefined,
      "platform.report",
    ]);
    expect(records[2]).to.deep.include({ level: "ERROR", message: { n: 1 } });
  });

  it("follows the twin's clock", async () => {
    const clock = createClock();
    const code =
      "export const handler = async () => [Date.now(), new Date().getTime(), new Date(5).getTime(), new Date() instanceof Date];";
    region = world([fn("f", code)], { clock });
    clock.advance(3_600_000);
    const outcome = await region.functions.invoke("f", {}, "invoke");
    const [now, date, five, isDate] = (outcome as unknown as { payload: number[] }).payload;
    expect(now! - Date.now()).to.be.within(3_590_000, 3_600_000);
    expect(date! - now!).to.be.within(0, 100);
    expect([five, isDate]).to.deep.equal([5, true]);
  });

  it("asks the twin's DNS server through Node's default resolver", async () => {
    const server = createSocket("udp4");
    server.on("message", (query, from) => {
      const { id, questions } = dnsPacket.decode(query);
      const answers = [{ type: "TXT", name: "active.example", ttl: 5, data: "here" }] as const;
      server.send(
        dnsPacket.encode({ type: "response", id, questions, answers: [...answers] }),
        from.port,
        from.address,
      );
    });
    await new Promise<void>((resolve) => server.bind(0, "127.0.0.1", resolve));
    try {
      const code = `import { resolveTxt } from "node:dns/promises";
        export const handler = async () => resolveTxt("active.example");`;
      region = world([fn("f", code)], { dnsServer: `127.0.0.1:${server.address().port}` });
      const outcome = await region.functions.invoke("f", {}, "invoke");
      expect(outcome).to.deep.include({ ok: true, payload: [["here"]] });
    } finally {
      server.close();
    }
  });

  it("runs CommonJS from a folder of the archive", async () => {
    const code = archive({
      "src/app.js": "exports.api = { go: async () => require('./part.js') };",
      "src/part.js": "module.exports = 7;",
    });
    expect(await run("", {}, { code, handler: "src/app.api.go" })).to.include({ ok: true, payload: 7 });
  });

  it("is reaped when it stays idle", async () => {
    region = world([fn("f", "export const handler = async () => 1;")], { idleRealMs: 10 });
    await region.functions.invoke("f", {}, "invoke");
    await region.until(() => region.functions.states()[0]?.warm === 0);
  });
});

describe("functions from the graph", () => {
  const problem = (code: string, inputs: Record<string, unknown> = {}) => {
    try {
      void world([fn("shop", code, inputs)]).stop();
      return "accepted";
    } catch (error) {
      return (error as Error).message;
    }
  };
  const good = "export const handler = async () => 1;";

  it("are refused with a sentence that names the function and the mistake", () => {
    expect(problem(good)).to.equal("accepted");
    expect(problem("const h = 1; export { h as handler };")).to.equal("accepted");
    expect(problem("export const other = 1;")).to.match(/^Function shop: .*index\.mjs exports no "handler"/);
    expect(problem(good, { handler: "main.handler" })).to.match(
      /^Function shop: .*needs main\.js or .*holds index\.mjs/,
    );
    expect(problem(good, { code: undefined })).to.match(/^Function shop: it has no code in the graph/);
    expect(problem(good, { runtime: "python3.13" })).to.match(/^Function shop: its runtime is python3\.13/);
    expect(problem(good, { timeout: 901 })).to.match(/^Function shop: timeout: /);
    expect(problem(good, { environment: { variables: { AWS_REGION: "x" } } })).to.match(
      /^Function shop: its environment sets AWS_REGION, which Lambda reserves/,
    );
  });
});
