import { expect } from "chai";
import { createClock } from "../../../../twin/clock.ts";
import type { GraphResource } from "../../../../twin/engine/graph.ts";
import { TwinEvents } from "../../../../twin/events.ts";
import { type ApiGateway, startApiGateway } from "../../../../twin/region/apigateway/gateway.ts";
import type { Functions } from "../../../../twin/region/types.ts";
import { call } from "./client.ts";
import { fakeFunctions, type ProxyEvent } from "./functions.ts";
import { account, invokeUri, permission, region, resource, restApi } from "./resources.ts";

const ok = () => ({ statusCode: 200, body: "fine" });
const allow = (event: ProxyEvent, more: object = {}) => policy("Allow", event.methodArn ?? "", more);
const policy = (effect: string, arn: string, more: object = {}) => ({
  principalId: "someone",
  policyDocument: {
    Version: "2012-10-17",
    Statement: [{ Effect: effect, Action: "execute-api:Invoke", Resource: arn }],
  },
  ...more,
});

const authorizer = (inputs: Record<string, unknown> = {}) => [
  resource("aws:apigateway/authorizer:Authorizer", "auth1", {
    restApi: "a1b2",
    type: "REQUEST",
    authorizerUri: invokeUri("guard:live"),
    identitySource: "context.path,method.request.header.x-token",
    authorizerResultTtlInSeconds: 60,
    ...inputs,
  }),
  permission("guard:live", `arn:aws:execute-api:${region}:${account}:a1b2/authorizers/auth1`),
];
const guarded = { path: "/shops/{shop}", functionName: "f:live", authorizerId: "auth1" };
const token = { headers: { "x-token": "t" } };

