/** A role that one AWS service takes for us, and the one policy that says what it may do. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface ServiceRole {
  readonly role: aws.iam.Role;
  /** What needs the role's rights depends on it: a role exists before it may do anything. */
  readonly policy: aws.iam.RolePolicy;
}

export interface ServiceRoleArgs {
  readonly description: string;
  /** "firehose.amazonaws.com" */
  readonly service: string;
  /** On whose behalf the service may take it: without one, any customer's resource could. */
  readonly condition: pulumi.Input<Readonly<Record<string, unknown>>>;
  readonly statements: readonly object[];
}

/** @param names logical names: part of the stack's contract. */
export function createServiceRole(
  names: { readonly role: string; readonly policy: string },
  args: ServiceRoleArgs,
  opts: pulumi.CustomResourceOptions,
): ServiceRole {
  const role = new aws.iam.Role(
    names.role,
    {
      description: args.description,
      assumeRolePolicy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "sts:AssumeRole",
            Principal: { Service: args.service },
            Condition: args.condition,
          },
        ],
      }),
    },
    opts,
  );
  const policy = new aws.iam.RolePolicy(
    names.policy,
    {
      role: role.name,
      policy: pulumi.jsonStringify({ Version: "2012-10-17", Statement: args.statements }),
    },
    opts,
  );
  return { role, policy };
}
