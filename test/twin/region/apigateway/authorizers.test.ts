import { expect } from "chai";
import { call } from "./client.ts";
import { fakeFunctions } from "./functions.ts";
import { allow, authorizer, guarded, ok, policy, token } from "./guarded.ts";
import { account, region, restApi } from "./resources.ts";
import { useGateway } from "./running.ts";

describe("API Gateway's authorizers", () => {
  const running = useGateway();

  it("answers 401 without an identity source, and does not ask the authorizer", async () => {
    const functions = fakeFunctions({ "guard:live": allow, "f:live": ok });
    const origin = await running.start([...restApi([guarded]), ...authorizer()], functions);
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
    const origin = await running.start(
      [...restApi([{ ...guarded, method: "POST" }]), ...authorizer()],
      functions,
    );
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
    const origin = await running.start(
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
    const origin = await running.start([...restApi([guarded]), ...authorizer()], functions);
    const asked = () => functions.calls.filter(({ name }) => name === "guard:live").length;
    await call(origin, "/shops/1", token);
    await call(origin, "/shops/1", token);
    expect(asked()).to.equal(1);
    await call(origin, "/shops/2", token);
    expect(asked()).to.equal(2);
    await call(origin, "/shops/1", { headers: { "x-token": "another" } });
    expect(asked()).to.equal(3);
    running.clock.advance(61_000);
    await call(origin, "/shops/1", token);
    expect(asked()).to.equal(4);
  });

  it("judges a kept policy anew for every method", async () => {
    const functions = fakeFunctions({ "guard:live": allow, "f:live": ok });
    const origin = await running.start(
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
    const origin = await running.start(
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
    const resources = [...restApi([guarded]), ...authorizer({ identitySource: "method.request.path.shop" })];
    const error = await running.start(resources, fakeFunctions({})).catch((reason: Error) => reason);
    expect((error as Error).message).to.match(/auth1: identitySource: a REST API accepts/);
  });
});
