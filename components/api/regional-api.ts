import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { HandlerFunction } from "../functions/handler-function.ts";
import { refuseRetention, refuseUnless } from "../refuse.ts";
import { type AccessLog, createAccessLog } from "./access-log.ts";
import { createAuthorizers } from "./authorizers.ts";
import { deploymentHash } from "./deployment-hash.ts";
import { gatewayResponses } from "./gateway-responses.ts";
import { createResourceTree } from "./resource-tree.ts";
import { createRoute, createValidation } from "./route-edge.ts";
import { type RouteFunction, routes } from "./routes.ts";
import { createUsagePlans, type Tier, type TierLimits, tierLimits } from "./usage-plans.ts";
import { WebFirewall } from "./web-firewall.ts";

export interface RegionalApiArgs {
  /** First part of every physical name. */
  readonly prefix: string;
  /** The functions of the route table. */
  readonly functions: Readonly<Record<RouteFunction, HandlerFunction>>;
  /** Decides who may call the routes that are not open, and whose usage-plan key meters the call. */
  readonly authorizer: HandlerFunction;
  /** "api.<domain>": the same in both regions, behind the failover pair. */
  readonly publicName: string;
  /** "<region>.api.<domain>": this region's own, for health checks, drills and the peer. */
  readonly ownName: string;
  /** A validated certificate of this region that covers both names. */
  readonly certificateArn: pulumi.Input<string>;
  /** @default "live"; part of no public URL */
  readonly stageName?: string;
  /** Steady requests a second that the stage takes from everybody together. @default 1000 */
  readonly requestsPerSecond?: number;
  /** @default 2000 requests at once */
  readonly burst?: number;
  /** Limits of a usage-plan key, by tier. @default silo: the stage's; pool: a fifth of it; 1,000,000 requests a month */
  readonly tiers?: Readonly<Partial<Record<Tier, Partial<TierLimits>>>>;
  /** How long a decision of the authorizer is kept. @default 60; 0–3600 */
  readonly authorizerCacheSeconds?: number;
  /** How long the gateway waits for a function. @default 29, the most that a new account may; 1–29 */
  readonly timeoutSeconds?: number;
  /** @default 30 */
  readonly logRetentionDays?: number;
  /** Requests in five minutes from one address, but for providers' webhooks. @default 2000 */
  readonly requestsPerAddress?: number;
  /** Requests in five minutes from one address of a provider, which carries many tenants. @default 150000 */
  readonly requestsPerProviderAddress?: number;
  /** Larger bodies are refused by the firewall. @default 65536, the most that it can inspect; 1024–65536 */
  readonly maximumBodyBytes?: number;
  /**
   * Gives API Gateway a role to write logs with, a setting of the account in the region.
   * @default true; false where another program of the account has set it already
   */
  readonly setsAccountLogRole?: boolean;
}

/**
 * The region's REST API: the route table on two custom domains, with a request authorizer that names the tenant's
 * usage-plan key, throttles, access logs and a firewall on the stage.
 */
export class RegionalApi extends pulumi.ComponentResource {
  readonly restApi: aws.apigateway.RestApi;
  readonly stage: aws.apigateway.Stage;
  /** A key in one of these is a tenant's meter: TenantQueues adds it. */
  readonly usagePlans: Readonly<Record<Tier, aws.apigateway.UsagePlan>>;
  readonly publicDomain: aws.apigateway.DomainName;
  readonly ownDomain: aws.apigateway.DomainName;
  readonly accessLog: AccessLog;
  readonly firewall: WebFirewall;
  /** "chatbot-api", the `ApiName` of its metrics. */
  readonly apiName: string;
  readonly stageName: string;

