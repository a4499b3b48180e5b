/** What is asked of S3, on the wire. */
import { expect } from "chai";
import { openMediaVersions } from "../../../handlers/adapters/media-versions.ts";
import { type Answer, scopeOf, type TestEndpoint, testEndpoint } from "../support/aws.ts";

const [clientId, conversationId] = ["client_teste", "conv_1"];
const prefix = `${clientId}/media/${conversationId}/`;

const xml = (body: string): Answer => ({
  headers: { "content-type": "application/xml" },
  body: `<?xml version="1.0" encoding="UTF-8"?>${body}`,
});
const entry = (kind: "Version" | "DeleteMarker", name: string, version: string) =>
  `<${kind}><Key>${prefix}${name}</Key><VersionId>${version}</VersionId></${kind}>`;
const page = (entries: string, rest = "<IsTruncated>false</IsTruncated>") =>
  xml(`<ListVersionsResult>${entries}${rest}</ListVersionsResult>`);
const more =
  "<IsTruncated>true</IsTruncated>" +
  `<NextKeyMarker>${prefix}1.jpg</NextKeyMarker><NextVersionIdMarker>v1</NextVersionIdMarker>`;

describe("Versions of media", () => {
  let aws: TestEndpoint;
  beforeEach(async () => {
    aws = await testEndpoint();
  });
  afterEach(() => aws.stop());

  const versions = (region = "us-east-1") => openMediaVersions({ bucket: "media", region });
  const asked = () =>
    aws.asked
      .map(({ method, path }) => ({ method, url: new URL(path, aws.url) }))
      .map(({ method, url }) => ({
        method,
        path: decodeURIComponent(url.pathname),
        query: Object.fromEntries(url.searchParams),
      }));

  it("are deleted page by page, and the marks of deletions with them", async () => {
    aws.answers = [
      page(entry("Version", "1.jpg", "v2") + entry("DeleteMarker", "1.jpg", "m1"), more),
      { status: 204, body: "" },
      { status: 204, body: "" },
      page(entry("Version", "2.ogg", "v1")),
      { status: 204, body: "" },
    ];
    expect(await versions().erase(clientId, conversationId)).to.equal(3);
    const [first, ...others] = asked();
    expect(first).to.deep.include({ method: "GET", path: "/media/" });
    expect(first!.query).to.include({ versions: "", prefix }).and.not.have.property("key-marker");
    expect(others.filter(({ method }) => method === "GET").map(({ query }) => query)).to.deep.equal([
      { versions: "", prefix, "key-marker": `${prefix}1.jpg`, "version-id-marker": "v1" },
    ]);
    const deleted = others.filter(({ method }) => method === "DELETE");
    expect(deleted.map(({ path, query }) => [path, query.versionId])).to.have.deep.members([
      [`/media/${prefix}1.jpg`, "v2"],
      [`/media/${prefix}1.jpg`, "m1"],
      [`/media/${prefix}2.ogg`, "v1"],
    ]);
  });

  it("are counted without being touched", async () => {
    aws.answers = [page(entry("Version", "1.jpg", "v1"), more), page(entry("Version", "2.jpg", "v1"))];
    expect(await versions().count(clientId, conversationId)).to.equal(2);
    expect(asked().map(({ method }) => method)).to.deep.equal(["GET", "GET"]);
  });

  it("of the other region are asked for with that region's signature", async () => {
    aws.answers = [page("")];
    expect(await versions("sa-east-1").erase(clientId, conversationId)).to.equal(0);
    expect(scopeOf(aws.asked[0]!)).to.deep.equal({ region: "sa-east-1", service: "s3" });
  });

  it("that cannot be deleted fail the erasure by the bucket's name, after the others have gone", async () => {
    aws.answers = [
      page(["v1", "v2", "v3"].map((version) => entry("Version", "1.jpg", version)).join("")),
      { ...xml("<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"), status: 403 },
      { status: 204, body: "" },
    ];
    const outcome = await versions()
      .erase(clientId, conversationId)
      .then(String, (error: Error) => error.message);
    expect(outcome).to.equal(
      "The media in media could not be reached (AccessDenied: Access Denied). Try again.",
    );
    expect(asked().filter(({ method }) => method === "DELETE")).to.have.length(3);
  });
});
