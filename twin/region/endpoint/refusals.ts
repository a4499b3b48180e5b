/** How each service words the refusals that come before it is even asked: unsigned, unknown, forged, not allowed. */
import { AwsError, type Permission } from "../aws-service.ts";

/** DynamoDB and Secrets Manager answer 400, SQS and S3 keep the names of the older protocols. */
const BAD_REQUEST = new Set(["dynamodb", "secretsmanager", "kms", "logs"]);
const QUERY_NAMES = new Set(["sqs", "sns", "sts", "monitoring"]);

const status = (service: string) => (BAD_REQUEST.has(service) ? 400 : 403);

export function unsigned(service: string): AwsError {
  if (service === "s3") return new AwsError("AccessDenied", "Access Denied", 403);
  return new AwsError(
    "MissingAuthenticationTokenException",
    "Request is missing Authentication Token",
    status(service),
  );
}

export function unknownKey(service: string): AwsError {
  if (service === "s3") {
    return new AwsError(
      "InvalidAccessKeyId",
      "The AWS Access Key Id you provided does not exist in our records.",
      403,
    );
  }
  const code = QUERY_NAMES.has(service) ? "InvalidClientTokenId" : "UnrecognizedClientException";
  return new AwsError(code, "The security token included in the request is invalid.", status(service));
}

export function wrongSignature(service: string): AwsError {
  const code =
    service === "s3" || QUERY_NAMES.has(service) ? "SignatureDoesNotMatch" : "InvalidSignatureException";
  return new AwsError(
    code,
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
    status(service),
  );
}

export function accessDenied(
  service: string,
  caller: string,
  { action, resource }: Permission,
  reason: string,
): AwsError {
  const code = service === "s3" || QUERY_NAMES.has(service) ? "AccessDenied" : "AccessDeniedException";
  return new AwsError(
    code,
    `User: ${caller} is not authorized to perform: ${action} on resource: ${resource} ${reason}`,
    status(service),
  );
}

export function unknownService(service: string, offered: readonly string[]): AwsError {
  return new AwsError(
    "UnknownOperationException",
    `The twin has no service "${service}"; it has: ${offered.join(", ")}.`,
    400,
  );
}

export function unknownRegion(region: string, own: string): AwsError {
  return new AwsError(
    "UnrecognizedClientException",
    `The request is signed for the region "${region}", which is neither ${own} nor its peer; set the client's region.`,
    403,
  );
}
