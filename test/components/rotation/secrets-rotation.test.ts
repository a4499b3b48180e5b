import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { SecretsRotation, type SecretsRotationArgs } from "../../../components/rotation/secrets-rotation.ts";
import type { Graph, GraphResource } from "../../../twin/engine/graph.ts";
import { byName, ofType, projectGraph } from "../../support/graph.ts";

// biome-ignore lint/suspicious/noExplicitAny: inputs have the shape of their resource type.
const inputsOf = (resource: GraphResource | undefined): any => resource?.inputs;
const root = path.resolve(import.meta.dirname, "../../..");

describe("the rotation of secrets", () => {
  let graph: Graph;
  before(async () => {
    graph = await projectGraph();
  });
  const aliasArn = (region: string) =>
    byName(graph, "aws:lambda/alias:Alias", "Rotation-live", region).outputs.arn;

  it("happens every 90 days to each of the three, in the primary's region, once they have values", () => {
    const rotations = ofType(graph, "aws:secretsmanager/secretRotation:SecretRotation");
    const secrets = ofType(graph, "aws:secretsmanager/secret:Secret");
    expect(rotations.map(({ inputs }) => inputs.secretId)).to.have.members(
      secrets.map(({ outputs }) => outputs.arn),
    );
    for (const rotation of rotations) {
      expect(rotation.region).to.equal("us-east-1");
      expect(rotation.inputs).to.deep.include({
        rotationLambdaArn: aliasArn("us-east-1"),
        rotationRules: { automaticallyAfterDays: 90 },
        rotateImmediately: false,
      });
    }
  });

  for (const region of ["us-east-1", "sa-east-1"]) {
    it(`can be started in ${region} by Secrets Manager for each secret, and by nobody else`, () => {
      const permissions = ofType(graph, "aws:lambda/permission:Permission", region)
        .filter(({ inputs }) => inputs.function === "chatbot-Rotation")
        .map(({ inputs }) => [inputs.principal, inputs.qualifier, inputs.sourceArn]);
      const arns = ofType(graph, "aws:secretsmanager/secret:Secret").map(({ outputs }) =>
        String(outputs.arn).replace("us-east-1", region),
      );
      expect(permissions).to.have.deep.members(
        arns.map((arn) => ["secretsmanager.amazonaws.com", "live", arn]),
      );
    });

    it(`may read and write the three secrets of ${region}, with their key, and nothing else`, () => {
      const policy = byName(graph, "aws:iam/rolePolicy:RolePolicy", "Rotation-allow-secrets", region);
      const [statement, ...more] = JSON.parse(inputsOf(policy).policy).Statement;
      expect(more).to.deep.equal([]);
      expect(statement.Action).to.deep.equal([
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
        "secretsmanager:UpdateSecretVersionStage",
      ]);
      expect(statement.Resource).to.have.length(3);
      for (const arn of statement.Resource)
        expect(arn).to.match(new RegExp(`^arn:aws:secretsmanager:${region}:123456789012:secret:chatbot/`));
    });
  }

  it("is given what its entry reads, and no more", () => {
    const source = readFileSync(path.join(root, "handlers/operations/rotation.ts"), "utf8");
    const [, read = ""] = /readEnvironment\(([^)]*)\)/.exec(source) ?? [];
    const fn = byName(graph, "aws:lambda/function:Function", "Rotation-function", "us-east-1");
    expect(Object.keys(inputsOf(fn).environment.variables)).to.have.members([
      ...[...read.matchAll(/"(\w+)"/g)].map(([, variable]) => variable),
      "POWERTOOLS_SERVICE_NAME",
      "POWERTOOLS_METRICS_NAMESPACE",
    ]);
  });

  it("tells the security topic when an entry could not be rotated", () => {
    const alarm = byName(
      graph,
      "aws:cloudwatch/metricAlarm:MetricAlarm",
      "chatbot-operations-rotation-alarm-rotation-failures",
      "us-east-1",
    );
    expect(inputsOf(alarm).alarmActions).to.deep.equal([
      "arn:aws:sns:us-east-1:123456789012:chatbot-security",
    ]);
    const [logged] = inputsOf(alarm).metricQueries;
    expect(logged.metric).to.deep.include({
      metricName: "ErrorsLogged",
      dimensions: { service: "Rotation" },
    });
  });

  it("refuses to be rarer than the plan's", () => {
    const args = { configuration: {}, everyDays: 91 } as unknown as SecretsRotationArgs;
    expect(() => new SecretsRotation("rotation", args)).to.throw(
      "rotation: everyDays is 91; accepted: 1–90.",
    );
  });
});
