import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../arns.ts";
import { refuseUnless } from "../refuse.ts";
import { deployRoleArn, environmentsOf } from "./environments.ts";

export interface ActionsRolesArgs {
  /** First part of every physical name. */
  readonly prefix: string;
  /** "owner/name" at GitHub. */
  readonly repository: string;
  readonly productionStacks: readonly string[];
  /** Account of the development stack. @default there is none, and no role for it */
  readonly developmentAccount?: string;
  /** ARN of anything in this account. */
  readonly keyArn: pulumi.Input<string>;
  /** Whether the account has GitHub's OpenID Connect provider: it holds one for each issuer. */
  readonly providerExists: boolean;
}

const host = "token.actions.githubusercontent.com";

/**
 * For who delivers by GitHub Actions (.github/workflows/deploy.yml): a role for each of the repository's environments, by
 * OpenID Connect. No key of AWS's lies at GitHub, and who may deploy production is what the environment's rules say there.
 */
export class ActionsRoles extends pulumi.ComponentResource {
  /** By environment. */
  readonly arns: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: ActionsRolesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:delivery:ActionsRoles", name, {}, opts);
    const { prefix, repository, providerExists } = args;
    const account = accountOf(args.keyArn);
    refuseUnless(
      /^[\w.-]+\/[\w.-]+$/.test(repository),
      `${name}: repository`,
      repository,
      "owner/name, as GitHub has it",
    );
    const providerArn = providerExists
      ? pulumi.interpolate`arn:aws:iam::${account}:oidc-provider/${host}`
      : new aws.iam.OpenIdConnectProvider(
          `${name}-github`,
          { url: `https://${host}`, clientIdLists: ["sts.amazonaws.com"] },
          { parent: this },
        ).arn;
    this.arns = Object.fromEntries(
      environmentsOf(args.productionStacks, args.developmentAccount).map((environment) => {
        const role = new aws.iam.Role(
          `${name}-${environment.name}`,
          {
            name: `${prefix}-actions-${environment.name}`,
            description: `GitHub Actions that deploy ${environment.name}.`,
            assumeRolePolicy: pulumi.jsonStringify({
              Version: "2012-10-17",
              Statement: [
                {
                  Effect: "Allow",
                  Action: "sts:AssumeRoleWithWebIdentity",
                  Principal: { Federated: providerArn },
                  Condition: {
                    StringEquals: {
                      [`${host}:aud`]: "sts.amazonaws.com",
                      [`${host}:sub`]: `repo:${repository}:environment:${environment.name}`,
                    },
                  },
                },
              ],
            }),
          },
          { parent: this },
        );
        new aws.iam.RolePolicy(
          `${name}-${environment.name}-policy`,
          {
            role: role.name,
            policy: pulumi.jsonStringify({
              Version: "2012-10-17",
              Statement: [
                {
                  Effect: "Allow",
                  Action: ["sts:AssumeRole", "sts:TagSession"],
                  Resource: [deployRoleArn(prefix, environment, account)],
                },
              ],
            }),
          },
          { parent: this },
        );
        return [environment.name, role.arn];
      }),
    );
    this.registerOutputs({ arns: this.arns });
  }
}
