import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { checkConfiguration } from "../../../components/configuration.ts";
import { ActionsRoles, type ActionsRolesArgs } from "../../../components/delivery/actions-roles.ts";
import {
  DeliveryPipeline,
  type DeliveryPipelineArgs,
} from "../../../components/delivery/delivery-pipeline.ts";
import type { Graph, GraphResource } from "../../../twin/engine/graph.ts";
import { byName, ofType, projectGraph, resourcesOf } from "../../support/graph.ts";
import { made } from "../mocked.ts";

// biome-ignore lint/suspicious/noExplicitAny: inputs have the shape of their resource type.
const inputsOf = (resource: GraphResource | undefined): any => resource?.inputs;
const root = path.resolve(import.meta.dirname, "../../..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const scripts = JSON.parse(read("package.json")).scripts as Record<string, string>;
/** "npm run policy" → "policy". */
const scriptsIn = (command: string) =>
  [...command.matchAll(/\bnpm (?:run )?([a-z]+)/g)].map(([, script]) => script!);

describe("the delivery pipeline", () => {
  let graph: Graph;
  before(async () => {
    graph = await projectGraph();
  });
  const name = "chatbot-operations-delivery";
  const stages = () => inputsOf(ofType(graph, "aws:codepipeline/pipeline:Pipeline")[0]).stages;
  const project = (called: string) =>
    ofType(graph, "aws:codebuild/project:Project").find(({ inputs }) => inputs.name === called);

  it("brings a commit from GitHub through checks and development to both regions, the primary first", () => {
    expect(stages().map((stage: { name: string }) => stage.name)).to.deep.equal([
      "Source",
      "Build",
      "Test",
      "Policy",
      "Deploy-dev",
      "Approve-production",
      "Deploy-production",
    ]);
    const production = stages()
      .at(-1)
      .actions.map((action: { name: string; runOrder: number; configuration: Record<string, string> }) => [
        action.name,
        action.runOrder,
        JSON.parse(action.configuration.EnvironmentVariables!)[0].value,
      ]);
    expect(production).to.deep.equal([
      ["us-east-1", 1, "us-east-1"],
      ["sa-east-1", 2, "sa-east-1"],
    ]);
  });

  it("goes on to production only by a person's word, which the warning topic asks for", () => {
    const [approval] = stages().at(-2).actions;
    expect([approval.category, approval.provider]).to.deep.equal(["Approval", "Manual"]);
    expect(approval.configuration.NotificationArn).to.equal(
      "arn:aws:sns:us-east-1:123456789012:chatbot-warning",
    );
  });

  it("runs the repository's own scripts", () => {
    const commands = ofType(graph, "aws:codebuild/project:Project").flatMap(
      ({ inputs }) =>
        JSON.parse(inputsOf({ inputs } as GraphResource).source.buildspec).phases.build.commands,
    );
    expect(commands).to.include.members([
      "npm run check",
      "npm test",
      "npm run policy",
      '.ci/deploy "$STACK"',
    ]);
    for (const command of commands as string[]) {
      for (const script of scriptsIn(command)) expect(scripts, command).to.have.property(script);
      if (command.startsWith(".ci/"))
        expect(statSync(path.join(root, command.split(" ")[0]!)).mode & 0o111, command).not.to.equal(0);
    }
  });

  it("lets checks do nothing in AWS, and each deployment take its own environment's role alone", () => {
    for (const what of ["build", "test", "policy", "deploy-dev", "deploy-production"]) {
      const { Statement } = JSON.parse(
        inputsOf(byName(graph, "aws:iam/rolePolicy:RolePolicy", `${name}-${what}-policy`)).policy,
      );
      const actions = Statement.flatMap((statement: { Action: string[] }) => statement.Action);
      expect(actions, what).to.have.members([
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "s3:GetObject",
        "s3:GetObjectVersion",
        "kms:Decrypt",
        ...(what.startsWith("deploy-") ? ["sts:AssumeRole"] : []),
      ]);
      const assume = Statement.find((statement: { Action: string[] }) =>
        statement.Action.includes("sts:AssumeRole"),
      );
      const account = what === "deploy-dev" ? "210987654321" : "123456789012";
      if (assume) expect(assume.Resource).to.deep.equal([`arn:aws:iam::${account}:role/chatbot-${what}`]);
    }
    expect(inputsOf(project("chatbot-deploy-production")).concurrentBuildLimit).to.equal(1);
  });

  it("may publish what it notifies of, and use the topic's key for that alone", () => {
    const policy = inputsOf(byName(graph, "aws:iam/rolePolicy:RolePolicy", `${name}-role-policy`)).policy;
    const key = byName(graph, "aws:kms/key:Key", "chatbot-telemetry-key", "us-east-1").outputs.arn;
    expect(JSON.parse(policy).Statement).to.deep.include({
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: [key],
      Condition: { StringEquals: { "kms:ViaService": "sns.us-east-1.amazonaws.com" } },
    });
  });

  it("keeps artifacts encrypted with our key, privately and for a month", () => {
    const [store] = inputsOf(ofType(graph, "aws:codepipeline/pipeline:Pipeline")[0]).artifactStores;
    expect(store).to.deep.include({ location: "chatbot-artifacts-123456789012-us-east-1" });
    expect(store.encryptionKey.id).to.equal(byName(graph, "aws:kms/key:Key", "chatbot-data-key").outputs.arn);
  });

  it("says so when a commit does not get through", () => {
    const rule = byName(graph, "aws:cloudwatch/eventRule:EventRule", `${name}-failures`);
    expect(JSON.parse(inputsOf(rule).eventPattern).detail).to.deep.equal({
      state: ["FAILED"],
      pipeline: ["chatbot-delivery"],
    });
  });

  it("is the primary's alone", () => {
    expect(
      resourcesOf(graph, "sa-east-1").filter((resource) => resource.name.startsWith(name)),
    ).to.deep.equal([]);
  });

  it("refuses what is no repository of GitHub's", () => {
    const args = { repository: "chatbot" } as DeliveryPipelineArgs;
    expect(() => new DeliveryPipeline("delivery", args)).to.throw(
      'delivery: repository is "chatbot"; accepted: owner/name, as GitHub has it.',
    );
  });
});

describe("delivery by GitHub Actions", () => {
  /** What the component makes for that repository, whose production's first stack is us-east-1. */
  const rolesOf = (args: Pick<ActionsRolesArgs, "developmentAccount" | "providerExists">) =>
    made(
      () =>
        new ActionsRoles("delivery", {
          prefix: "chatbot",
          repository: "posmodern/chatbot",
          productionStacks: ["us-east-1"],
          keyArn: "arn:aws:kms:us-east-1:123456789012:key/1",
          ...args,
        }),
    );

  it("has no role for a development stack that has no account of its own", async () => {
    const resources = await rolesOf({ providerExists: false });
    const roles = resources.filter(({ type }) => type === "aws:iam/role:Role");
    expect(roles.map(({ inputs }) => inputs.name)).to.deep.equal(["chatbot-actions-production"]);
  });

  it("has a role for each environment of that repository, which may take that environment's role alone", async () => {
    const resources = await rolesOf({ developmentAccount: "210987654321", providerExists: false });
    const taken = resources
      .filter(({ type }) => type === "aws:iam/rolePolicy:RolePolicy")
      .flatMap(({ inputs }) => JSON.parse(inputs.policy).Statement[0].Resource);
    expect(taken, "the development stack's is in an account of its own").to.deep.equal([
      "arn:aws:iam::210987654321:role/chatbot-deploy-dev",
      "arn:aws:iam::123456789012:role/chatbot-deploy-production",
    ]);
    const roles = resources.filter(({ type }) => type === "aws:iam/role:Role");
    expect(roles.map(({ inputs }) => inputs.name)).to.deep.equal([
      "chatbot-actions-dev",
      "chatbot-actions-production",
    ]);
    for (const { inputs } of roles) {
      const [trust] = JSON.parse(inputs.assumeRolePolicy).Statement;
      expect(trust.Condition.StringEquals).to.deep.equal({
        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
        "token.actions.githubusercontent.com:sub": `repo:posmodern/chatbot:environment:${inputs.name.split("-").at(-1)}`,
      });
    }
  });

  it("takes GitHub's OpenID Connect provider that the account has: a second one is refused", async () => {
    const resources = await rolesOf({ providerExists: true });
    expect(resources.map(({ type }) => type)).not.to.include(
      "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    );
    const roles = resources.filter(({ type }) => type === "aws:iam/role:Role");
    expect(roles).to.have.length(1);
    for (const { inputs } of roles)
      expect(JSON.parse(inputs.assumeRolePolicy).Statement[0].Principal).to.deep.equal({
        Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
      });
  });

  for (const file of [".github/workflows/ci.yml", ".github/workflows/deploy.yml"])
    it(`runs the same scripts in ${file}`, () => {
      const { jobs } = parse(read(file)) as {
        jobs: Record<string, { steps: { run?: string }[]; needs?: string; environment?: string }>;
      };
      const commands = Object.values(jobs).flatMap(({ steps }) => steps.flatMap((step) => step.run ?? []));
      expect(commands.length).to.be.above(1);
      for (const command of commands) {
        for (const script of scriptsIn(command))
          if (script !== "ci") expect(scripts, command).to.have.property(script);
        if (command.startsWith(".ci/")) statSync(path.join(root, command.split(" ")[0]!));
      }
    });

  it("deploys development, then the primary, then the secondary, each behind its environment's rules", () => {
    const { jobs } = parse(read(".github/workflows/deploy.yml"));
    expect([jobs.dev.needs, jobs.primary.needs, jobs.secondary.needs]).to.deep.equal([
      "check",
      "dev",
      "primary",
    ]);
    expect([jobs.dev.environment, jobs.primary.environment, jobs.secondary.environment]).to.deep.equal([
      "dev",
      "production",
      "production",
    ]);
    expect([jobs.primary.env.STACK, jobs.secondary.env.STACK]).to.deep.equal(["us-east-1", "sa-east-1"]);
  });
});

describe("the development stack's file", () => {
  it("is one that the program accepts, with names that are not production's", () => {
    const { config } = parse(read("delivery/Pulumi.dev.yaml")) as { config: Record<string, string> };
    const configuration = checkConfiguration(config, "chatbot", "dev");
    expect(configuration).to.include({ profile: "dev", delivery: "none", auditTrail: false });
    expect(configuration.prefix).not.to.equal("chatbot");
    expect(configuration.domain).not.to.equal("posmodern.example");
  });
});
