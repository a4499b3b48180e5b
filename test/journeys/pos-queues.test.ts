import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { storeQueueName } from "../../handlers/shared/tenant.ts";
import { posClientConfig } from "../../twin/external-pos.ts";
import type { Credentials } from "../../twin/region/types.ts";
import type { Twin } from "../../twin/twin.ts";
import { regionOf } from "../support/journey/orders.ts";
import { sharedTwin } from "../support/shared-twin.ts";

const stacks = ["us-east-1", "sa-east-1"];
const napoli = { clientId: "client_bella_napoli", storeId: "store_centro" };
const bahia = { clientId: "client_tempero_da_bahia", storeId: "store_rio_vermelho" };

describe("a store's queue", function () {
  this.timeout(60_000);
  let twin: Twin;
  before(async () => {
    twin = await sharedTwin();
  });

  const signed = (region: string, tags?: Record<string, string>) =>
    regionOf(twin, region).credentialsOf(`chatbot-pos-${region}`, tags);

  /** What each call that a consumer makes comes to. */
  async function attempts(
    region: string,
    credentials: Credentials,
    { clientId, storeId }: typeof napoli,
  ): Promise<string[]> {
    const { endpoint } = regionOf(twin, region);
    const QueueUrl = `${endpoint}/123456789012/${storeQueueName(clientId, storeId)}`;
    const sqs = new SQSClient({ region, endpoint, credentials, maxAttempts: 1 });
    const ReceiptHandle = "none";
    const calls = [
      () => sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0, WaitTimeSeconds: 0 })),
      () => sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] })),
      () => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })),
      () => sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 })),
    ];
    const said = await Promise.all(
      calls.map((call) =>
        call().then(
          () => "done",
          (error: Error) => error.name,
        ),
      ),
    );
    sqs.destroy();
    return said;
  }
  const refused = ["AccessDenied", "AccessDenied", "AccessDenied", "AccessDenied"];

  it("opens to its restaurant's certificate, and to no other restaurant's", async () => {
    for (const region of stacks)
      for (const [own, other] of [
        [napoli, bahia],
        [bahia, napoli],
      ] as const) {
        const credentials = signed(region, { "x509Subject/OU": own.clientId });
        const [receive, attributes, ...byReceipt] = await attempts(region, credentials, own);
        expect([receive, attributes], region).to.deep.equal(["done", "done"]);
        expect(byReceipt, region).to.not.include("AccessDenied");
        expect(await attempts(region, credentials, other), region).to.deep.equal(refused);
      }
  });

  it("opens to no certificate that names no restaurant, or only like one", async () => {
    const subjects: (Record<string, string> | undefined)[] = [
      undefined,
      { "x509Subject/CN": napoli.clientId },
      { "x509Subject/OU": `${napoli.clientId}/${bahia.clientId}` },
      { "x509Subject/OU": "client_*" },
    ];
    for (const region of stacks)
      for (const tags of subjects)
        for (const store of [napoli, bahia])
          expect(await attempts(region, signed(region, tags), store), region).to.deep.equal(refused);
  });

  it("opens to what is written for a point of sale of one's own, which opens no other", async () => {
    const left = await twin.pos.leave(bahia.clientId, bahia.storeId);
    try {
      for (const { name, credentials } of posClientConfig(bahia, left, "http://127.0.0.1").regions) {
        expect((await attempts(name, credentials as Credentials, bahia))[0], name).to.equal("done");
        expect(await attempts(name, credentials as Credentials, napoli), name).to.deep.equal(refused);
      }
    } finally {
      left.comeBack();
    }
  });
});
