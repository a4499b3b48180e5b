/** CodeBuild projects: the repository's own scripts, in an environment that may do as little as they need. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../arns.ts";
import { createServiceRole } from "../service-role.ts";

export interface BuildProjectArgs {
  /** Physical name. */
  readonly projectName: string;
  readonly description: string;
  readonly commands: readonly string[];
  readonly variables?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Minutes. */
  readonly timeoutMinutes: number;
  /** Deployments follow one another. @default as many builds at once as there are */
  readonly oneAtATime?: boolean;
  /** What it may do beside reading its source and writing its log. @default nothing */
  readonly mayAssume?: readonly pulumi.Input<string>[];
  readonly artifactBucketArn: pulumi.Input<string>;
  readonly keyArn: pulumi.Input<string>;
  readonly region: string;
}

export function createBuildProject(
  name: string,
  args: BuildProjectArgs,
  opts: pulumi.CustomResourceOptions,
): aws.codebuild.Project {
  const { projectName, region, keyArn, artifactBucketArn, mayAssume = [] } = args;
  const logs = new aws.cloudwatch.LogGroup(
    `${name}-logs`,
    { name: `/aws/codebuild/${projectName}`, retentionInDays: 30 },
    opts,
  );
  const { role, policy } = createServiceRole(
    { role: `${name}-role`, policy: `${name}-policy` },
    {
      description: `What ${projectName} may do.`,
      service: "codebuild.amazonaws.com",
      condition: {
        StringEquals: {
          "aws:SourceArn": pulumi.interpolate`arn:aws:codebuild:${region}:${accountOf(logs.arn)}:project/${projectName}`,
        },
      },
      statements: [
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: [pulumi.interpolate`${logs.arn}:*`],
        },
        {
          Effect: "Allow",
          Action: ["s3:GetObject", "s3:GetObjectVersion"],
          Resource: [pulumi.interpolate`${artifactBucketArn}/*`],
        },
        {
          Effect: "Allow",
          Action: ["kms:Decrypt"],
          Resource: [keyArn],
          Condition: { StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` } },
        },
        ...(mayAssume.length ? [{ Effect: "Allow", Action: ["sts:AssumeRole"], Resource: mayAssume }] : []),
      ],
    },
    opts,
  );
  return new aws.codebuild.Project(
    `${name}-project`,
    {
      name: projectName,
      description: args.description,
      serviceRole: role.arn,
      encryptionKey: keyArn,
      buildTimeout: args.timeoutMinutes,
      queuedTimeout: 60,
      concurrentBuildLimit: args.oneAtATime ? 1 : undefined,
      artifacts: { type: "CODEPIPELINE" },
      environment: {
        type: "LINUX_CONTAINER",
        computeType: "BUILD_GENERAL1_MEDIUM",
        image: "aws/codebuild/amazonlinux-x86_64-standard:5.0",
        environmentVariables: Object.entries(args.variables ?? {}).map(([variable, value]) => ({
          name: variable,
          value,
        })),
      },
      source: { type: "CODEPIPELINE", buildspec: buildspec(args.commands) },
      logsConfig: { cloudwatchLogs: { status: "ENABLED", groupName: logs.name } },
    },
    { ...opts, dependsOn: [policy] },
  );
}

/** JSON is YAML too. The scripts bring their own Node. */
function buildspec(commands: readonly string[]): string {
  return JSON.stringify({
    version: "0.2",
    env: { shell: "bash" },
    phases: {
      install: { "runtime-versions": { nodejs: "22" }, commands: ["npm ci"] },
      build: { commands },
    },
  });
}