  constructor(name: string, args: RegionalApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:api:RegionalApi", name, {}, opts);
    const { stageName = "live", requestsPerSecond = 1000, burst = 2000 } = args;
    const { authorizerCacheSeconds = 60, timeoutSeconds = 29, logRetentionDays = 30 } = args;
    const within = (argument: string, value: number, from: number, to: number) =>
      refuseUnless(value >= from && value <= to, `${name}: ${argument}`, value, `${from}–${to}`);
    within("requestsPerSecond", requestsPerSecond, 1, 10_000);
    within("burst", burst, requestsPerSecond, 20_000);
    within("authorizerCacheSeconds", authorizerCacheSeconds, 0, 3600);
    within("timeoutSeconds", timeoutSeconds, 1, 29);
    refuseRetention(`${name}: logRetentionDays`, logRetentionDays);
    refuseUnless(
      args.ownName !== args.publicName,
      `${name}: ownName`,
      args.ownName,
      "another name than publicName's: health checks must reach this region whichever one is public",
    );
    const tiers = tierLimits(name, { requestsPerSecond, burst }, args.tiers);
    const child = { parent: this };
    this.apiName = `${args.prefix}-api`;
    this.stageName = stageName;

    this.restApi = new aws.apigateway.RestApi(
      `${name}-rest`,
      {
        name: this.apiName,
        description: "WhatsApp, payment and point-of-sale webhooks.",
        endpointConfiguration: { types: "REGIONAL" },
        // Twilio cannot send x-api-key: the authorizer names the key that meters the tenant.
        apiKeySource: "AUTHORIZER",
        // Only the custom domains answer, so that nobody goes around the failover.
        disableExecuteApiEndpoint: true,
      },
      child,
    );
    const authorizers = createAuthorizers(
      name,
      { restApi: this.restApi, handler: args.authorizer, cacheSeconds: authorizerCacheSeconds },
      child,
    );
    const tree = createResourceTree(name, this.restApi, routes, child);
    const validation = createValidation(name, this.restApi, child);
    const edges = routes.flatMap((route) =>
      createRoute(
        name,
        {
          route,
          restApi: this.restApi,
          resourceId: tree.get(route.path)!,
          handler: args.functions[route.function],
          authorizerId: route.access === "open" ? undefined : authorizers[route.access].id,
          validation,
          stageName,
          timeoutSeconds,
        },
        child,
      ),
    );
    const responses = gatewayResponses.map(
      ({ slug, ...response }) =>
        new aws.apigateway.Response(
          `${name}-response-${slug}`,
          { restApiId: this.restApi.id, ...response },
          child,
        ),
    );
    const deployment = new aws.apigateway.Deployment(
      `${name}-deployment`,
      {
        restApi: this.restApi.id,
        triggers: {
          hash: deploymentHash({ prefix: args.prefix, authorizerCacheSeconds, timeoutSeconds, stageName }),
        },
      },
      { ...child, dependsOn: [...edges, ...responses] },
    );

    this.accessLog = createAccessLog(
      name,
      {
        prefix: args.prefix,
        retentionDays: logRetentionDays,
        restApi: this.restApi,
        stageName,
        setsAccountLogRole: args.setsAccountLogRole ?? true,
      },
      child,
    );
    this.stage = new aws.apigateway.Stage(
      `${name}-stage`,
      {
        restApi: this.restApi.id,
        deployment: deployment.id,
        stageName,
        xrayTracingEnabled: true,
        accessLogSettings: this.accessLog.settings,
      },
      { ...child, dependsOn: this.accessLog.prerequisites },
    );
    new aws.apigateway.MethodSettings(
      `${name}-limits`,
      {
        restApi: this.restApi.id,
        stageName: this.stage.stageName,
        methodPath: "*/*",
        settings: {
          throttlingRateLimit: requestsPerSecond,
          throttlingBurstLimit: burst,
          metricsEnabled: true,
          loggingLevel: "ERROR",
          // Bodies hold what customers write.
          dataTraceEnabled: false,
        },
      },
      child,
    );
    this.usagePlans = createUsagePlans(name, args.prefix, tiers, this.stage, child);
    this.publicDomain = this.#domain(`${name}-public`, args.publicName, args.certificateArn);
    this.ownDomain = this.#domain(`${name}-own`, args.ownName, args.certificateArn);
    this.firewall = new WebFirewall(
      `${name}-firewall`,
      {
        prefix: args.prefix,
        stageArn: this.stage.arn,
        routes,
        stageName,
        requestsPerAddress: args.requestsPerAddress,
        requestsPerProviderAddress: args.requestsPerProviderAddress,
        maximumBodyBytes: args.maximumBodyBytes,
        logRetentionDays,
      },
      child,
    );
    this.registerOutputs({
      restApiId: this.restApi.id,
      stageName: this.stage.stageName,
      publicUrl: `https://${args.publicName}`,
      ownUrl: `https://${args.ownName}`,
      webAclArn: this.firewall.webAcl.arn,
    });
  }

  #domain(name: string, domainName: string, certificateArn: pulumi.Input<string>): aws.apigateway.DomainName {
    const domain = new aws.apigateway.DomainName(
      `${name}-domain`,
      {
        domainName,
        regionalCertificateArn: certificateArn,
        securityPolicy: "TLS_1_2",
        endpointConfiguration: { types: "REGIONAL" },
      },
      { parent: this },
    );
    new aws.apigateway.BasePathMapping(
      `${name}-mapping`,
      { domainName: domain.domainName, restApi: this.restApi.id, stageName: this.stage.stageName },
      { parent: this },
    );
    return domain;
  }
}