describe("API Gateway access", () => {
  let clock = createClock();
  let gateway: ApiGateway | undefined;

  async function start(resources: GraphResource[], functions: Functions) {
    clock = createClock();
    gateway = await startApiGateway({ region, resources, functions, clock, events: new TwinEvents() });
    return gateway.origin;
  }

  afterEach(async () => {
    await gateway?.close();
    gateway = undefined;
  });

  describe("authorizers", () => {
    it("answers 401 without an identity source, and does not ask the authorizer", async () => {
      const functions = fakeFunctions({ "guard:live": allow, "f:live": ok });
      const origin = await start([...restApi([guarded]), ...authorizer()], functions);
      const answer = await call(origin, "/shops/1");
      expect(answer.status).to.equal(401);
      expect(answer.body).to.equal('{"message":"Unauthorized"}');
      expect(functions.calls).to.have.length(0);
    });

    it("shows the authorizer the request without its body, and the function the authorizer's context", async () => {
      const functions = fakeFunctions({
        "guard:live": (event) => allow(event, { context: { level: 3, vip: true } }),
        "f:live": ok,
      });
      const origin = await start([...restApi([{ ...guarded, method: "POST" }]), ...authorizer()], functions);
      const answer = await call(origin, "/shops/1", { ...token, method: "POST", body: "secret" });
      expect(answer.status).to.equal(200);
      expect(functions.event(0)).to.include({
        type: "REQUEST",
        methodArn: `arn:aws:execute-api:${region}:${account}:a1b2/live/POST/shops/1`,
        resource: "/shops/{shop}",
      });
      expect(functions.event(0)).not.to.have.any.keys("body", "isBase64Encoded");
      expect(functions.event(1).requestContext.authorizer).to.include({
        principalId: "someone",
        level: "3",
        vip: "true",
      });
    });

    it("words an explicit and an implicit deny as AWS does", async () => {
      const origin = await start(
        [...restApi([guarded]), ...authorizer({ authorizerResultTtlInSeconds: 0 })],
        fakeFunctions({
          "guard:live": (event) =>
            event.path === "/shops/denied"
              ? policy("Deny", "arn:aws:execute-api:*:*:a1b2/live/GET/shops/*")
              : policy("Allow", `arn:aws:execute-api:${region}:${account}:a1b2/live/GET/other`),
          "f:live": ok,
        }),
      );
      const denied = await call(origin, "/shops/denied", token);
      expect(denied.status).to.equal(403);
      expect(denied.body).to.equal(
        '{"Message":"User is not authorized to access this resource with an explicit deny"}',
      );
      const unmentioned = await call(origin, "/shops/2", token);
      expect(unmentioned.status).to.equal(403);
      expect(unmentioned.body).to.equal('{"Message":"User is not authorized to access this resource"}');
    });

    it("keeps an answer for its time to live, for the same identity only", async () => {
      const functions = fakeFunctions({ "guard:live": allow, "f:live": ok });
      const origin = await start([...restApi([guarded]), ...authorizer()], functions);
      const asked = () => functions.calls.filter(({ name }) => name === "guard:live").length;
      await call(origin, "/shops/1", token);
      await call(origin, "/shops/1", token);
      expect(asked()).to.equal(1);
      await call(origin, "/shops/2", token);
      expect(asked()).to.equal(2);
      await call(origin, "/shops/1", { headers: { "x-token": "another" } });
      expect(asked()).to.equal(3);
      clock.advance(61_000);
      await call(origin, "/shops/1", token);
      expect(asked()).to.equal(4);
    });

    it("judges a kept policy anew for every method", async () => {
      const functions = fakeFunctions({ "guard:live": allow, "f:live": ok });
      const origin = await start(
        [
          ...restApi([guarded, { ...guarded, method: "POST" }]),
          ...authorizer({ identitySource: "context.path" }),
        ],
        functions,
      );
      expect((await call(origin, "/shops/1")).status).to.equal(200);
      expect((await call(origin, "/shops/1", { method: "POST" })).status).to.equal(403);
    });

    it("answers 401 when the authorizer throws Unauthorized, and 500 when it fails otherwise", async () => {
      const origin = await start(
        [...restApi([guarded]), ...authorizer()],
        fakeFunctions({
          "guard:live": (event) => {
            if (event.path === "/shops/malformed") return { principalId: "x" };
            throw new Error(event.path === "/shops/unauthorized" ? "Unauthorized" : "boom");
          },
        }),
      );
      const answerAt = async (shop: string) => {
        const { status, body } = await call(origin, `/shops/${shop}`, token);
        return [status, body];
      };
      expect(await answerAt("unauthorized")).to.deep.equal([401, '{"message":"Unauthorized"}']);
      expect(await answerAt("failing")).to.deep.equal([500, '{"message":null}']);
      expect(await answerAt("malformed")).to.deep.equal([500, '{"message":null}']);
    });

    it("refuses at start an identity source that a REST API does not accept", async () => {
      const resources = [
        ...restApi([guarded]),
        ...authorizer({ identitySource: "method.request.path.shop" }),
      ];
      const error = await start(resources, fakeFunctions({})).catch((reason: Error) => reason);
      expect((error as Error).message).to.match(/auth1: identitySource: a REST API accepts/);
    });
  });

  describe("usage plans", () => {
    const plan = (inputs: Record<string, unknown> = {}) => [
      resource("aws:apigateway/apiKey:ApiKey", "key1", { value: "k".repeat(20) }),
      resource("aws:apigateway/apiKey:ApiKey", "key2", { value: "z".repeat(20) }),
      resource("aws:apigateway/usagePlan:UsagePlan", "plan1", {
        apiStages: [{ apiId: "a1b2", stage: "live" }],
        ...inputs,
      }),
      ...["key1", "key2"].map((keyId) =>
        resource("aws:apigateway/usagePlanKey:UsagePlanKey", `link ${keyId}`, {
          keyId,
          keyType: "API_KEY",
          usagePlanId: "plan1",
        }),
      ),
    ];
    const metered = { path: "/x", functionName: "f:live", apiKeyRequired: true };
    const withKey = { headers: { "x-api-key": "k".repeat(20) } };

    it("forbids a missing, an unknown and a disabled key", async () => {
      const disabled = resource("aws:apigateway/apiKey:ApiKey", "key3", { value: "off", enabled: false });
      const link = resource("aws:apigateway/usagePlanKey:UsagePlanKey", "link key3", {
        keyId: "key3",
        keyType: "API_KEY",
        usagePlanId: "plan1",
      });
      const origin = await start(
        [...restApi([metered]), ...plan(), disabled, link],
        fakeFunctions({ "f:live": ok }),
      );
      const wrong: Record<string, string>[] = [{}, { "x-api-key": "unknown" }, { "x-api-key": "off" }];
      for (const headers of wrong) {
        const answer = await call(origin, "/x", { headers });
        expect(answer.status).to.equal(403);
        expect(answer.body).to.equal('{"message":"Forbidden"}');
      }
      expect((await call(origin, "/x", withKey)).status).to.equal(200);
    });

    it("throttles each key by its own bucket, and lets it in again as the bucket fills", async () => {
      const origin = await start(
        [...restApi([metered]), ...plan({ throttleSettings: { rateLimit: 0.1, burstLimit: 2 } })],
        fakeFunctions({ "f:live": ok }),
      );
      const statuses = [];
      for (let i = 0; i < 3; i++) statuses.push((await call(origin, "/x", withKey)).status);
      expect(statuses).to.deep.equal([200, 200, 429]);
      expect((await call(origin, "/x", withKey)).body).to.equal('{"message":"Too Many Requests"}');
      expect((await call(origin, "/x", { headers: { "x-api-key": "z".repeat(20) } })).status).to.equal(200);
      clock.advance(10_000);
      expect((await call(origin, "/x", withKey)).status).to.equal(200);
    });

    it("stops a key at its quota until the next period", async () => {
      const origin = await start(
        [...restApi([metered]), ...plan({ quotaSettings: { limit: 2, period: "DAY" } })],
        fakeFunctions({ "f:live": ok }),
      );
      await call(origin, "/x", withKey);
      await call(origin, "/x", withKey);
      const answer = await call(origin, "/x", withKey);
      expect(answer.status).to.equal(429);
      expect(answer.body).to.equal('{"message":"Limit Exceeded"}');
      clock.advance(24 * 3_600_000);
      expect((await call(origin, "/x", withKey)).status).to.equal(200);
    });

    it("takes the key that the authorizer names when the API says so, whatever the caller sent", async () => {
      const functions = fakeFunctions({
        "guard:live": (event) => allow(event, { usageIdentifierKey: event.headers["x-token"] }),
        "f:live": ok,
      });
      const origin = await start(
        [
          ...restApi([{ ...guarded, apiKeyRequired: true }], { apiKeySource: "AUTHORIZER" }),
          ...authorizer(),
          ...plan(),
        ],
        functions,
      );
      const named = await call(origin, "/shops/1", { headers: { "x-token": "k".repeat(20) } });
      expect(named.status).to.equal(200);
      expect(functions.event(1).requestContext.identity).to.include({
        apiKey: "k".repeat(20),
        apiKeyId: "key1",
      });
      const wrong = { "x-token": "nobody", "x-api-key": "k".repeat(20) };
      expect((await call(origin, "/shops/1", { headers: wrong })).status).to.equal(403);
    });
  });

  it("throttles a method by the stage's settings, its own before the whole stage's", async () => {
    const settings = (methodPath: string, burst: number) =>
      resource("aws:apigateway/methodSettings:MethodSettings", methodPath, {
        restApi: "a1b2",
        stageName: "live",
        methodPath,
        settings: { throttlingRateLimit: 0.001, throttlingBurstLimit: burst },
      });
    const origin = await start(
      [
        ...restApi([
          { path: "/x", functionName: "f:live" },
          { path: "/y", functionName: "f:live" },
        ]),
        settings("*/*", 1),
        settings("y/GET", 3),
      ],
      fakeFunctions({ "f:live": ok }),
    );
    const burst = async (path: string) => {
      const answers = await Promise.all([1, 2, 3].map(() => call(origin, path)));
      return answers.filter(({ status }) => status === 200).length;
    };
    expect(await burst("/x")).to.equal(1);
    expect(await burst("/y")).to.equal(3);
  });

  describe("request validation and gateway responses", () => {
    const validated = {
      method: "POST",
      path: "/x",
      functionName: "f:live",
      methodInputs: {
        requestValidatorId: "v1",
        requestParameters: { "method.request.header.x-wanted": true },
        requestModels: { "application/json": "Thing" },
      },
    };
    const resources = [
      ...restApi([validated]),
      resource("aws:apigateway/requestValidator:RequestValidator", "v1", {
        restApi: "a1b2",
        validateRequestBody: true,
        validateRequestParameters: true,
      }),
      resource("aws:apigateway/model:Model", "model1", {
        restApi: "a1b2",
        name: "Thing",
        contentType: "application/json",
        schema: JSON.stringify({
          $schema: "http://json-schema.org/draft-04/schema#",
          type: "object",
          properties: { status: { type: "string" } },
          required: ["status"],
        }),
      }),
    ];
    const wanted = { "x-wanted": "1", "content-type": "application/json" };

    it("stops a request without a required parameter or with a body that is not its model's", async () => {
      const functions = fakeFunctions({ "f:live": ok });
      const origin = await start(resources, functions);
      const post = (headers: Record<string, string>, body: string) =>
        call(origin, "/x", { method: "POST", headers, body });
      const noParameter = await post({}, '{"status":"a"}');
      expect([noParameter.status, noParameter.body]).to.deep.equal([
        400,
        '{"message": "Missing required request parameters: [x-wanted]"}',
      ]);
      for (const body of ["{}", "not json", '{"status":1}']) {
        const answer = await post(wanted, body);
        expect([answer.status, answer.body]).to.deep.equal([400, '{"message": "Invalid request body"}']);
      }
      expect(functions.calls).to.have.length(0);
      expect((await post(wanted, '{"status":"a"}')).status).to.equal(200);
    });

    it("answers with the API's own gateway response where it has one", async () => {
      const custom = resource("aws:apigateway/response:Response", "response1", {
        restApiId: "a1b2",
        responseType: "BAD_REQUEST_BODY",
        statusCode: "422",
        responseTemplates: {
          "application/json":
            '{"said":$context.error.messageString,"why":"$context.error.validationErrorString"}',
        },
        responseParameters: { "gatewayresponse.header.Retry-After": "'7'" },
      });
      const origin = await start([...resources, custom], fakeFunctions({ "f:live": ok }));
      const answer = await call(origin, "/x", { method: "POST", headers: wanted, body: "{}" });
      expect(answer.status).to.equal(422);
      expect(answer.headers["retry-after"]).to.equal("7");
      expect(JSON.parse(answer.body).said).to.equal("Invalid request body");
      expect(JSON.parse(answer.body).why).to.contain("status");
    });
  });

  describe("web ACL", () => {
    const stageArn = `arn:aws:apigateway:${region}::/restapis/a1b2/stages/live`;
    const acl = (rules: object[], defaultAction: object = { allow: {} }) => [
      resource(
        "aws:wafv2/webAcl:WebAcl",
        "acl1",
        { defaultAction, rules, scope: "REGIONAL" },
        { arn: "acl" },
      ),
      resource("aws:wafv2/webAclAssociation:WebAclAssociation", "association1", {
        resourceArn: stageArn,
        webAclArn: "acl",
      }),
    ];
    const route = { method: "POST", path: "/x", functionName: "f:live" };

    it("counts requests of an address in its window", async () => {
      const rate = { limit: 2, aggregateKeyType: "IP", evaluationWindowSec: 60 };
      const rule = {
        name: "rate",
        priority: 1,
        action: { block: { customResponse: { responseCode: 429 } } },
        statement: { rateBasedStatement: rate },
      };
      const origin = await start([...restApi([route]), ...acl([rule])], fakeFunctions({ "f:live": ok }));
      const statuses = [];
      for (let i = 0; i < 3; i++) statuses.push((await call(origin, "/x", { method: "POST" })).status);
      expect(statuses).to.deep.equal([200, 200, 429]);
      clock.advance(61_000);
      expect((await call(origin, "/x", { method: "POST" })).status).to.equal(200);
    });

    it("blocks large bodies and lets in only the routes that its rules name", async () => {
      const size = {
        name: "size",
        priority: 1,
        action: { block: {} },
        statement: {
          sizeConstraintStatement: { fieldToMatch: { body: {} }, comparisonOperator: "GT", size: 10 },
        },
      };
      const expected = {
        name: "routes",
        priority: 2,
        action: { allow: {} },
        statement: {
          andStatement: {
            statements: [
              {
                byteMatchStatement: {
                  fieldToMatch: { method: {} },
                  positionalConstraint: "EXACTLY",
                  searchString: "POST",
                },
              },
              { regexMatchStatement: { fieldToMatch: { uriPath: {} }, regexString: "^/x$" } },
            ],
          },
        },
      };
      const managed = {
        name: "managed",
        priority: 0,
        overrideAction: { none: {} },
        statement: { managedRuleGroupStatement: { name: "AWSManagedRulesCommonRuleSet", vendorName: "AWS" } },
      };
      const origin = await start(
        [...restApi([route]), ...acl([expected, size, managed], { block: {} })],
        fakeFunctions({ "f:live": ok }),
      );
      expect((await call(origin, "/x", { method: "POST", body: "small" })).status).to.equal(200);
      const large = await call(origin, "/x", { method: "POST", body: "more than ten bytes" });
      expect([large.status, large.body]).to.deep.equal([403, '{"message":"Forbidden"}']);
      expect((await call(origin, "/elsewhere")).body).to.equal('{"message":"Forbidden"}');
    });
  });
});
