/** AWS Signature Version 4, from the verifying side: who says to have signed a request, and whether they did. */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  /** Path as sent, still encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Signature {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly sessionToken: string;
  /** "20261122T101500Z" */
  readonly timestamp: string;
  /** In the query string instead of a header. */
  readonly presigned: boolean;
}

const ALGORITHM = "AWS4-HMAC-SHA256";

/** What the request claims about its signer; undefined when it is unsigned or the claim is incomplete. */
export function readSignature({ headers, query }: WireRequest): Signature | undefined {
  const presigned = query.get("X-Amz-Algorithm") === ALGORITHM;
  const header = headers.authorization ?? "";
  if (!presigned && !header.startsWith(`${ALGORITHM} `)) return undefined;
  const parts = new Map(
    header
      .slice(ALGORITHM.length)
      .split(",")
      .map((part) => part.trim().split(/=(.*)/s, 2) as [string, string]),
  );
  const part = (inQuery: string, inHeader: string) =>
    (presigned ? query.get(inQuery) : parts.get(inHeader)) ?? "";
  const scope = part("X-Amz-Credential", "Credential").split("/");
  const [accessKeyId = "", date = "", region = "", service = "", end] = scope;
  const signature: Signature = {
    accessKeyId,
    date,
    region,
    service,
    signedHeaders: part("X-Amz-SignedHeaders", "SignedHeaders").split(";"),
    signature: part("X-Amz-Signature", "Signature"),
    sessionToken:
      (presigned ? query.get("X-Amz-Security-Token") : one(headers["x-amz-security-token"])) ?? "",
    timestamp: (presigned ? query.get("X-Amz-Date") : one(headers["x-amz-date"])) ?? "",
    presigned,
  };
  const complete = end === "aws4_request" && accessKeyId && signature.signature && signature.timestamp;
  return complete ? signature : undefined;
}

/** Whether the holder of `secret` signed this very request. */
export function isSignedWith(secret: string, request: WireRequest, signature: Signature): boolean {
  const payload = payloadHash(request, signature);
  if (payload === undefined) return false;
  const canonical = [
    request.method,
    canonicalPath(request.path, signature.service),
    canonicalQuery(request.query),
    ...signature.signedHeaders.map((name) => `${name}:${headerValue(request.headers[name])}`),
    "",
    signature.signedHeaders.join(";"),
    payload,
  ].join("\n");
  const { date, region, service } = signature;
  const toSign = [
    ALGORITHM,
    signature.timestamp,
    `${date}/${region}/${service}/aws4_request`,
    sha256(canonical),
  ].join("\n");
  const key = [date, region, service, "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${secret}`);
  const expected = hmac(key, toSign);
  const given = Buffer.from(signature.signature, "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Undefined when the request declares a hash that its body does not have. */
function payloadHash({ headers, body }: WireRequest, { presigned }: Signature): string | undefined {
  const declared = one(headers["x-amz-content-sha256"]);
  if (declared && !/^[0-9a-f]{64}$/.test(declared)) return declared;
  if (presigned && !declared) return "UNSIGNED-PAYLOAD";
  const actual = sha256(body);
  return declared && declared !== actual ? undefined : actual;
}

/** Every service but S3 signs the path encoded once more than it is sent. */
function canonicalPath(path: string, service: string): string {
  return service === "s3" ? path : path.split("/").map(encode).join("/");
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join("&");
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function headerValue(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value.join(",") : (value ?? "")).trim().replace(/\s+/g, " ");
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac("sha256", key).update(data).digest();
}
