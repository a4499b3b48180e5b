import { expect } from "chai";
import { call } from "./client.ts";
import { fakeFunctions } from "./functions.ts";
import { ok } from "./guarded.ts";
import { region, resource, restApi } from "./resources.ts";
import { useGateway } from "./running.ts";

describe("API Gateway's guards before the function", () => {
  const running = useGateway();

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
      const origin = await running.start(resources, functions);
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
      const origin = await running.start([...resources, custom], fakeFunctions({ "f:live": ok }));
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
      const origin = await running.start(
        [...restApi([route]), ...acl([rule])],
        fakeFunctions({ "f:live": ok }),
      );
      const statuses = [];
      for (let i = 0; i < 3; i++) statuses.push((await call(origin, "/x", { method: "POST" })).status);
      expect(statuses).to.deep.equal([200, 200, 429]);
      running.clock.advance(61_000);
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
      const origin = await running.start(
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
