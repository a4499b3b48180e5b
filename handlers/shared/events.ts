/** What Lambda passes to the functions and takes back: the parts of AWS's payloads that this program uses. */

export interface Invocation {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** REST API, Lambda proxy integration. */
export interface ApiEvent {
  readonly httpMethod: string;
  /** As the caller wrote it, without the stage. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>> | null;
  readonly multiValueQueryStringParameters?: Readonly<Record<string, string[] | undefined>> | null;
  readonly pathParameters: Readonly<Record<string, string | undefined>> | null;
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
}

export interface ApiReply {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface QueueRecord {
  readonly messageId: string;
  readonly receiptHandle?: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string | undefined>>;
  readonly eventSourceARN?: string;
}

export interface QueueEvent {
  readonly Records: readonly QueueRecord[];
}

/** The records that are to be delivered again. */
export interface BatchReply {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export function bodyOf(event: ApiEvent): string {
  return event.isBase64Encoded
    ? Buffer.from(event.body ?? "", "base64").toString("utf8")
    : (event.body ?? "");
}

/** API Gateway passes header names as the caller wrote them. */
export function headerOf(headers: ApiEvent["headers"], name: string): string | undefined {
  const entry = Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name);
  return entry?.[1];
}

export function jsonReply(statusCode: number, body: unknown): ApiReply {
  return {
    statusCode,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
    body: JSON.stringify(body),
  };
}
