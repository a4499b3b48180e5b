import {
  DescribeSecretCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { expect } from "chai";
import { createClock } from "../../../../twin/clock.ts";
import { AwsError } from "../../../../twin/region/aws-service.ts";
import {
  createSecretsManager,
  type SecretsManager,
} from "../../../../twin/region/secretsmanager/secretsmanager.ts";
import type { InvokeOutcome } from "../../../../twin/region/types.ts";
import {
  ACCOUNT,
  type Account,
  graphOf,
  REGION,
  refusal,
  resource,
  startAccount,
} from "../endpoint/fixture.ts";

const ARN = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:app/key-AbCdEf`;
const NEW_ARN = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:app/new-GhIjKl`;
const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:rotate:live`;
const graph = graphOf(
  resource(
    "aws:secretsmanager/secret:Secret",
    "key",
    { name: "app/key" },
    { outputs: { name: "app/key", arn: ARN } },
  ),
  resource("aws:secretsmanager/secret:Secret", "still", { name: "app/still" }),
  resource("aws:secretsmanager/secretRotation:SecretRotation", "rotation", {
    secretId: ARN,
    rotationLambdaArn: FUNCTION,
    rotationRules: { automaticallyAfterDays: 90 },
    rotateImmediately: false,
  }),
  resource(
    "aws:secretsmanager/secret:Secret",
    "new",
    { name: "app/new" },
    { outputs: { name: "app/new", arn: NEW_ARN } },
  ),
  resource("aws:secretsmanager/secretRotation:SecretRotation", "new-rotation", {
    secretId: NEW_ARN,
    rotationLambdaArn: FUNCTION,
    rotationRules: { automaticallyAfterDays: 90 },
    rotateImmediately: false,
  }),
);

interface Asked {
  readonly SecretId: string;
  readonly ClientRequestToken: string;
  readonly Step: string;
}

describe("A rotation by Secrets Manager", () => {
  const clock = createClock();
  let manager: SecretsManager;
  let account: Account;
  let client: SecretsManagerClient;
  let asked: Asked[];
  /** What the function does in a step. */
  let step: (event: Asked) => Promise<void>;
  let allowed: boolean;

  beforeEach(async () => {
    [asked, step, allowed] = [[], async () => {}, true];
    manager = createSecretsManager({
      graph,
      region: REGION,
      clock,
      rotate: {
        async invoke(functionArn, payload): Promise<InvokeOutcome> {
          expect(functionArn).to.equal(FUNCTION);
          asked.push(payload as Asked);
          try {
            await step(payload as Asked);
            return { ok: true, requestId: "r", payload: null };
          } catch (error) {
            return { ok: false, requestId: "r", errorType: "Error", errorMessage: (error as Error).message };
          }
        },
        permitted: (functionArn, secretArn) =>
          allowed && functionArn === FUNCTION && [ARN, NEW_ARN].includes(secretArn),
      },
    });
    account = await startAccount(graph, [manager.service]);
    client = new SecretsManagerClient(account.client());
    await client.send(new PutSecretValueCommand({ SecretId: "app/key", SecretString: "one" }));
  });
  afterEach(async () => {
    manager.stop();
    client.destroy();
    await account.endpoint.close();
  });
  const rotate = (SecretId = "app/key") => client.send(new RotateSecretCommand({ SecretId }));
  const labels = async (SecretId = "app/key") =>
    (await client.send(new DescribeSecretCommand({ SecretId }))).VersionIdsToStages;
  const stagesOf = async (version: string) => (await labels())?.[version];

  it("asks the secret's function for its four steps, with a pending version to fill", async () => {
    step = async ({ Step, ClientRequestToken }) => {
      if (Step === "createSecret") {
        expect(await stagesOf(ClientRequestToken)).to.deep.equal(["AWSPENDING"]);
        await client.send(
          new PutSecretValueCommand({
            SecretId: ARN,
            ClientRequestToken,
            SecretString: "two",
            VersionStages: ["AWSPENDING"],
          }),
        );
      }
    };
    const { VersionId } = await rotate();
    await manager.rotations.idle();
    expect(asked.map(({ Step }) => Step)).to.deep.equal([
      "createSecret",
      "setSecret",
      "testSecret",
      "finishSecret",
    ]);
    for (const event of asked)
      expect([event.SecretId, event.ClientRequestToken]).to.deep.equal([ARN, VersionId]);
    const described = await client.send(new DescribeSecretCommand({ SecretId: "app/key" }));
    expect(described).to.deep.include({ RotationEnabled: true, RotationLambdaARN: FUNCTION });
    expect(described.LastRotatedDate).to.be.instanceOf(Date);
  });

  it("tries a step again that failed, and goes on with the same version at the next call", async () => {
    let failures = 0;
    step = async ({ Step }) => {
      if (Step === "setSecret" && failures++ < 6) throw new Error("not now");
    };
    const { VersionId } = await rotate();
    for (let attempt = 1; attempt <= 5; attempt++) {
      while (asked.length < attempt + 1) await new Promise(setImmediate);
      await new Promise(setImmediate);
      clock.advance(10_001);
    }
    await manager.rotations.idle();
    expect(asked.at(-1)!.Step).to.equal("setSecret");
    const again = await rotate();
    expect(again.VersionId).to.equal(VersionId);
    while (asked.length < 8) await new Promise(setImmediate);
    await new Promise(setImmediate);
    clock.advance(10_001);
    await manager.rotations.idle();
    expect(asked.at(-1)!.Step).to.equal("finishSecret");
  });

  it("begins by itself when its days are over", async () => {
    clock.advance(89 * 86_400_000);
    expect(asked).to.deep.equal([]);
    clock.advance(86_400_001);
    await manager.rotations.idle();
    expect(asked).to.have.length(4);
  });

  it("is tried out on a new secret, with a pending version that goes again", async () => {
    step = async ({ ClientRequestToken }) => {
      expect(await labels("app/new")).to.deep.equal({ [ClientRequestToken]: ["AWSPENDING"] });
    };
    manager.rotations.tryOut();
    await manager.rotations.idle();
    expect(asked.map(({ SecretId, Step }) => [SecretId, Step])).to.deep.equal([[NEW_ARN, "testSecret"]]);
    expect(await labels("app/new")).to.deep.equal({});
  });

  it("is not tried out where the function does not let Secrets Manager in", () => {
    allowed = false;
    expect(() => manager.rotations.tryOut()).to.throw(
      AwsError,
      "cannot invoke the specified Lambda function",
    );
  });

  it("is refused without a function, and where the function does not let Secrets Manager in", async () => {
    expect((await refusal(rotate("app/still"))).name).to.equal("InvalidRequestException");
    allowed = false;
    const denied = await refusal(rotate());
    expect([denied.name, denied.message]).to.deep.equal([
      "AccessDeniedException",
      `Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com: ${FUNCTION}`,
    ]);
    expect(asked).to.deep.equal([]);
  });
});
