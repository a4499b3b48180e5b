import { expect } from "chai";
import { usageKey } from "../../../handlers/shared/tenant.ts";
import { type AuthorizerEvent, authorizer } from "../../../handlers/webhook/authorize.ts";
import { clientId, invocation, secretOf, tenant, tenantsOf, testLog } from "../support/fakes.ts";

const methodArn = "arn:aws:execute-api:us-east-1:123456789012:api1/live/POST/webhook/client_teste";
const posRoute = "/pos/{clientId}/orders/{orderId}/status";

function asked(changes: Partial<AuthorizerEvent> = {}): AuthorizerEvent {
  return {
    methodArn,
    resource: "/webhook/{clientId}",
    headers: {},
    pathParameters: { clientId },
    ...changes,
  };
}

function authorize(active = true) {
  return authorizer({
    tenants: tenantsOf(tenant({ active })),
    posSecret: secretOf({ [clientId]: { apiKey: "old-key" } }, { [clientId]: { apiKey: "new-key" } }),
    log: testLog().log,
  });
}

async function effectOf(event: AuthorizerEvent, active = true): Promise<string> {
  const reply = await authorize(active)(event, invocation());
  return reply.policyDocument.Statement[0]!.Effect;
}

describe("The authorizer", () => {
  it("allows the path of an active tenant and names its usage-plan key", async () => {
    const reply = await authorize()(asked(), invocation());
    expect(reply).to.deep.equal({
      principalId: clientId,
      policyDocument: {
        Version: "2012-10-17",
        Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: methodArn }],
      },
      usageIdentifierKey: usageKey(clientId),
      context: { clientId },
    });
  });

  it("denies unknown, suspended and missing tenants, and names no key", async () => {
    const reply = await authorize()(asked({ pathParameters: { clientId: "client_outro" } }), invocation());
    expect(reply.policyDocument.Statement[0]!.Effect).to.equal("Deny");
    expect(reply).to.not.have.property("usageIdentifierKey");
    expect(await effectOf(asked({ pathParameters: null }))).to.equal("Deny");
    expect(await effectOf(asked(), false)).to.equal("Deny");
  });

  it("wants the tenant's own key on the point of sale's route, in any case of the header's name", async () => {
    const withKey = (key?: string) =>
      asked({ resource: posRoute, headers: key === undefined ? null : { "X-Api-Key": key } });
    expect(await effectOf(withKey("old-key"))).to.equal("Allow");
    expect(await effectOf(withKey("new-key")), "rotated").to.equal("Allow");
    expect(await effectOf(withKey("other"))).to.equal("Deny");
    expect(await effectOf(withKey(""))).to.equal("Deny");
    expect(await effectOf(withKey())).to.equal("Deny");
  });

  it("lets the previous key in until the next rotation, and says who still sends it", async () => {
    const { log, entries } = testLog();
    const handler = authorizer({
      tenants: tenantsOf(tenant()),
      posSecret: secretOf({ [clientId]: { apiKey: "new-key", previousApiKey: "old-key" } }),
      log,
    });
    const effect = async (key: string) => {
      const event = asked({ resource: posRoute, headers: { "x-api-key": key } });
      return (await handler(event, invocation())).policyDocument.Statement[0]!.Effect;
    };
    expect([await effect("new-key"), entries.length]).to.deep.equal(["Allow", 0]);
    expect(await effect("old-key")).to.equal("Allow");
    expect(entries[0]).to.deep.include({ level: "warn", context: { clientId, requestId: "request-1" } });
    expect(entries[0]!.message).to.match(/previous key/);
    expect(await effect("older-key")).to.equal("Deny");
  });
});
