/** What an upload carries: the SDK may frame it in chunks with a checksum behind, and always says a checksum. */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { type AwsCall, AwsError } from "../aws-service.ts";

export interface Content {
  readonly bytes: Buffer;
  /** Base64. */
  readonly crc32: string;
  /** Quoted, as the ETag header has it. */
  readonly etag: string;
}

/** @throws AwsError BadDigest when the content is not what its checksum says */
export function contentOf({ headers, body }: AwsCall): Content {
  const framed =
    /aws-chunked/.test(headers["content-encoding"] ?? "") || headers["x-amz-decoded-content-length"];
  const { bytes, trailers } = framed
    ? unframe(body)
    : { bytes: body, trailers: {} as Record<string, string> };
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes));
  const actual: Readonly<Record<string, () => string>> = {
    "x-amz-checksum-crc32": () => sum.toString("base64"),
    "x-amz-checksum-sha256": () => createHash("sha256").update(bytes).digest("base64"),
    "x-amz-checksum-sha1": () => createHash("sha1").update(bytes).digest("base64"),
    "content-md5": () => createHash("md5").update(bytes).digest("base64"),
  };
  for (const [name, compute] of Object.entries(actual)) {
    const said = trailers[name] ?? headers[name];
    if (said !== undefined && said !== compute()) {
      throw new AwsError("BadDigest", `The ${name} that you specified did not match what we received.`);
    }
  }
  return {
    bytes,
    crc32: sum.toString("base64"),
    etag: `"${createHash("md5").update(bytes).digest("hex")}"`,
  };
}

/** aws-chunked: "<hex length>[;chunk-signature=…]\r\n<bytes>\r\n" until length 0, then trailer lines. */
function unframe(body: Buffer): { bytes: Buffer; trailers: Record<string, string> } {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = body.indexOf("\r\n", at);
    const length = Number.parseInt(body.toString("latin1", at, end), 16);
    if (end < 0 || Number.isNaN(length)) {
      throw new AwsError("IncompleteBody", "The request's chunked body breaks off.");
    }
    at = end + 2;
    if (length === 0) break;
    chunks.push(body.subarray(at, at + length));
    at += length + 2;
  }
  const lines = body.toString("latin1", at).split("\r\n");
  const trailers = lines.flatMap((line) => {
    const [, name, value] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    return name ? [[name.toLowerCase(), value ?? ""]] : [];
  });
  return { bytes: Buffer.concat(chunks), trailers: Object.fromEntries(trailers) };
}
