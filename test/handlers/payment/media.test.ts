import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { openMediaStore } from "../../../handlers/adapters/media.ts";
import { openTables } from "../../../handlers/adapters/tables.ts";

const variables = ["AWS_ENDPOINT_URL", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] as const;

describe("the media bucket, written", () => {
  const original = Object.fromEntries(variables.map((name) => [name, process.env[name]]));
  let server: Server;
  let seen: { method?: string; url: URL; type?: string; body: Buffer }[];
  let status: number;
  before(async () => {
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const url = new URL(request.url ?? "", "http://s3");
      seen.push({
        method: request.method,
        url,
        type: request.headers["content-type"],
        body: Buffer.concat(chunks),
      });
      response.writeHead(status).end(status === 200 ? "" : "<Error><Code>AccessDenied</Code></Error>");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    process.env.AWS_REGION = "us-east-1";
    process.env.AWS_ACCESS_KEY_ID = "AKIATEST";
    process.env.AWS_SECRET_ACCESS_KEY = "secret";
  });
  after(async () => {
    for (const name of variables) {
      if (original[name] === undefined) delete process.env[name];
      else process.env[name] = original[name];
    }
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  beforeEach(() => {
    [seen, status] = [[], 200];
  });
  const put = () =>
    openMediaStore("media", openTables()).put("client_a/pix/chg_1.png", new Uint8Array([7]), "image/png");

  it("gets the object by a PUT that the function's role signed", async () => {
    await put();
    const [request] = seen;
    expect(request).to.include({ method: "PUT", type: "image/png" });
    expect(request?.url.pathname).to.equal("/media/client_a/pix/chg_1.png");
    expect(request?.url.searchParams.get("X-Amz-Credential")).to.match(/^AKIATEST\/\d{8}\/us-east-1\/s3\//);
    expect(request?.url.searchParams.get("X-Amz-Signature")).to.match(/^[0-9a-f]{64}$/);
    expect([...request!.body]).to.deep.equal([7]);
  });

  it("says what S3 answered when it refuses", async () => {
    status = 403;
    await put().then(
      () => expect.fail("it must throw"),
      (error: Error) =>
        expect(error.message)
          .to.contain("S3 answered 403 to a PUT of client_a/pix/chg_1.png")
          .and.contain("AccessDenied"),
    );
  });
});
