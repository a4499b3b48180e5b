import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../arns.ts";
import { PrivateBucket } from "../data/private-bucket.ts";
import { createEventNotice } from "../observability/event-notice.ts";
import { refuseUnless } from "../refuse.ts";
import { createBuildProject } from "./build-projects.ts";
import { deployRoleArn, type Environment, environmentsOf } from "./environments.ts";
import { createPipelineRole } from "./pipeline-role.ts";

export interface DeliveryPipelineArgs {
  /** First part of every physical name. */
  readonly prefix: string;
  readonly region: string;
  readonly keyArn: pulumi.Input<string>;
  /** "owner/name" at GitHub. */
  readonly repository: string;
  readonly branch: string;
  /** The stacks of the two regions, primary first. */
  readonly productionStacks: readonly string[];
  /** Account of the development stack. @default there is none, and no stage for it */
  readonly developmentAccount?: string;
  /** Hears of what failed, and of what waits for an approval. */
  readonly topicArn: pulumi.Input<string>;
  /** Encrypts the topic. */
  readonly topicKeyArn: pulumi.Input<string>;
  readonly deadLetterArn: pulumi.Input<string>;
}

type Action = aws.types.input.codepipeline.PipelineStageAction;

/** What is asked of a commit before it goes anywhere, each an npm script of the repository. */
const checks = [
  { stage: "Build", name: "build", commands: ["npm run check"], minutes: 15 },
  { stage: "Test", name: "test", commands: ["npm test"], minutes: 60 },
  { stage: "Policy", name: "policy", commands: ["npm run policy"], minutes: 15 },
] as const;

/** The plan's pipeline: source, build, test, policies, development, a person's word, production. */
export class DeliveryPipeline extends pulumi.ComponentResource {
  readonly pipeline: aws.codepipeline.Pipeline;
  /** An operator allows it once, in the console: until then it is pending. */
  readonly connection: aws.codestarconnections.Connection;

  constructor(name: string, args: DeliveryPipelineArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:delivery:DeliveryPipeline", name, {}, opts);
    const { prefix, region, keyArn, topicArn } = args;
    refuseUnless(
      /^[\w.-]+\/[\w.-]+$/.test(args.repository),
      `${name}: repository`,
      args.repository,
      "owner/name, as GitHub has it",
    );
    const child = { parent: this };
    const account = accountOf(keyArn);
    this.connection = new aws.codestarconnections.Connection(
      `${name}-connection`,
      { name: `${prefix}-github`, providerType: "GitHub" },
      child,
    );
    const artifacts = new PrivateBucket(
      `${name}-artifacts`,
      {
        bucketName: pulumi.interpolate`${prefix}-artifacts-${account}-${region}`,
        keyArn,
        expireAfterDays: 30,
      },
      child,
    );
    const place = { artifactBucketArn: artifacts.arn, keyArn, region };

    const checking = checks.map(({ name: check, commands, minutes }) =>
      createBuildProject(
        `${name}-${check}`,
        {
          ...place,
          projectName: `${prefix}-${check}`,
          description: commands.join(", "),
          commands,
          timeoutMinutes: minutes,
        },
        child,
      ),
    );
    const environments = environmentsOf(args.productionStacks, args.developmentAccount);
    const deploying = environments.map((target) => {
      const environment = target.name;
      const role = deployRoleArn(prefix, target, account);
      return createBuildProject(
        `${name}-deploy-${environment}`,
        {
          ...place,
          projectName: `${prefix}-deploy-${environment}`,
          description: `Deploys ${environment}.`,
          commands: [".ci/install-pulumi", '.ci/deploy "$STACK"'],
          variables: {
            DEPLOY_ROLE_ARN: role,
            PULUMI_BACKEND_URL: pulumi.interpolate`s3://${prefix}-pulumi-state-${account}`,
          },
          timeoutMinutes: 60,
          oneAtATime: true,
          mayAssume: [role],
        },
        child,
      );
    });

    const pipelineName = `${prefix}-delivery`;
    const { role, policy } = createPipelineRole(
      name,
      {
        region,
        pipelineName,
        connectionArn: this.connection.arn,
        artifactBucketArn: artifacts.arn,
        keyArn,
        projects: [...checking, ...deploying],
        topicArn,
        topicKeyArn: args.topicKeyArn,
      },
      child,
    );
    this.pipeline = new aws.codepipeline.Pipeline(
      `${name}-pipeline`,
      {
        name: pipelineName,
        pipelineType: "V2",
        // Two commits after one another are two deployments, in their order.
        executionMode: "QUEUED",
        roleArn: role.arn,
        artifactStores: [
          {
            type: "S3",
            location: artifacts.bucketName,
            encryptionKey: { type: "KMS", id: keyArn },
          },
        ],
        stages: [
          { name: "Source", actions: [this.#source(args)] },
          ...checks.map(({ stage }, index) => ({ name: stage, actions: [run(stage, checking[index]!)] })),
          ...environments.flatMap((environment, index) => stagesOf(environment, deploying[index]!, topicArn)),
        ],
      },
      { ...child, dependsOn: [policy] },
    );
    createEventNotice(
      `${name}-failures`,
      {
        ruleName: `${prefix}-delivery-failures`,
        description: "A commit did not get through the pipeline.",
        pattern: {
          source: ["aws.codepipeline"],
          "detail-type": ["CodePipeline Pipeline Execution State Change"],
          detail: { state: ["FAILED"], pipeline: [this.pipeline.name] },
        },
        topicArn,
        deadLetterArn: args.deadLetterArn,
      },
      child,
    );
    this.registerOutputs({ pipelineArn: this.pipeline.arn, connectionArn: this.connection.arn });
  }

  #source({ repository, branch }: DeliveryPipelineArgs): Action {
    return {
      name: "GitHub",
      category: "Source",
      owner: "AWS",
      provider: "CodeStarSourceConnection",
      version: "1",
      outputArtifacts: ["source"],
      configuration: {
        ConnectionArn: this.connection.arn,
        FullRepositoryId: repository,
        BranchName: branch,
        OutputArtifactFormat: "CODE_ZIP",
        DetectChanges: "true",
      },
    };
  }
}

function run(name: string, project: aws.codebuild.Project, stack?: string, runOrder = 1): Action {
  return {
    name,
    category: "Build",
    owner: "AWS",
    provider: "CodeBuild",
    version: "1",
    inputArtifacts: ["source"],
    runOrder,
    configuration: {
      ProjectName: project.name,
      ...(stack && {
        EnvironmentVariables: JSON.stringify([{ name: "STACK", value: stack, type: "PLAINTEXT" }]),
      }),
    },
  };
}

function stagesOf(
  { name, stacks, approved }: Environment,
  project: aws.codebuild.Project,
  topicArn: pulumi.Input<string>,
): aws.types.input.codepipeline.PipelineStage[] {
  const deploy = {
    name: `Deploy-${name}`,
    actions: stacks.map((stack, index) => run(stack, project, stack, index + 1)),
  };
  if (!approved) return [deploy];
  const approval: Action = {
    name: "Approval",
    category: "Approval",
    owner: "AWS",
    provider: "Manual",
    version: "1",
    configuration: {
      NotificationArn: topicArn,
      CustomData: `Development runs this commit. Approve to deploy ${stacks.join(", then ")}.`,
    },
  };
  return [{ name: `Approve-${name}`, actions: [approval] }, deploy];
}
