import { expect } from "chai";
import { call } from "./client.ts";
import { fakeFunctions } from "./functions.ts";
import { allow, authorizer, guarded, ok } from "./guarded.ts";
import { resource, restApi } from "./resources.ts";
import { useGateway } from "./running.ts";

describe("API Gateway's usage plans and throttles", () => {
  const running = useGateway();

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
    const origin = await running.start(
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
    const origin = await running.start(
      [...restApi([metered]), ...plan({ throttleSettings: { rateLimit: 0.1, burstLimit: 2 } })],
      fakeFunctions({ "f:live": ok }),
    );
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await call(origin, "/x", withKey)).status);
    expect(statuses).to.deep.equal([200, 200, 429]);
    expect((await call(origin, "/x", withKey)).body).to.equal('{"message":"Too Many Requests"}');
    expect((await call(origin, "/x", { headers: { "x-api-key": "z".repeat(20) } })).status).to.equal(200);
    running.clock.advance(10_000);
    expect((await call(origin, "/x", withKey)).status).to.equal(200);
  });

  it("stops a key at its quota until the next period", async () => {
    const origin = await running.start(
      [...restApi([metered]), ...plan({ quotaSettings: { limit: 2, period: "DAY" } })],
      fakeFunctions({ "f:live": ok }),
    );
    await call(origin, "/x", withKey);
    await call(origin, "/x", withKey);
    const answer = await call(origin, "/x", withKey);
    expect(answer.status).to.equal(429);
    expect(answer.body).to.equal('{"message":"Limit Exceeded"}');
    running.clock.advance(24 * 3_600_000);
    expect((await call(origin, "/x", withKey)).status).to.equal(200);
  });

  it("takes the key that the authorizer names when the API says so, whatever the caller sent", async () => {
    const functions = fakeFunctions({
      "guard:live": (event) => allow(event, { usageIdentifierKey: event.headers["x-token"] }),
      "f:live": ok,
    });
    const origin = await running.start(
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

  it("throttles a method by the stage's settings, its own before the whole stage's", async () => {
    const settings = (methodPath: string, burst: number) =>
      resource("aws:apigateway/methodSettings:MethodSettings", methodPath, {
        restApi: "a1b2",
        stageName: "live",
        methodPath,
        settings: { throttlingRateLimit: 0.001, throttlingBurstLimit: burst },
      });
    const origin = await running.start(
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
});
