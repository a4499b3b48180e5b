/** Where a commit goes, in this order: stacks that are deployed with one role, after one another. */
import * as pulumi from "@pulumi/pulumi";

export const environmentNames = ["dev", "production"] as const;

export interface Environment {
  readonly name: (typeof environmentNames)[number];
  /** Stacks in the order of their deployment: the secondary takes the primary's outputs. */
  readonly stacks: readonly string[];
  /** Whether a person lets a commit in. */
  readonly approved: boolean;
  /** @default production's, where the delivery is */
  readonly account?: string;
}

/**
 * @param production the stacks of the two regions, primary first.
 * @param developmentAccount without one nothing is deployed for development: in production's account its store queues would
 * be production's.
 */
export function environmentsOf(
  production: readonly string[],
  developmentAccount: string | undefined,
): readonly Environment[] {
  const last: Environment = { name: "production", stacks: production, approved: true };
  if (!developmentAccount) return [last];
  return [{ name: "dev", stacks: ["dev"], approved: false, account: developmentAccount }, last];
}

/**
 * Name of the role that may change an environment. It is none of the program's own, or whoever changes the program gives
 * himself what he likes: an administrator makes it once (docs/delivery.md), and the delivery may only take it.
 */
export function deployRoleName(prefix: string, environment: Environment["name"]): string {
  return `${prefix}-deploy-${environment}`;
}

/** @param own production's account. */
export function deployRoleArn(
  prefix: string,
  { name, account }: Environment,
  own: pulumi.Input<string>,
): pulumi.Output<string> {
  return pulumi.interpolate`arn:aws:iam::${account ?? own}:role/${deployRoleName(prefix, name)}`;
}
