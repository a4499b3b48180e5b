import { expect } from "chai";
import { routes, segments } from "../../../components/api/routes.ts";
import type { Graph, GraphResource } from "../../../twin/engine/graph.ts";
import { ofType, projectGraph } from "../../support/graph.ts";

// biome-ignore lint/suspicious/noExplicitAny: inputs have the shape of their resource type.
type Values = Record<string, any>;
const regions = ["us-east-1", "sa-east-1"];

let graph: Graph;
const all = (region: string, type: string) => ofType(graph, `aws:${type}`, region);
const one = (
  region: string,
  type: string,
  where: (inputs: Values) => boolean = () => true,
): GraphResource => {
  const found = all(region, type).filter(({ inputs }) => where(inputs));
  expect(found, `${type} in ${region}`).to.have.length(1);
  return found[0]!;
};

/** Id of the API resource at a path, found from the root as the gateway would. */
function resourceAt(region: string, path: string): string {
  let parent = one(region, "apigateway/restApi:RestApi").outputs.rootResourceId as string;
  for (const pathPart of segments(path))
    parent = one(
      region,
      "apigateway/resource:Resource",
      (inputs) => inputs.parentId === parent && inputs.pathPart === pathPart,
    ).id;
  return parent;
}
const methodOf = (region: string, route: (typeof routes)[number]): Values => {
  const resourceId = resourceAt(region, route.path);
  return one(
    region,
    "apigateway/method:Method",
    (inputs) => inputs.resourceId === resourceId && inputs.httpMethod === route.method,
  ).inputs;
};

