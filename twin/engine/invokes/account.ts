import { zonesOf } from "../zones.ts";
import type { Invokes } from "./invokes.ts";

export const account: Invokes = {
  "aws:index/getCallerIdentity:getCallerIdentity": (_args, { accountId }) => ({
    accountId,
    arn: `arn:aws:iam::${accountId}:user/operator`,
    id: accountId,
    userId: "AIDAOPERATOR",
  }),
  "aws:index/getRegion:getRegion": (args, asker) => {
    const region = args.name ?? asker.region;
    return {
      description: region,
      endpoint: `ec2.${region}.amazonaws.com`,
      id: region,
      name: region,
      region,
    };
  },
  "aws:index/getPartition:getPartition": () => ({
    dnsSuffix: "amazonaws.com",
    id: "aws",
    partition: "aws",
    reverseDnsPrefix: "com.amazonaws",
  }),
  "aws:index/getAvailabilityZones:getAvailabilityZones": (args, { region }) => {
    const excluded: readonly string[] = args.excludeNames ?? [];
    const zones = zonesOf(region).filter(({ name }) => !excluded.includes(name));
    return {
      ...args,
      id: region,
      region,
      groupNames: [region],
      names: zones.map(({ name }) => name),
      zoneIds: zones.map(({ id }) => id),
    };
  },
};
