import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { expect } from "chai";
import { type Clock, createClock } from "../../../../twin/clock.ts";
import { principalsOf } from "../../../../twin/region/iam/principals.ts";
import { createS3, type S3 } from "../../../../twin/region/s3/s3.ts";
import {
  ACCOUNT,
  type Account,
  graphOf,
  PEER,
  REGION,
  refusal,
  resource,
  role,
  startAccount,
} from "../endpoint/fixture.ts";

const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1`;

const bucket = (name: string, region = REGION) =>
  resource("aws:s3/bucket:Bucket", name, { bucket: name }, { region, outputs: { bucket: name } });
const versioning = (name: string) =>
  resource("aws:s3/bucketVersioning:BucketVersioning", `${name}-v`, {
    bucket: name,
    versioningConfiguration: { status: "Enabled" },
  });

const graph = graphOf(
  bucket("media"),
  versioning("media"),
  bucket("plain"),
  bucket("locked"),
  resource("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", "e", {
    bucket: "locked",
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: KEY } }],
  }),
  bucket("elsewhere", PEER),
  ...role("reader", ["s3:GetObject", "arn:aws:s3:::media/a/*"]),
  ...role("lister", ["s3:GetObject", "arn:aws:s3:::media/*"], {
    Effect: "Allow",
    Action: "s3:ListBucket",
    Resource: "arn:aws:s3:::media",
    Condition: { StringLike: { "s3:prefix": "a/*" } },
  }),
  ...role("keyless", ["s3:*", "*"]),
);

describe("S3, through the SDK", () => {
  let account: Account;
  let clock: Clock;
  let s3: S3;
  let operator: S3Client;
  let clients: S3Client[];

  beforeEach(async () => {
    clock = createClock();
    s3 = createS3({ graph, region: REGION, clock, principals: principalsOf(graph, REGION) });
    account = await startAccount(graph, [s3.service]);
    operator = new S3Client(account.client());
    clients = [operator];
  });
  afterEach(async () => {
    for (const client of clients) client.destroy();
    await account.endpoint.close();
  });

  const as = (name: string) => {
    const client = new S3Client(account.client(name));
    clients.push(client);
    return client;
  };
  const put = (Bucket: string, Key: string, Body: string, more = {}) =>
    operator.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
  const get = async (Bucket: string, Key: string, more = {}, client = operator) => {
    const reply = await client.send(new GetObjectCommand({ Bucket, Key, ...more }));
    return { ...reply, text: await reply.Body?.transformToString() };
  };

  it("gives back an object with its type and its metadata", async () => {
    const { ETag } = await put("media", "a/ção 1+2.txt", "olá", {
      ContentType: "text/plain; charset=utf-8",
      CacheControl: "max-age=60",
      Metadata: { tenant: "client_1" },
    });
    const reply = await get("media", "a/ção 1+2.txt");
    expect(reply.text).to.equal("olá");
    expect(reply).to.include({ ETag, ContentType: "text/plain; charset=utf-8", CacheControl: "max-age=60" });
    expect(reply.Metadata).to.deep.equal({ tenant: "client_1" });
    const head = await operator.send(new HeadObjectCommand({ Bucket: "media", Key: "a/ção 1+2.txt" }));
    expect(head.ContentLength).to.equal(4);
  });

  it("takes a stream, which the SDK sends in chunks with a checksum behind", async () => {
    await operator.send(
      new PutObjectCommand({
        Bucket: "media",
        Key: "stream",
        Body: Readable.from([Buffer.from("one "), Buffer.from("two")]),
        ContentLength: 7,
        ContentType: "text/plain",
      }),
    );
    const reply = await get("media", "stream", { ChecksumMode: "ENABLED" });
    expect(reply.text).to.equal("one two");
    expect(reply.ContentEncoding).to.equal(undefined);
  });

  it("refuses content that is not what its checksum says", async () => {
    const error = await refusal(put("media", "k", "text", { ChecksumCRC32: "AAAAAA==" }));
    expect(error.name).to.equal("BadDigest");
    expect((await refusal(get("media", "k"))).name).to.equal("NoSuchKey");
  });

  it("refuses a stream that is not what the checksum behind it says", async () => {
    const put = s3.service.handle({
      method: "PUT",
      path: "/media/k",
      query: new URLSearchParams(),
      headers: { "content-encoding": "aws-chunked" },
      body: Buffer.from("4\r\ntext\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n"),
    } as never);
    expect((await refusal(put)).name).to.equal("BadDigest");
  });

  it("reads a part", async () => {
    await put("media", "k", "0123456789");
    const middle = await get("media", "k", { Range: "bytes=2-4" });
    expect([middle.text, middle.ContentRange]).to.deep.equal(["234", "bytes 2-4/10"]);
    expect((await get("media", "k", { Range: "bytes=-3" })).text).to.equal("789");
    expect((await refusal(get("media", "k", { Range: "bytes=20-" }))).name).to.equal("InvalidRange");
  });

  it("creates only what is not there, on request", async () => {
    await put("media", "k", "first", { IfNoneMatch: "*" });
    const error = await refusal(put("media", "k", "second", { IfNoneMatch: "*" }));
    expect(error.name).to.equal("PreconditionFailed");
    expect((await get("media", "k")).text).to.equal("first");
  });

  it("keeps versions, and hides an object behind a delete marker", async () => {
    const first = await put("media", "k", "one");
    await put("media", "k", "two");
    const marker = await operator.send(new DeleteObjectCommand({ Bucket: "media", Key: "k" }));
    expect(marker.DeleteMarker).to.equal(true);
    expect((await refusal(get("media", "k"))).name).to.equal("NoSuchKey");
    expect((await get("media", "k", { VersionId: first.VersionId })).text).to.equal("one");
    const { Versions, DeleteMarkers } = await operator.send(
      new ListObjectVersionsCommand({ Bucket: "media" }),
    );
    expect(Versions?.map((v) => v.IsLatest)).to.deep.equal([false, false]);
    expect(DeleteMarkers?.map((v) => v.VersionId)).to.deep.equal([marker.VersionId]);
    await operator.send(new DeleteObjectCommand({ Bucket: "media", Key: "k", VersionId: marker.VersionId }));
    expect((await get("media", "k")).text).to.equal("two");
  });

  it("overwrites and deletes for good without versioning", async () => {
    await put("plain", "k", "one");
    const { VersionId } = await put("plain", "k", "two");
    expect(VersionId).to.equal(undefined);
    await operator.send(new DeleteObjectCommand({ Bucket: "plain", Key: "k" }));
    const { Versions, DeleteMarkers } = await operator.send(
      new ListObjectVersionsCommand({ Bucket: "plain" }),
    );
    expect([Versions, DeleteMarkers]).to.deep.equal([undefined, undefined]);
  });

  it("lists a page at a time, with common beginnings", async () => {
    for (const key of ["a/1", "a/2", "a/ç&d/3", "b", "c/1"]) await put("media", key, "x");
    const list = async (more: object) => {
      const reply = await operator.send(new ListObjectsV2Command({ Bucket: "media", ...more }));
      return {
        keys: (reply.Contents ?? []).map((c) => c.Key),
        folders: (reply.CommonPrefixes ?? []).map((c) => c.Prefix),
        next: reply.NextContinuationToken,
      };
    };
    expect(await list({ Delimiter: "/" })).to.deep.equal({
      keys: ["b"],
      folders: ["a/", "c/"],
      next: undefined,
    });
    const first = await list({ Prefix: "a/", MaxKeys: 2 });
    expect(first.keys).to.deep.equal(["a/1", "a/2"]);
    const second = await list({ Prefix: "a/", MaxKeys: 2, ContinuationToken: first.next });
    expect(second).to.deep.equal({ keys: ["a/ç&d/3"], folders: [], next: undefined });
  });

  it("honours presigned URLs until they expire, for reading and writing", async () => {
    const write = await getSignedUrl(
      operator,
      new PutObjectCommand({ Bucket: "media", Key: "pix 1.png", ContentType: "image/png" }),
      { expiresIn: 60 },
    );
    const headers = { "content-type": "image/png" };
    expect((await fetch(write, { method: "PUT", body: "image", headers })).status).to.equal(200);
    const read = await getSignedUrl(operator, new GetObjectCommand({ Bucket: "media", Key: "pix 1.png" }), {
      expiresIn: 60,
    });
    const response = await fetch(read);
    expect(await response.text()).to.equal("image");
    expect(response.headers.get("content-type")).to.equal("image/png");

    clock.advance(62_000);
    const late = await fetch(read);
    expect(late.status).to.equal(403);
    expect(await late.text()).to.contain("Request has expired");
    expect((await fetch(write, { method: "PUT", body: "other", headers })).status).to.equal(403);
    expect((await get("media", "pix 1.png")).text).to.equal("image");
  });

  it("shows nobody an object without a signature", async () => {
    await put("media", "k", "private");
    const response = await fetch(`${account.endpoint.url}/media/k`);
    expect(response.status).to.equal(403);
    expect(await response.text())
      .to.contain("<Code>AccessDenied</Code>")
      .and.not.to.contain("private");
  });

  it("checks the object's ARN, and the prefix of a listing", async () => {
    await put("media", "a/1", "mine");
    await put("media", "b/1", "other");
    expect((await get("media", "a/1", {}, as("reader"))).text).to.equal("mine");
    const error = await refusal(get("media", "b/1", {}, as("reader")));
    expect(error.name).to.equal("AccessDenied");
    expect(error.message).to.contain("s3:GetObject on resource: arn:aws:s3:::media/b/1");
    const list = (Prefix?: string) =>
      as("lister").send(new ListObjectsV2Command({ Bucket: "media", Prefix }));
    expect((await list("a/")).KeyCount).to.equal(1);
    expect((await refusal(list())).name).to.equal("AccessDenied");
  });

  it("hides from who may not list whether a key exists", async () => {
    const error = await refusal(get("media", "a/none", {}, as("reader")));
    expect(error.name).to.equal("AccessDenied");
    expect((await refusal(get("media", "a/none"))).name).to.equal("NoSuchKey");
  });

  it("asks for the bucket's own key as well", async () => {
    await put("locked", "k", "x");
    const error = await refusal(get("locked", "k", {}, as("keyless")));
    expect(error.message).to.contain(`kms:Decrypt on resource: ${KEY}`);
  });

  it("names a missing bucket, and where one of another region is", async () => {
    expect((await refusal(get("none", "k"))).name).to.equal("NoSuchBucket");
    const error = await refusal(get("elsewhere", "k"));
    expect(error.name).to.equal("PermanentRedirect");
    expect(error.message).to.contain(PEER);
  });
});

describe("S3 on disk", () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), "objects-"));
  });
  afterEach(() => rm(dir, { recursive: true }));

  const start = async () => {
    const clock = createClock();
    const principals = principalsOf(graph, REGION);
    const s3 = createS3({ graph, region: REGION, clock, principals, dataDir: dir });
    const account = await startAccount(graph, [s3.service]);
    const client = new S3Client(account.client());
    return {
      client,
      async stop() {
        client.destroy();
        await account.endpoint.close();
      },
    };
  };

  it("keeps objects and their versions from one start to the next", async () => {
    const first = await start();
    for (const Body of ["one", "two"]) {
      await first.client.send(new PutObjectCommand({ Bucket: "media", Key: "a/k", Body }));
    }
    await first.client.send(new PutObjectCommand({ Bucket: "media", Key: "gone", Body: "x" }));
    await first.client.send(new DeleteObjectCommand({ Bucket: "media", Key: "gone" }));
    await first.stop();
    const second = await start();
    const { Contents } = await second.client.send(new ListObjectsV2Command({ Bucket: "media" }));
    const { Body } = await second.client.send(new GetObjectCommand({ Bucket: "media", Key: "a/k" }));
    const text = await Body?.transformToString();
    await second.stop();
    expect(Contents?.map((c) => c.Key)).to.deep.equal(["a/k"]);
    expect(text).to.equal("two");
  });

  it("names a file that it cannot read", async () => {
    const first = await start();
    await first.client.send(new PutObjectCommand({ Bucket: "media", Key: "k", Body: "x" }));
    await first.stop();
    const [file] = (await readdir(path.join(dir, "media"))).filter((name) => name.endsWith(".json"));
    await writeFile(path.join(dir, "media", String(file)), "{");
    const error = await refusal(start());
    expect(error.message).to.contain(String(file)).and.to.contain("Move that file away");
  });
});