describe("the regional API", () => {
  before(async () => {
    graph = await projectGraph();
  });

  for (const region of regions)
    describe(`in ${region}`, () => {
      it("answers the route table and nothing else", () => {
        for (const route of routes) methodOf(region, route);
        expect(all(region, "apigateway/method:Method")).to.have.length(routes.length);
      });

      it("needs the authorizer and a key on every route but health and drain", () => {
        for (const route of routes) {
          const open = ["health", "drain"].includes(route.name);
          const method = methodOf(region, route);
          expect(method.authorization, route.name).to.equal(open ? "NONE" : "CUSTOM");
          expect(method.apiKeyRequired, route.name).to.equal(!open);
        }
      });

      it("takes the meter's key from the authorizer, which Twilio cannot send", () => {
        expect(one(region, "apigateway/restApi:RestApi").inputs.apiKeySource).to.equal("AUTHORIZER");
      });

      it("remembers a decision for a minute under the path, and under the key where one proves the caller", () => {
        const sources = routes.flatMap((route) => {
          const { authorizerId } = methodOf(region, route);
          if (!authorizerId) return [];
          const { inputs } = all(region, "apigateway/authorizer:Authorizer").find(
            ({ id }) => id === authorizerId,
          )!;
          expect(inputs.authorizerResultTtlInSeconds).to.equal(60);
          expect(inputs.type).to.equal("REQUEST");
          return [[route.name, inputs.identitySource]];
        });
        expect(Object.fromEntries(sources)).to.deep.equal({
          webhook: "context.path",
          "webhook-twilio": "context.path",
          "webhook-twilio-status": "context.path",
          "webhook-asaas": "context.path",
          "pos-status": "context.path,method.request.header.x-api-key",
          "pos-conversations": "context.path,method.request.header.x-api-key",
          "pos-messages": "context.path,method.request.header.x-api-key",
        });
      });

      it("hands each route to the live alias of its function, for 29 s at most", () => {
        for (const route of routes) {
          const resourceId = resourceAt(region, route.path);
          const { inputs } = one(
            region,
            "apigateway/integration:Integration",
            (candidate) => candidate.resourceId === resourceId,
          );
          expect(inputs.type).to.equal("AWS_PROXY");
          expect(inputs.timeoutMilliseconds).to.equal(29_000);
          expect(inputs.uri, route.name).to.match(
            new RegExp(`:lambda:path/.*:function:chatbot-${route.function}:live/invocations$`),
          );
        }
      });

      it("may call a function only for that function's own method and path", () => {
        const { executionArn } = one(region, "apigateway/restApi:RestApi").outputs;
        const granted = all(region, "lambda/permission:Permission")
          .filter(({ inputs }) => inputs.principal === "apigateway.amazonaws.com")
          .map(({ inputs }) => `${inputs.function}:${inputs.qualifier} ${inputs.sourceArn}`);
        const expected = [
          ["WebhookHandler", "live/POST/webhook/*"],
          ["WebhookHandler", "live/POST/webhook/twilio/*"],
          ["WebhookHandler", "live/POST/webhook/twilio/*/status"],
          ["PaymentWebhook", "live/POST/webhook/asaas/*"],
          ["PosStatus", "live/POST/pos/*/orders/*/status"],
          ["PosConversations", "live/GET/pos/*/conversations"],
          ["PosConversations", "live/POST/pos/*/conversations/*/messages"],
          ["Health", "live/GET/health"],
          ["Drain", "live/GET/drain/*"],
          ...all(region, "apigateway/authorizer:Authorizer").map(({ id }) => [
            "Authorizer",
            `authorizers/${id}`,
          ]),
        ].map(([name, of]) => `chatbot-${name}:live ${executionArn}/${of}`);
        expect(granted).to.have.members(expected);
      });

      it("answers on the public name and the region's own, over TLS 1.2, and nowhere else", () => {
        const names = all(region, "apigateway/domainName:DomainName").map(({ inputs }) => {
          expect(inputs.securityPolicy).to.equal("TLS_1_2");
          return inputs.domainName as string;
        });
        expect(names).to.have.members(["api.posmodern.example", `${region}.api.posmodern.example`]);
        const mapped = all(region, "apigateway/basePathMapping:BasePathMapping");
        expect(mapped.map(({ inputs }) => inputs.domainName)).to.have.members(names);
        expect(mapped.every(({ inputs }) => inputs.stageName === "live" && !inputs.basePath)).to.equal(true);
        expect(one(region, "apigateway/restApi:RestApi").inputs.disableExecuteApiEndpoint).to.equal(true);
      });

      it("takes the plan's 1000 requests a second and 2000 at once", () => {
        const { inputs } = one(region, "apigateway/methodSettings:MethodSettings");
        expect(inputs.methodPath).to.equal("*/*");
        expect(inputs.settings).to.include({ throttlingRateLimit: 1000, throttlingBurstLimit: 2000 });
      });

      it("never logs what customers write", () => {
        const { inputs } = one(region, "apigateway/methodSettings:MethodSettings");
        expect((inputs.settings as Values).dataTraceEnabled).to.equal(false);
      });

      it("has a usage plan for each tier with the plan's quota of a million requests a month", () => {
        const plans = all(region, "apigateway/usagePlan:UsagePlan");
        expect(plans.map(({ inputs }) => inputs.name)).to.have.members(["chatbot-pool", "chatbot-silo"]);
        for (const { inputs } of plans)
          expect(inputs.quotaSettings).to.deep.equal({ limit: 1_000_000, period: "MONTH" });
        const silo = plans.find(({ inputs }) => inputs.name === "chatbot-silo")!.inputs;
        expect(silo.throttleSettings).to.deep.equal({ rateLimit: 1000, burstLimit: 2000 });
      });

      it("traces, and logs one JSON object a request into a group that ends", () => {
        const { xrayTracingEnabled, accessLogSettings } = one(region, "apigateway/stage:Stage")
          .inputs as Values;
        expect(xrayTracingEnabled).to.equal(true);
        const line = accessLogSettings.format.replace(/:\$context\.[a-zA-Z.]+/g, ":1");
        expect(JSON.parse(line)).to.include.keys("clientId", "status", "latency", "traceId");
        const group = one(
          region,
          "cloudwatch/logGroup:LogGroup",
          ({ name }) => name === "/aws/apigateway/chatbot-api",
        );
        expect(accessLogSettings.destinationArn).to.equal(group.outputs.arn);
        expect(group.inputs.retentionInDays).to.equal(30);
      });

      it("is deployed only when all its methods, integrations and answers are there", () => {
        const { dependencies } = one(region, "apigateway/deployment:Deployment");
        const needed = ["method:Method", "integration:Integration", "response:Response"].flatMap((type) =>
          all(region, `apigateway/${type}`).map(({ urn }) => urn),
        );
        expect(dependencies).to.include.members(needed);
      });

      it("is behind the firewall, which logs what it stops and no key or signature", () => {
        const acl = one(region, "wafv2/webAcl:WebAcl");
        expect(one(region, "wafv2/webAclAssociation:WebAclAssociation").inputs).to.deep.include({
          resourceArn: one(region, "apigateway/stage:Stage").outputs.arn,
          webAclArn: acl.outputs.arn,
        });
        const logging = one(region, "wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration")
          .inputs as Values;
        expect(logging.resourceArn).to.equal(acl.outputs.arn);
        expect(logging.redactedFields.map((field: Values) => field.singleHeader.name)).to.include.members([
          "x-api-key",
          "x-twilio-signature",
          "asaas-access-token",
        ]);
      });
    });

  it("is the same in both regions, so that either can answer for the public name", () => {
    const hashes = regions.map(
      (region) => (one(region, "apigateway/deployment:Deployment").inputs.triggers as Values).hash,
    );
    expect(hashes[0]).to.equal(hashes[1]);
  });
});
