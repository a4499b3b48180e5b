/** Replication groups of the graph, with the users that each lets in. */
import * as z from "zod";
import type { GraphResource } from "../../engine/graph.ts";

export interface CacheUser {
  readonly name: string;
  readonly arn: string;
}

export interface CacheSettings {
  readonly name: string;
  readonly arn: string;
  /** "<host>:<port>", as the group's outputs say. */
  readonly endpoints: readonly string[];
  /** Users who come in by IAM. Without any, everybody is let in. */
  readonly users: readonly CacheUser[];
}

const Group = z.object({
  arn: z.string(),
  replicationGroupId: z.string(),
  port: z.number().default(6379),
  userGroupIds: z.array(z.string()).nullish(),
  primaryEndpointAddress: z.string().optional(),
  readerEndpointAddress: z.string().optional(),
  configurationEndpointAddress: z.string().optional(),
});
const UserGroup = z.object({ userGroupId: z.string(), userIds: z.array(z.string()).default([]) });
const User = z.object({
  userId: z.string(),
  userName: z.string(),
  arn: z.string(),
  authenticationMode: z.object({ type: z.string() }).optional(),
});

/** @throws Error with a sentence for what AWS refuses. */
export function cacheSettings(resources: readonly GraphResource[]): CacheSettings[] {
  const read = <T>(type: string, schema: z.ZodType<T>) =>
    resources
      .filter((resource) => resource.type === type)
      .map(({ inputs, outputs }) => schema.parse({ ...inputs, ...outputs }));
  const users = read("aws:elasticache/user:User", User);
  for (const { userId, userName, authenticationMode } of users)
    if (authenticationMode?.type === "iam" && userId !== userName)
      throw new Error(
        `User ${userId}: with IAM authentication its userName is its userId, and is ${userName} (InvalidParameterValue).`,
      );
  const groups = read("aws:elasticache/userGroup:UserGroup", UserGroup);
  const find = <T>(all: readonly T[], is: (one: T) => boolean, what: string): T => {
    const found = all.find(is);
    if (!found) throw new Error(`${what} does not exist in this region (UserGroupNotFound).`);
    return found;
  };
  return read("aws:elasticache/replicationGroup:ReplicationGroup", Group).map((group) => {
    const userIds = (group.userGroupIds ?? []).flatMap(
      (id) =>
        find(groups, ({ userGroupId }) => userGroupId === id, `${group.replicationGroupId}: user group ${id}`)
          .userIds,
    );
    return {
      name: group.replicationGroupId,
      arn: group.arn,
      endpoints: [
        group.primaryEndpointAddress,
        group.readerEndpointAddress,
        group.configurationEndpointAddress,
      ].flatMap((host) => (host ? [`${host}:${group.port}`] : [])),
      users: userIds.map((id) => {
        const { userName, arn } = find(users, ({ userId }) => userId === id, `User ${id}`);
        return { name: userName, arn };
      }),
    };
  });
}
