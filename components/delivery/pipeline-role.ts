import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../arns.ts";
import { createServiceRole, type ServiceRole } from "../service-role.ts";

export interface PipelineRoleArgs {
  readonly region: string;
  readonly pipelineName: string;
  readonly connectionArn: pulumi.Input<string>;
  readonly artifactBucketArn: pulumi.Input<string>;
  readonly keyArn: pulumi.Input<string>;
  readonly projects: readonly aws.codebuild.Project[];
  readonly topicArn: pulumi.Input<string>;
  /** Encrypts the topic. */
  readonly topicKeyArn: pulumi.Input<string>;
}

/** What the pipeline itself may do: fetch the source, start the projects, ask for the approval. */
export function createPipelineRole(
  name: string,
  args: PipelineRoleArgs,
  opts: pulumi.CustomResourceOptions,
): ServiceRole {
  const { region, connectionArn, artifactBucketArn, keyArn, projects, topicArn, topicKeyArn } = args;
  return createServiceRole(
    { role: `${name}-role`, policy: `${name}-role-policy` },
    {
      description: `What the pipeline ${args.pipelineName} may do.`,
      service: "codepipeline.amazonaws.com",
      condition: {
        StringEquals: {
          "aws:SourceArn": pulumi.interpolate`arn:aws:codepipeline:${region}:${accountOf(keyArn)}:${args.pipelineName}`,
        },
      },
      statements: [
        { Effect: "Allow", Action: ["codestar-connections:UseConnection"], Resource: [connectionArn] },
        { Effect: "Allow", Action: ["s3:GetBucketVersioning"], Resource: [artifactBucketArn] },
        {
          Effect: "Allow",
          Action: ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"],
          Resource: [pulumi.interpolate`${artifactBucketArn}/*`],
        },
        {
          Effect: "Allow",
          Action: ["kms:Decrypt", "kms:GenerateDataKey"],
          Resource: [keyArn],
          Condition: { StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` } },
        },
        {
          Effect: "Allow",
          Action: ["codebuild:BatchGetBuilds", "codebuild:StartBuild"],
          Resource: projects.map(({ arn }) => arn),
        },
        { Effect: "Allow", Action: ["sns:Publish"], Resource: [topicArn] },
        {
          Effect: "Allow",
          Action: ["kms:Decrypt", "kms:GenerateDataKey"],
          Resource: [topicKeyArn],
          Condition: { StringEquals: { "kms:ViaService": `sns.${region}.amazonaws.com` } },
        },
      ],
    },
    opts,
  );
}
