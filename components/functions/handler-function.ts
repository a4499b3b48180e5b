import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { refuseRetention, refuseUnless } from "../refuse.ts";
import { handlerArchive } from "./bundle.ts";

export interface HandlerFunctionArgs {
  /** Physical name, "chatbot-WebhookHandler"; its log group is /aws/lambda/<functionName>. */
  readonly functionName: string;
  /** What the function calls itself in its logs and metrics. */
  readonly service: string;
  /** File that exports `handler`, from the project's root. */
  readonly entry: string;
  readonly environment: Readonly<Record<string, pulumi.Input<string>>>;
  /** @default 1024; 1024–2048 */
  readonly memoryMb?: number;
  /** @default 15; 15–30 */
  readonly timeoutSeconds?: number;
  /**
   * How many run at the same time at most; as many are kept for it of the account's.
   * @default no limit but the account's, which it shares with other functions
   */
  readonly reservedConcurrency?: number;
  /**
   * A standard queue for asynchronous calls that failed, each with its event and its error.
   * @default Lambda drops them, after two retries within six hours
   */
  readonly failuresArn?: pulumi.Input<string>;
  /** @default outside of any network of ours: it reaches the internet and AWS's APIs, and nothing private */
  readonly network?: FunctionNetwork;
  /** @default 30 */
  readonly logRetentionDays?: number;
}

/** Where a function's network interfaces are. */
export interface FunctionNetwork {
  readonly subnetIds: pulumi.Input<readonly pulumi.Input<string>[]>;
  readonly securityGroupId: pulumi.Input<string>;
  /** Lets a role place its function's network interfaces there. */
  readonly permissions: readonly Permission[];
}

/** One statement of a role: the actions it needs, on the resources that it needs them for. */
export interface Permission {
  readonly actions: readonly string[];
  readonly resources: readonly pulumi.Input<string>[];
  readonly conditions?: aws.iam.PolicyStatement["Condition"];
}

/** What callers of a function go through. */
export const alias = "live";

/**
 * A Lambda function as this system runs them: one bundle, one role, one log group, and the alias `live`, which
 * everything that calls it goes through.
 */
export class HandlerFunction extends pulumi.ComponentResource {
  readonly role: aws.iam.Role;
  readonly logGroup: aws.cloudwatch.LogGroup;
  readonly function: aws.lambda.Function;
  readonly alias: aws.lambda.Alias;
  readonly functionName: pulumi.Output<string>;
  /** "chatbot-OrderService:live", known before anything exists: two functions may name one another. */
  readonly qualifiedName: string;
  readonly timeoutSeconds: number;
  /** How its role's name begins, in any region: AWS's records name callers by their role. */
  readonly roleNamePrefix: string;
  /** What its role may do, for whatever calls it as soon as it is there. */
  readonly grants: pulumi.Resource[] = [];
  readonly #name: string;

