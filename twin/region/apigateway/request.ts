/** One HTTP request on its way through API Gateway, and the REST proxy event (payload 1.0) made of it. */
import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Clock } from "../../clock.ts";
import type { Target } from "./domains.ts";
import { Refusal } from "./refusal.ts";
import type { Match } from "./routes.ts";

const largestBody = 10 * 1024 * 1024;

export interface RequestHead {
  readonly requestId: string;
  readonly extendedRequestId: string;
  readonly traceId: string;
  readonly httpMethod: string;
  readonly host: string;
  /** As it stands in the URL: a REST API does not decode it. */
  readonly path: string;
  readonly sourceIp: string;
  readonly userAgent: string | null;
  /** Twin time. */
  readonly time: number;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly query: Readonly<Record<string, readonly string[]>>;
}

export interface Exchange extends RequestHead {
  readonly body: Buffer;
}

export function readHead(incoming: IncomingMessage, clock: Clock): RequestHead {
  const [path = "/", ...query] = (incoming.url ?? "/").split("?");
  const sourceIp = incoming.socket.remoteAddress ?? "127.0.0.1";
  const host = incoming.headers.host ?? "";
  const time = clock.now();
  const given = incoming.headers["x-amzn-trace-id"];
  const traceId =
    typeof given === "string" && given.includes("Root=")
      ? given
      : `Root=1-${Math.floor(time / 1000).toString(16)}-${randomBytes(12).toString("hex")}`;
  const added: Record<string, string> = {
    "X-Amzn-Trace-Id": traceId,
    "X-Forwarded-For": [incoming.headers["x-forwarded-for"], sourceIp].filter(Boolean).join(", "),
    "X-Forwarded-Port": "443",
    "X-Forwarded-Proto": "https",
  };
  const replaced = new Set(Object.keys(added).map((name) => name.toLowerCase()));
  const received = pairs(incoming.rawHeaders).filter(([name]) => !replaced.has(name.toLowerCase()));
  return {
    requestId: randomUUID(),
    extendedRequestId: `${randomBytes(11).toString("base64url")}=`,
    traceId,
    httpMethod: incoming.method ?? "GET",
    host: (host.split(":")[0] ?? "").toLowerCase(),
    path,
    sourceIp,
    userAgent: incoming.headers["user-agent"] ?? null,
    time,
    headers: multiple([...received, ...Object.entries(added)]),
    query: multiple([...new URLSearchParams(query.join("?"))]),
  };
}

/** @throws Refusal REQUEST_TOO_LARGE */
export async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    // Read to the end all the same: a client that is still sending would not see the answer.
    if (length <= largestBody) chunks.push(chunk);
  }
  if (length > largestBody) throw new Refusal("REQUEST_TOO_LARGE");
  return Buffer.concat(chunks);
}

export function header(exchange: RequestHead, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return Object.entries(exchange.headers)
    .find(([key]) => key.toLowerCase() === wanted)?.[1]
    .at(-1);
}

/** `requestContext` of the event, which is also what `$context` reads in access logs and identity sources. */
export function requestContext(exchange: RequestHead, target: Target, match?: Match) {
  const { api, stage } = target;
  return {
    resourceId: match?.resource.id,
    resourcePath: match?.resource.path,
    operationName: undefined,
    httpMethod: exchange.httpMethod,
    extendedRequestId: exchange.extendedRequestId,
    requestTime: commonLogTime(exchange.time),
    path: exchange.path,
    accountId: api.accountId,
    protocol: "HTTP/1.1",
    stage: stage.name,
    domainPrefix: exchange.host.split(".")[0] ?? "",
    requestTimeEpoch: Math.floor(exchange.time),
    requestId: exchange.requestId,
    identity: {
      cognitoIdentityPoolId: null,
      accountId: null,
      cognitoIdentityId: null,
      caller: null,
      sourceIp: exchange.sourceIp,
      principalOrgId: null,
      accessKey: null,
      cognitoAuthenticationType: null,
      cognitoAuthenticationProvider: null,
      userArn: null,
      userAgent: exchange.userAgent,
      user: null,
      apiKey: undefined as string | undefined,
      apiKeyId: undefined as string | undefined,
    },
    domainName: exchange.host,
    deploymentId: stage.deploymentId,
    apiId: api.id,
    authorizer: undefined as Record<string, string | number> | undefined,
  };
}

export type RequestContext = ReturnType<typeof requestContext>;

/** "identity.sourceIp" in the request context; undefined when there is no such value. */
export function lookUp(context: object, path: string): string | undefined {
  let value: unknown = context;
  for (const part of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value === undefined || value === null || typeof value === "object" ? undefined : String(value);
}

/** What an authorizer and the function both see; the authorizer never gets the body. */
export function eventOf(exchange: RequestHead, target: Target, match: Match, context: RequestContext) {
  return {
    resource: match.resource.path,
    path: target.path,
    httpMethod: exchange.httpMethod,
    headers: lastOf(exchange.headers),
    multiValueHeaders: exchange.headers,
    queryStringParameters: orNull(lastOf(exchange.query)),
    multiValueQueryStringParameters: orNull(exchange.query),
    pathParameters: orNull(match.params),
    stageVariables: orNull(target.stage.variables),
    requestContext: context,
  };
}

export function bodyOf(exchange: Exchange, binaryMediaTypes: readonly string[]) {
  if (exchange.body.length === 0) return { body: null, isBase64Encoded: false };
  const binary = isBinary(header(exchange, "content-type"), binaryMediaTypes);
  return { body: exchange.body.toString(binary ? "base64" : "utf8"), isBase64Encoded: binary };
}

export function isBinary(mediaType: string | undefined, binaryMediaTypes: readonly string[]): boolean {
  const [type = ""] = (mediaType ?? "").toLowerCase().split(/[;,]/);
  return binaryMediaTypes.some((known) => {
    const pattern = known.toLowerCase();
    return (
      pattern === "*/*" ||
      pattern === type.trim() ||
      (pattern.endsWith("/*") && type.trim().startsWith(pattern.slice(0, -1)))
    );
  });
}

/** "24/Nov/2026:10:15:00 +0000" */
function commonLogTime(time: number): string {
  const [, day, month, year, clock] = new Date(time).toUTCString().split(" ");
  return `${day}/${month}/${year}:${clock} +0000`;
}

function pairs(raw: readonly string[]): [string, string][] {
  return raw.flatMap((name, index) =>
    index % 2 === 0 ? [[name, raw[index + 1] ?? ""] as [string, string]] : [],
  );
}

function multiple(entries: readonly (readonly [string, string])[]): Record<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of entries) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries(values);
}

function lastOf(values: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.at(-1) ?? ""]));
}

function orNull<T extends object>(value: T): T | null {
  return Object.keys(value).length > 0 ? value : null;
}
