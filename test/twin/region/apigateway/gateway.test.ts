import { expect } from "chai";
import { createClock } from "../../../../twin/clock.ts";
import type { GraphResource } from "../../../../twin/engine/graph.ts";
import { type LogLine, TwinEvents } from "../../../../twin/events.ts";
import { type ApiGateway, startApiGateway } from "../../../../twin/region/apigateway/gateway.ts";
import type { Functions } from "../../../../twin/region/types.ts";
import { call } from "./client.ts";
import { fakeFunctions, throttledFunctions } from "./functions.ts";
import { region, resource, restApi } from "./resources.ts";

const ok = () => ({ statusCode: 200, body: "fine" });

describe("API Gateway", () => {
  const clock = createClock();
  let gateway: ApiGateway | undefined;
  let events = new TwinEvents();

  async function start(resources: GraphResource[], functions: Functions) {
    events = new TwinEvents();
    gateway = await startApiGateway({ region, resources, functions, clock, events });
    return gateway.origin;
  }

  afterEach(async () => {
    await gateway?.close();
    gateway = undefined;
  });

  it("hands the function the REST proxy event, and the caller the function's answer", async () => {
    const functions = fakeFunctions({
      "echo:live": () => ({
        statusCode: "201",
        headers: { "X-One": "1", Date: "never" },
        multiValueHeaders: { "Set-Cookie": ["a=1", "b=2"] },
        body: '{"done":true}',
      }),
    });
    const origin = await start(
      restApi(
        [{ method: "POST", path: "/shops/{shop}/items", functionName: "echo:live" }],
        {},
        {
          variables: { tone: "kind" },
          xrayTracingEnabled: true,
        },
      ),
      functions,
    );
    const answer = await call(origin, "/shops/caf%C3%A9/items?tag=a&tag=b%20c&x=1", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Custom": "Value", "user-agent": "probe/1" },
      body: '{"olá":1}',
    });

    expect(answer.status).to.equal(201);
    expect(answer.body).to.equal('{"done":true}');
    expect(answer.headers).to.include({
      "x-one": "1",
      "x-amzn-remapped-date": "never",
      "content-type": "application/json",
    });
    expect(answer.headers["set-cookie"]).to.deep.equal(["a=1", "b=2"]);
    expect(functions.calls[0]).to.include({ name: "echo:live", trigger: "api" });
    const payload = functions.event();
    expect(payload).to.deep.include({
      resource: "/shops/{shop}/items",
      path: "/shops/caf%C3%A9/items",
      httpMethod: "POST",
      queryStringParameters: { tag: "b c", x: "1" },
      multiValueQueryStringParameters: { tag: ["a", "b c"], x: ["1"] },
      pathParameters: { shop: "caf%C3%A9" },
      stageVariables: { tone: "kind" },
      body: '{"olá":1}',
      isBase64Encoded: false,
    });
    expect(payload.headers).to.include({
      "X-Custom": "Value",
      "X-Forwarded-Proto": "https",
      "X-Forwarded-For": "127.0.0.1",
    });
    expect(payload.headers["X-Amzn-Trace-Id"]).to.match(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
    expect(answer.headers["x-amzn-trace-id"]).to.equal(payload.headers["X-Amzn-Trace-Id"]);
    expect(payload.multiValueHeaders["X-Custom"]).to.deep.equal(["Value"]);
    expect(payload.requestContext).to.deep.include({
      resourcePath: "/shops/{shop}/items",
      httpMethod: "POST",
      path: "/shops/caf%C3%A9/items",
      stage: "live",
      domainName: "api.example.test",
      domainPrefix: "api",
      apiId: "a1b2",
      accountId: "123456789012",
      protocol: "HTTP/1.1",
    });
    expect(payload.requestContext.requestId).to.equal(answer.headers["x-amzn-requestid"]);
    expect(payload.requestContext.requestTime).to.match(/^\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
    expect(payload.requestContext.identity).to.include({ sourceIp: "127.0.0.1", userAgent: "probe/1" });
  });

  it("keeps a caller's trace id", async () => {
    const functions = fakeFunctions({ "f:live": ok });
    const origin = await start(restApi([{ path: "/x", functionName: "f:live" }]), functions);
    const given = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    await call(origin, "/x", { headers: { "X-Amzn-Trace-Id": given } });
    expect(functions.event().headers["X-Amzn-Trace-Id"]).to.equal(given);
  });

  it("gives null for what a request does not have", async () => {
    const functions = fakeFunctions({ "f:live": ok });
    const origin = await start(restApi([{ path: "/x", functionName: "f:live" }]), functions);
    await call(origin, "/x");
    expect(functions.calls[0]?.payload).to.include({
      body: null,
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      stageVariables: null,
    });
  });

  it("prefers a literal part to a parameter and a parameter to a greedy one", async () => {
    const names = ["literal", "one", "rest", "deep"];
    const origin = await start(
      restApi([
        { path: "/a/{proxy+}", functionName: "rest:live" },
        { path: "/a/{id}", functionName: "one:live" },
        { path: "/a/here", functionName: "literal:live" },
        { path: "/a/{id}/deep", functionName: "deep:live" },
      ]),
      fakeFunctions(
        Object.fromEntries(
          names.map((name) => [
            `${name}:live`,
            (event) => ({
              statusCode: 200,
              body: `${name} ${JSON.stringify(event.pathParameters)}`,
            }),
          ]),
        ),
      ),
    );
    const bodyAt = async (path: string) => (await call(origin, path)).body;
    expect(await bodyAt("/a/here")).to.equal("literal null");
    expect(await bodyAt("/a/there")).to.equal('one {"id":"there"}');
    expect(await bodyAt("/a/here/deep")).to.equal('deep {"id":"here"}');
    expect(await bodyAt("/a/b/c/d")).to.equal('rest {"proxy":"b/c/d"}');
  });

  it("answers an unknown route or method as API Gateway words it", async () => {
    const origin = await start(
      restApi([{ path: "/x", functionName: "f:live" }]),
      fakeFunctions({ "f:live": ok }),
    );
    for (const [path, method] of [
      ["/nowhere", "GET"],
      ["/x", "POST"],
    ] as const) {
      const answer = await call(origin, path, { method });
      expect(answer.status).to.equal(403);
      expect(answer.body).to.equal('{"message":"Missing Authentication Token"}');
      expect(answer.headers["x-amzn-errortype"]).to.equal("MissingAuthenticationTokenException");
    }
  });

  it("forbids a name that no API has, and the execute-api name when the API switched it off", async () => {
    const functions = fakeFunctions({ "f:live": ok });
    const routes = [{ path: "/x", functionName: "f:live" }];
    const origin = await start(restApi(routes), functions);
    const host = `a1b2.execute-api.${region}.amazonaws.com`;
    for (const [name, path] of [
      ["other.example.test", "/x"],
      [host, "/live/x"],
    ] as const) {
      const answer = await call(origin, path, { host: name });
      expect(answer.status).to.equal(403);
      expect(answer.body).to.equal('{"message":"Forbidden"}');
    }
    expect(functions.calls).to.have.length(0);
    await gateway?.close();
    const open = await start(restApi(routes, { disableExecuteApiEndpoint: false }), functions);
    expect((await call(open, "/live/x", { host })).body).to.equal("fine");
    expect(functions.event().path).to.equal("/x");
    expect(functions.event().requestContext.path).to.equal("/live/x");
  });

  it("routes below a mapping's base path, which the event keeps", async () => {
    const functions = fakeFunctions({ "f:live": ok });
    const resources = restApi([{ path: "/x", functionName: "f:live" }]).map((one) =>
      one.type.includes("basePathMapping")
        ? resource(one.type, one.id, { ...one.inputs, basePath: "v1" })
        : one,
    );
    const origin = await start(resources, functions);
    expect((await call(origin, "/x")).body).to.equal('{"message":"Forbidden"}');
    expect((await call(origin, "/v1/x")).status).to.equal(200);
    expect(functions.event().path).to.equal("/v1/x");
  });

  it("answers 502 to a function's error and to a malformed answer", async () => {
    const origin = await start(
      restApi([
        { path: "/throws", functionName: "throws:live" },
        { path: "/object", functionName: "object:live" },
        { path: "/extra", functionName: "extra:live" },
        { path: "/header", functionName: "header:live" },
        { path: "/nothing", functionName: "nothing:live" },
      ]),
      fakeFunctions({
        "throws:live": () => {
          throw new TypeError("boom");
        },
        "object:live": () => ({ statusCode: 200, body: { not: "text" } }),
        "extra:live": () => ({ statusCode: 200, body: "", colour: "red" }),
        "header:live": () => ({ statusCode: 200, headers: { "X-Bad": "a\nb" }, body: "" }),
        "nothing:live": () => null,
      }),
    );
    for (const path of ["/throws", "/object", "/extra", "/header", "/nothing"]) {
      const answer = await call(origin, path);
      expect(answer.status, path).to.equal(502);
      expect(answer.body).to.equal('{"message": "Internal server error"}');
    }
  });

  it("answers 504 when the function takes longer than the integration waits", async () => {
    const origin = await start(
      restApi([{ path: "/slow", functionName: "slow:live", timeoutMilliseconds: 50 }]),
      fakeFunctions({ "slow:live": () => new Promise(() => {}) }),
    );
    const answer = await call(origin, "/slow");
    expect(answer.status).to.equal(504);
    expect(answer.body).to.equal('{"message": "Endpoint request timed out"}');
  });

  it("answers 500 when Lambda throttles the function", async () => {
    const origin = await start(restApi([{ path: "/x", functionName: "f:live" }]), throttledFunctions());
    const answer = await call(origin, "/x");
    expect(answer.status).to.equal(500);
    expect(answer.body).to.equal('{"message": "Internal server error"}');
  });

  it("invokes nothing without a permission for the alias", async () => {
    const functions = fakeFunctions({ "f:live": ok });
    const routes = restApi([{ path: "/x", functionName: "f:live", permitted: false }]);
    const unqualified = resource("aws:lambda/permission:Permission", "p", {
      action: "lambda:InvokeFunction",
      function: "f",
      principal: "apigateway.amazonaws.com",
    });
    const origin = await start([...routes, unqualified], functions);
    expect((await call(origin, "/x")).status).to.equal(500);
    expect(functions.calls).to.have.length(0);
  });

  it("refuses more than 10 MB with 413", async () => {
    const functions = fakeFunctions({ "f:live": ok });
    const origin = await start(restApi([{ method: "POST", path: "/x", functionName: "f:live" }]), functions);
    const fits = await call(origin, "/x", { method: "POST", body: Buffer.alloc(10 * 1024 * 1024) });
    expect(fits.status).to.equal(200);
    const answer = await call(origin, "/x", { method: "POST", body: Buffer.alloc(10 * 1024 * 1024 + 1) });
    expect(answer.status).to.equal(413);
    expect(functions.calls).to.have.length(1);
  });

  it("passes binary media types as base64, both ways", async () => {
    const bytes = Buffer.from([0, 255, 128, 7]);
    const functions = fakeFunctions({
      "f:live": () => ({
        statusCode: 200,
        headers: { "Content-Type": "image/png" },
        body: bytes.toString("base64"),
        isBase64Encoded: true,
      }),
    });
    const origin = await start(
      restApi([{ method: "POST", path: "/x", functionName: "f:live" }], { binaryMediaTypes: ["image/*"] }),
      functions,
    );
    const headers = { "content-type": "image/png", accept: "image/png" };
    const answer = await call(origin, "/x", { method: "POST", headers, body: bytes });
    expect(answer.bytes).to.deep.equal(bytes);
    expect(functions.calls[0]?.payload).to.include({ body: bytes.toString("base64"), isBase64Encoded: true });
    const text = await call(origin, "/x", { method: "POST", headers: { ...headers, accept: "text/plain" } });
    expect(text.body).to.equal(bytes.toString("base64"));
  });

  it("writes an access log line, an execution log line for a failure, and an event", async () => {
    const format =
      '{"id":"$context.requestId","status":$context.status,"path":"$context.resourcePath","who":"$context.authorizer.principalId","error":"$context.error.responseType"}';
    const origin = await start(
      [
        ...restApi(
          [{ path: "/x", functionName: "f:live" }],
          {},
          {
            accessLogSettings: {
              destinationArn: `arn:aws:logs:${region}:1:log-group:/aws/apigateway/front:*`,
              format,
            },
          },
        ),
        resource("aws:apigateway/methodSettings:MethodSettings", "settings", {
          restApi: "a1b2",
          stageName: "live",
          methodPath: "*/*",
          settings: { loggingLevel: "ERROR" },
        }),
      ],
      fakeFunctions({
        "f:live": () => {
          throw new TypeError("boom");
        },
      }),
    );
    const lines: LogLine[] = [];
    const requests: unknown[] = [];
    events.on("log", (line) => lines.push(line));
    events.on("request", (request) => requests.push(request));
    const answer = await call(origin, "/x");
    const [access, execution] = lines;
    expect(access?.logGroup).to.equal("/aws/apigateway/front");
    expect(JSON.parse(access?.line ?? "")).to.deep.equal({
      id: answer.headers["x-amzn-requestid"],
      status: 502,
      path: "/x",
      who: "-",
      error: "INTEGRATION_FAILURE",
    });
    expect(execution?.logGroup).to.equal("API-Gateway-Execution-Logs_a1b2/live");
    expect(execution?.line).to.contain("TypeError: boom");
    expect(requests).to.have.length(1);
    expect(requests[0]).to.include({ region, method: "GET", path: "/x", status: 502, apiName: "front" });
  });

  it("drops connections while dark and serves again afterwards", async () => {
    const origin = await start(
      restApi([{ path: "/x", functionName: "f:live" }]),
      fakeFunctions({ "f:live": ok }),
    );
    gateway?.setDark(true);
    const dropped = await call(origin, "/x").catch((error: NodeJS.ErrnoException) => error.code);
    expect(dropped).to.equal("ECONNRESET");
    gateway?.setDark(false);
    expect((await call(origin, "/x")).status).to.equal(200);
  });

  it("refuses at start what it cannot serve, naming the resource", async () => {
    const [api, ...rest] = restApi([{ path: "/x", functionName: "f:live" }]);
    const broken = [api!, ...rest].map((one) =>
      one.type.includes("integration") ? resource(one.type, one.id, { ...one.inputs, type: "HTTP" }) : one,
    );
    const error = await start(broken, fakeFunctions({})).catch((reason: Error) => reason);
    expect(error).to.be.an("error");
    expect((error as Error).message).to.match(/Integration::i0: type: must be AWS_PROXY/);
  });
});
