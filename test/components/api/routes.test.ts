import { expect } from "chai";
import { deploymentHash } from "../../../components/api/deployment-hash.ts";
import { models, pathParameters, routes, slug } from "../../../components/api/routes.ts";

describe("the route table", () => {
  it("leaves only the probes open", () => {
    const open = routes.filter((route) => route.access === "open").map((route) => route.path);
    expect(open).to.have.members(["/health", "/drain/{region}"]);
  });

  it("names each route and each path once", () => {
    expect(new Set(routes.map(({ name }) => name)).size).to.equal(routes.length);
    expect(new Set(routes.map(({ method, path }) => `${method} ${path}`)).size).to.equal(routes.length);
  });

  it("gives parameters and a name for a path", () => {
    const path = "/pos/{clientId}/orders/{orderId}/status";
    expect(pathParameters(path)).to.deep.equal(["clientId", "orderId"]);
    expect(slug(path)).to.equal("pos-clientId-orders-orderId-status");
  });

  it("checks the kitchen's body by the contract that the function checks", () => {
    expect(models.PosStatus).to.deep.include({ type: "object", additionalProperties: false });
    expect(models.PosStatus.required).to.deep.equal(["status"]);
  });
});

describe("the deployment's hash", () => {
  const settings = { prefix: "chatbot", timeoutSeconds: 29 };

  it("is the same for the same table and settings", () => {
    expect(deploymentHash(settings)).to.equal(deploymentHash({ ...settings }));
    expect(deploymentHash(settings)).to.match(/^[0-9a-f]{64}$/);
  });

  it("changes with a setting that a deployment freezes", () => {
    expect(deploymentHash({ ...settings, timeoutSeconds: 28 })).not.to.equal(deploymentHash(settings));
  });
});
