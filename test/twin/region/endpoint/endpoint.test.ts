import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { expect } from "chai";
import { type AwsCall, AwsError, type AwsService } from "../../../../twin/region/aws-service.ts";
import { startEndpoint } from "../../../../twin/region/endpoint/endpoint.ts";
import { type Account, graphOf, PEER, REGION, refusal, role, startAccount } from "./fixture.ts";

/** A service that records its calls and answers with an empty JSON object, or as told. */
function spy(
  name: string,
  answer: (call: AwsCall) => string = () => "{}",
): AwsService & { calls: AwsCall[] } {
  const calls: AwsCall[] = [];
  return {
    name,
    calls,
    permissions: (call) => [{ action: `${name}:Call`, resource: `arn:${call.path}` }],
    async handle(call) {
      calls.push(call);
      return { status: 200, body: answer(call) };
    },
  };
}

describe("A region's endpoint", () => {
  const names = ["dynamodb", "lambda", "s3", "sqs"];
  const graph = graphOf(...role("all", ["*", "*"]), ...role("none"));
  let services: Record<string, ReturnType<typeof spy>>;
  let account: Account;
  const clients: { destroy(): void }[] = [];

  beforeEach(async () => {
    services = Object.fromEntries(names.map((name) => [name, spy(name)]));
    account = await startAccount(graph, Object.values(services));
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await account.endpoint.close();
  });

  const kept = <C extends { destroy(): void }>(client: C): C => {
    clients.push(client);
    return client;
  };
  const get = new GetItemCommand({ TableName: "table", Key: { id: { S: "ção +/~" } } });
  const dynamo = (roleName = "all", more = {}) =>
    kept(new DynamoDBClient({ ...account.client(roleName), ...more })).send(get);
  const invoke = (roleName = "all", more = {}) =>
    kept(new LambdaClient({ ...account.client(roleName), ...more })).send(
      new InvokeCommand({ FunctionName: "fn:live", Payload: "{}" }),
    );
  const send = (roleName = "all", more = {}) =>
    kept(new SQSClient({ ...account.client(roleName), ...more })).send(
      new SendMessageCommand({ QueueUrl: `${account.endpoint.url}/1/q`, MessageBody: "x" }),
    );
  const put = (roleName = "all", more = {}, Key = "a/b c+ç(1).txt") =>
    kept(new S3Client({ ...account.client(roleName), ...more })).send(
      new PutObjectCommand({ Bucket: "bucket", Key, Body: "text" }),
    );

  it("takes the service and the action from what the SDK signed", async () => {
    await dynamo();
    await invoke();
    await put();
    expect(services.dynamodb?.calls[0]).to.include({ action: "GetItem", region: REGION });
    expect(services.lambda?.calls[0]?.path).to.equal("/2015-03-31/functions/fn%3Alive/invocations");
    expect(services.s3?.calls[0]?.path).to.equal("/bucket/a/b%20c%2B%C3%A7%281%29.txt");
    expect(services.s3?.calls[0]?.body.toString()).to.equal("text");
  });

  it("keeps an object's key as it was sent, dots and doubled slashes too", async () => {
    await put("all", {}, "a//../b");
    expect(services.s3?.calls[0]?.path).to.equal("/bucket/a//../b");
  });

  const forged = () => ({
    credentials: { ...account.principals.credentialsFor("all"), secretAccessKey: "guessed" },
  });
  const stranger = { credentials: { accessKeyId: "AKIAUNKNOWN", secretAccessKey: "x" } };
  const refusals: [service: string, call: typeof dynamo, wrong: string, unknown: string, denied: string][] = [
    ["dynamodb", dynamo, "InvalidSignatureException", "UnrecognizedClientException", "AccessDeniedException"],
    ["lambda", invoke, "InvalidSignatureException", "UnrecognizedClientException", "AccessDeniedException"],
    ["sqs", send, "SignatureDoesNotMatch", "InvalidClientTokenId", "AccessDenied"],
    ["s3", put, "SignatureDoesNotMatch", "InvalidAccessKeyId", "AccessDenied"],
  ] as [string, typeof dynamo, string, string, string][];
  for (const [service, call, wrong, unknown, denied] of refusals) {
    it(`refuses a wrong secret, an unknown key and a missing permission as ${service} words it`, async () => {
      const errors = [
        await refusal(call("all", forged())),
        await refusal(call("all", stranger)),
        await refusal(call("none")),
      ];
      expect(errors.map((e) => e.name)).to.deep.equal([wrong, unknown, denied]);
      expect(errors[2]?.message).to.contain(`is not authorized to perform: ${service}:Call`);
      expect(services[service]?.calls).to.deep.equal([]);
    });
  }

  it("refuses a session's key without its token", async () => {
    const { sessionToken: _, ...credentials } = account.principals.credentialsFor("all");
    const error = await refusal(dynamo("all", { credentials }));
    expect(error.name).to.equal("UnrecognizedClientException");
  });

  it("refuses a body that was changed after signing", async () => {
    const tampered = <C extends DynamoDBClient | S3Client>(client: C): C => {
      (client as DynamoDBClient).middlewareStack.add(
        (next) => (args) => {
          // Of the same length, since that is signed too.
          const request = args.request as { body: string | Uint8Array };
          const bytes =
            typeof request.body === "string" ? Buffer.from(request.body) : Buffer.copyBytesFrom(request.body);
          request.body = bytes.toString().replace(/[a-z]/, "x");
          return next(args);
        },
        { step: "finalizeRequest", priority: "low" },
      );
      return kept(client);
    };
    const call = await refusal(tampered(new DynamoDBClient(account.client("all"))).send(get));
    const object = await refusal(
      tampered(new S3Client(account.client("all"))).send(
        new PutObjectCommand({ Bucket: "bucket", Key: "k", Body: "as it was signed" }),
      ),
    );
    expect([call.name, object.name]).to.deep.equal(["InvalidSignatureException", "SignatureDoesNotMatch"]);
    expect(services.dynamodb?.calls).to.deep.equal([]);
    expect(services.s3?.calls).to.deep.equal([]);
  });

  it("takes a presigned URL, and refuses one that was changed", async () => {
    const client = kept(new S3Client(account.client("all")));
    const url = await getSignedUrl(client, new GetObjectCommand({ Bucket: "bucket", Key: "a b" }));
    expect((await fetch(url)).status).to.equal(200);
    const changed = await fetch(url.replace("/a%20b", "/other"));
    expect(changed.status).to.equal(403);
    expect(await changed.text()).to.contain("<Code>SignatureDoesNotMatch</Code>");
  });

  it("refuses what is not signed", async () => {
    const object = await fetch(`${account.endpoint.url}/bucket/key`);
    expect([object.status, await object.text()]).to.satisfy(
      ([status, body]: [number, string]) => status === 403 && body.includes("<Code>AccessDenied</Code>"),
    );
    const call = await fetch(account.endpoint.url, {
      method: "POST",
      headers: { "x-amz-target": "DynamoDB_20120810.GetItem" },
      body: "{}",
    });
    expect(await call.json())
      .to.have.property("__type")
      .that.contains("MissingAuthenticationToken");
  });

  it("names a service that it does not have", async () => {
    await account.endpoint.close();
    account = await startAccount(graph, [spy("s3")]);
    const error = await refusal(dynamo());
    expect(error.message).to.equal('The twin has no service "dynamodb"; it has: s3.');
  });

  it("passes on a service's own refusal with its details", async () => {
    await account.endpoint.close();
    const failing = spy("dynamodb", () => {
      throw new AwsError("ConditionalCheckFailedException", "no", 400, { Item: { id: { S: "1" } } });
    });
    account = await startAccount(graph, [failing]);
    const error = await refusal(dynamo());
    expect(error.name).to.equal("ConditionalCheckFailedException");
    expect(error.Item).to.deep.equal({ id: { S: "1" } });
  });

  it("answers 500 with the place when a service breaks", async () => {
    await account.endpoint.close();
    const broken = spy("dynamodb", () => {
      throw new TypeError("x is undefined");
    });
    account = await startAccount(graph, [broken]);
    const error = await refusal(dynamo());
    expect(error.name).to.equal("InternalServerError");
    expect(error.message).to.contain("dynamodb GetItem").and.to.contain("x is undefined");
  });

  it("tells a service when its caller hangs up, so that a long poll takes nothing for nobody", async () => {
    const called = Promise.withResolvers<AwsCall>();
    services.dynamodb!.handle = (call) => {
      called.resolve(call);
      return new Promise(() => {});
    };
    const impatience = new AbortController();
    const client = kept(new DynamoDBClient(account.client("all")));
    const asking = client.send(get, { abortSignal: impatience.signal }).catch(() => {});
    const { signal } = await called.promise;
    expect(signal?.aborted).to.equal(false);
    const told = new Promise((resolve) => signal?.addEventListener("abort", resolve));
    impatience.abort();
    await Promise.all([asking, told]);
  });

  it("cuts connections while it is dark, and answers again afterwards", async () => {
    account.endpoint.setDark(true);
    const error = await refusal(dynamo());
    expect(error).to.have.property("code", "ECONNRESET");
    account.endpoint.setDark(false);
    await dynamo();
    expect(services.dynamodb?.calls).to.have.length(1);
  });

  it("says which port is taken", async () => {
    const port = Number(new URL(account.endpoint.url).port);
    const { principals, events } = account;
    const error = await refusal(
      startEndpoint({ region: REGION, services: [], principals, events, peer: () => undefined, port }),
    );
    expect(error.message).to.equal(`Port ${port} is taken; the ${REGION} endpoint needs another.`);
  });

  describe("with a peer", () => {
    let peer: Account;
    let there: ReturnType<typeof spy>;

    beforeEach(async () => {
      there = spy("dynamodb");
      peer = await startAccount(graph, [there], PEER);
      await account.endpoint.close();
      account = await startAccount(graph, Object.values(services), REGION, (region) =>
        region === PEER ? peer.endpoint.url : undefined,
      );
    });
    afterEach(() => peer.endpoint.close());

    it("hands on what is signed for the peer's region", async () => {
      await dynamo("all", { region: PEER });
      expect(there.calls[0]).to.include({ action: "GetItem", region: PEER });
      expect(services.dynamodb?.calls).to.deep.equal([]);
    });

    it("lets the peer check signature and permissions", async () => {
      const error = await refusal(dynamo("none", { region: PEER }));
      expect(error.name).to.equal("AccessDeniedException");
    });

    it("breaks off while the peer is dark", async () => {
      peer.endpoint.setDark(true);
      const error = await refusal(dynamo("all", { region: PEER }));
      expect(error).to.have.property("code", "ECONNRESET");
    });

    it("refuses a region that nobody plays", async () => {
      const error = await refusal(dynamo("all", { region: "eu-west-1" }));
      expect(error.message).to.contain('signed for the region "eu-west-1"');
    });
  });
});
