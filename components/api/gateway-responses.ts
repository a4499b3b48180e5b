/** What the gateway itself answers where its default would not help the caller. All others keep AWS's words. */
export interface GatewayResponse {
  readonly slug: string;
  readonly responseType: string;
  readonly statusCode: string;
  readonly responseTemplates?: Readonly<Record<string, string>>;
  readonly responseParameters?: Readonly<Record<string, string>>;
}

const retryAfter = (seconds: number) => ({ "gatewayresponse.header.Retry-After": `'${seconds}'` });
const message = { "application/json": '{"message":$context.error.messageString}' };

export const gatewayResponses: readonly GatewayResponse[] = [
  {
    slug: "bad-body",
    responseType: "BAD_REQUEST_BODY",
    statusCode: "400",
    responseTemplates: {
      "application/json":
        '{"message":$context.error.messageString,"errors":"$context.error.validationErrorString"}',
    },
  },
  {
    slug: "throttled",
    responseType: "THROTTLED",
    statusCode: "429",
    responseTemplates: message,
    responseParameters: retryAfter(1),
  },
  {
    slug: "quota-exceeded",
    responseType: "QUOTA_EXCEEDED",
    statusCode: "429",
    responseTemplates: message,
    responseParameters: retryAfter(3600),
  },
];
