/** An error as the protocol of the call carries it: JSON with `__type`, REST-JSON, or S3's XML. */
import { randomUUID } from "node:crypto";
import type { AwsCall, AwsError, AwsReply } from "../aws-service.ts";

/** What the services put before their own error names in `__type`. */
const namespaces: Readonly<Record<string, string>> = {
  dynamodb: "com.amazonaws.dynamodb.v20120810#",
  sqs: "com.amazonaws.sqs#",
};

const queryCodes: Readonly<Record<string, string>> = {
  QueueDoesNotExist: "AWS.SimpleQueueService.NonExistentQueue",
};

export function encodeError(
  call: Pick<AwsCall, "service" | "headers" | "action" | "path">,
  error: AwsError,
): AwsReply {
  const requestId = randomUUID();
  if (call.service === "s3") return xml(call.path, error, requestId);
  const { code, message, status, details } = error;
  const headers = { "x-amzn-errortype": code, "x-amzn-requestid": requestId };
  if (!call.action) {
    return {
      status,
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify({ message, Message: message, ...details }),
    };
  }
  const sender = status < 500 ? "Sender" : "Receiver";
  return {
    status,
    headers: {
      ...headers,
      "content-type": call.headers["content-type"] ?? "application/x-amz-json-1.0",
      // SQS once spoke the query protocol: its SDK reads the older error code from here.
      ...(call.service === "sqs" && { "x-amzn-query-error": `${queryCodes[code] ?? code};${sender}` }),
    },
    body: JSON.stringify({ __type: `${namespaces[call.service] ?? ""}${code}`, message, ...details }),
  };
}

function xml(path: string, { code, message, status, details }: AwsError, requestId: string): AwsReply {
  const fields = { Code: code, Message: message, Resource: path, RequestId: requestId, ...details };
  const elements = Object.entries(fields).map(
    ([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`,
  );
  return {
    status,
    headers: { "content-type": "application/xml", "x-amz-request-id": requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${elements.join("")}</Error>`,
  };
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => entities[char] ?? char);
}
