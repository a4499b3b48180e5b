/**
 * API Gateway's own answers, word for word: clients and runbooks match on them. The bodies are literals because the
 * spaces and capitals differ from one answer to the next.
 */
const answers = {
  ACCESS_DENIED: [
    403,
    "AccessDeniedException",
    '{"Message":"User is not authorized to access this resource"}',
  ],
  EXPLICIT_DENY: [
    403,
    "AccessDeniedException",
    '{"Message":"User is not authorized to access this resource with an explicit deny"}',
  ],
  AUTHORIZER_CONFIGURATION_ERROR: [500, "AuthorizerConfigurationException", '{"message":null}'],
  BAD_GATEWAY: [502, "InternalServerErrorException", '{"message": "Internal server error"}'],
  BAD_REQUEST_BODY: [400, "BadRequestException", '{"message": "Invalid request body"}'],
  BAD_REQUEST_PARAMETERS: [400, "BadRequestException", '{"message": "Missing required request parameters"}'],
  FORBIDDEN: [403, "ForbiddenException", '{"message":"Forbidden"}'],
  INTEGRATION_FAILURE: [500, "InternalServerErrorException", '{"message": "Internal server error"}'],
  INTEGRATION_TIMEOUT: [504, "InternalServerErrorException", '{"message": "Endpoint request timed out"}'],
  MISSING_AUTHENTICATION_TOKEN: [
    403,
    "MissingAuthenticationTokenException",
    '{"message":"Missing Authentication Token"}',
  ],
  QUOTA_EXCEEDED: [429, "LimitExceededException", '{"message":"Limit Exceeded"}'],
  REQUEST_TOO_LARGE: [413, "RequestEntityTooLargeException", '{"message":"Request Too Long"}'],
  THROTTLED: [429, "TooManyRequestsException", '{"message":"Too Many Requests"}'],
  UNAUTHORIZED: [401, "UnauthorizedException", '{"message":"Unauthorized"}'],
  WAF_FILTERED: [403, "ForbiddenException", '{"message":"Forbidden"}'],
} as const satisfies Record<string, readonly [status: number, errorType: string, body: string]>;

export type RefusalKind = keyof typeof answers;

export interface RefusalDetails {
  /** For the execution log only: a caller learns no more than AWS tells. */
  readonly why?: string;
  /** In place of the usual message. */
  readonly message?: string;
  /** `$context.error.validationErrorString` */
  readonly validationError?: string;
  /** A web ACL's own response code: the answer is then that code and no words. */
  readonly status?: number;
}

export class Refusal extends Error {
  readonly kind: RefusalKind;
  readonly status: number;
  /** Value of the x-amzn-ErrorType header. */
  readonly errorType: string;
  readonly body: string;
  readonly why: string | undefined;
  readonly validationError: string | undefined;

  constructor(kind: RefusalKind, details: RefusalDetails = {}) {
    const [status, errorType, body] = answers[kind];
    const usual = JSON.parse(body) as { message?: string | null; Message?: string };
    super(details.message ?? usual.message ?? usual.Message ?? "");
    this.name = "Refusal";
    this.kind = kind;
    this.status = details.status ?? status;
    this.errorType = errorType;
    this.body = details.status
      ? ""
      : details.message
        ? body.replace(usual.message ?? "", details.message)
        : body;
    this.why = details.why;
    this.validationError = details.validationError;
  }
}
