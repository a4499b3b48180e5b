/** The contract between the region's AWS endpoint and each service behind it. */
import type { IncomingHttpHeaders } from "node:http";

/** One signed AWS API call as it reached the region's endpoint. */
export interface AwsCall {
  /** Signing name from the SigV4 scope: "dynamodb", "sqs", "lambda", "bedrock", "secretsmanager", "s3". */
  readonly service: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** What follows the dot in X-Amz-Target, for the JSON protocols; "" otherwise. */
  readonly action: string;
  /** Aborted when the caller hangs up before it has its answer. */
  readonly signal?: AbortSignal;
}

export interface AwsReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** What IAM must allow before `handle` runs: "dynamodb:GetItem" on an ARN. */
export interface Permission {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string | string[]>>;
}

export interface AwsService {
  /** Signing name. */
  readonly name: string;
  permissions(call: AwsCall): readonly Permission[];
  handle(call: AwsCall): Promise<AwsReply>;
}

/** A refusal in AWS's own words: becomes the service's error reply with `code`. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  readonly details: Readonly<Record<string, unknown>>;
  constructor(code: string, message: string, status = 400, details: Record<string, unknown> = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.details = details;
  }
}
