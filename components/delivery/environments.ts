/** Where a commit goes, in this order: stacks that are deployed with one role, after one another. */
import * as pulumi from "@pulumi/pulumi";

export const environmentNames = ["dev", "production"] as const;

export interface Environment {
  readonly name: (typeof environmentNames)[number];
  /** Stacks in the order of their deployment: the secondary takes the primary's outputs. */
  readonly stacks: readonly string[];
  /** Whether a person lets a commit in. */
  readonly approved: boolean;
}

/** @param production the stacks of the two regions, primary first. */
export function environmentsOf(production: readonly string[]): readonly Environment[] {
  return [
    { name: "dev", stacks: ["dev"], approved: false },
    { name: "production", stacks: production, approved: true },
  ];
}

/**
 * Name of the role that may change an environment. It is none of the program's own, or whoever changes the program gives
 * himself what he likes: an administrator makes it once (docs/delivery.md), and the delivery may only take it.
 */
export function deployRoleName(prefix: string, environment: Environment["name"]): string {
  return `${prefix}-deploy-${environment}`;
}

export interface DeployAccounts {
  /** Production's, where the delivery is. */
  readonly own: pulumi.Input<string>;
  readonly development?: string;
}

export function deployRoleArn(
  prefix: string,
  environment: Environment["name"],
  { own, development }: DeployAccounts,
): pulumi.Output<string> {
  const account = environment === "dev" ? (development ?? own) : own;
  return pulumi.interpolate`arn:aws:iam::${account}:role/${deployRoleName(prefix, environment)}`;
}