  constructor(name: string, args: HandlerFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:functions:HandlerFunction", name, {}, opts);
    const memoryMb = args.memoryMb ?? 1024;
    const timeoutSeconds = args.timeoutSeconds ?? 15;
    refuseUnless(
      Number.isInteger(memoryMb) && memoryMb >= 1024 && memoryMb <= 2048,
      `${name}: memoryMb`,
      memoryMb,
      "1024–2048",
    );
    refuseUnless(
      Number.isInteger(timeoutSeconds) && timeoutSeconds >= 15 && timeoutSeconds <= 30,
      `${name}: timeoutSeconds`,
      timeoutSeconds,
      "15–30",
    );
    refuseUnless(
      /^[A-Za-z0-9_-]{1,64}$/.test(args.functionName),
      `${name}: functionName`,
      args.functionName,
      "1–64 of A-Z, a-z, 0-9, - and _",
    );
    const { reservedConcurrency, logRetentionDays = 30 } = args;
    refuseRetention(`${name}: logRetentionDays`, logRetentionDays);
    refuseUnless(
      reservedConcurrency === undefined ||
        (Number.isInteger(reservedConcurrency) && reservedConcurrency >= 1),
      `${name}: reservedConcurrency`,
      reservedConcurrency,
      "a whole number, 1 or more",
    );
    this.#name = name;
    this.timeoutSeconds = timeoutSeconds;
    this.roleNamePrefix = `${name}-role-`;
    this.qualifiedName = `${args.functionName}:${alias}`;

    this.role = new aws.iam.Role(
      `${name}-role`,
      {
        description: `What ${args.functionName} may do.`,
        assumeRolePolicy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: "sts:AssumeRole",
              Principal: { Service: "lambda.amazonaws.com" },
            },
          ],
        }),
      },
      { parent: this },
    );
    this.logGroup = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      { name: `/aws/lambda/${args.functionName}`, retentionInDays: logRetentionDays },
      { parent: this },
    );
    const telemetry = this.allow(
      "telemetry",
      {
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [pulumi.interpolate`${this.logGroup.arn}:*`],
      },
      {
        actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
        // X-Ray knows no resources to name here.
        resources: ["*"],
      },
    );

    const prerequisites = [telemetry];
    if (args.network) prerequisites.push(this.allow("network", ...args.network.permissions));

    this.function = new aws.lambda.Function(
      `${name}-function`,
      {
        name: args.functionName,
        role: this.role.arn,
        runtime: "nodejs24.x",
        architectures: ["arm64"],
        handler: "index.handler",
        code: handlerArchive(args.entry),
        memorySize: memoryMb,
        timeout: timeoutSeconds,
        reservedConcurrentExecutions: reservedConcurrency,
        environment: {
          variables: {
            ...args.environment,
            POWERTOOLS_SERVICE_NAME: args.service,
            POWERTOOLS_METRICS_NAMESPACE: "Chatbot",
          },
        },
        tracingConfig: { mode: "Active" },
        // Lambda's own lines and uncaught errors become JSON too, so that one query reads the whole group.
        loggingConfig: {
          logFormat: "JSON",
          applicationLogLevel: "INFO",
          systemLogLevel: "INFO",
          logGroup: this.logGroup.name,
        },
        ...(args.network && {
          vpcConfig: {
            subnetIds: pulumi.output(args.network.subnetIds).apply((ids) => [...ids]),
            securityGroupIds: [args.network.securityGroupId],
          },
        }),
        publish: true,
      },
      { parent: this, dependsOn: prerequisites },
    );
    this.alias = new aws.lambda.Alias(
      `${name}-live`,
      { name: alias, functionName: this.function.name, functionVersion: this.function.version },
      { parent: this },
    );
    this.functionName = this.function.name;
    if (args.failuresArn) this.#keepFailures(args.failuresArn);
    this.registerOutputs({
      functionName: this.functionName,
      roleArn: this.role.arn,
      logGroupName: this.logGroup.name,
      aliasArn: this.alias.arn,
    });
  }

  #keepFailures(destination: pulumi.Input<string>): void {
    const failures = this.allow("failures", { actions: ["sqs:SendMessage"], resources: [destination] });
    new aws.lambda.FunctionEventInvokeConfig(
      `${this.#name}-retries`,
      {
        functionName: this.function.name,
        qualifier: this.alias.name,
        maximumRetryAttempts: 2,
        // Most such calls are made again by a schedule, and one that waited longer would only repeat that; of any other that
        // fails, somebody is told the sooner.
        maximumEventAgeInSeconds: 300,
        destinationConfig: { onFailure: { destination } },
      },
      { parent: this, dependsOn: [failures] },
    );
  }

  /** Adds one inline policy to the function's role; `name` says what it opens: "tables". */
  allow(name: string, ...permissions: readonly Permission[]): aws.iam.RolePolicy {
    const policy = new aws.iam.RolePolicy(
      `${this.#name}-allow-${name}`,
      {
        role: this.role.name,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: permissions.map(({ actions, resources, conditions }) => ({
            Effect: "Allow",
            Action: actions,
            Resource: resources,
            ...(conditions && { Condition: conditions }),
          })),
        }),
      },
      { parent: this },
    );
    this.grants.push(policy);
    return policy;
  }

  /** Lets `caller` invoke this function's alias, and nothing else of it. */
  grantInvoke(caller: HandlerFunction): void {
    caller.allow(`invoke-${this.#name}`, {
      actions: ["lambda:InvokeFunction"],
      resources: [this.alias.arn],
    });
  }
}
