import type { Place } from "../place.ts";
import { type Inputs, idOf, MADE_AT, named, type TypeRules } from "./rule.ts";

const lower = {
  pattern: /^[a-z][a-z0-9-]*$/,
  form: (name: string) => name.toLowerCase().replace(/[^a-z0-9-]/g, "-"),
};

export const elasticache: TypeRules = {
  "aws:elasticache/replicationGroup:ReplicationGroup": {
    naming: named("replicationGroupId", 40, lower),
    defaults: { engine: "redis", port: 6379 },
    secret: ["authToken"],
    id: idOf("replicationGroupId"),
    outputs: (inputs, place, id) => {
      const sharded = inputs.clusterMode === "enabled" || inputs.numNodeGroups > 1;
      const nodes = inputs.numCacheClusters ?? (inputs.replicasPerNodeGroup ?? 0) + 1;
      return {
        arn: place.arn("elasticache", `replicationgroup:${id}`),
        clusterEnabled: sharded,
        engineVersionActual: inputs.engineVersion ?? "8.0",
        memberClusters: Array.from({ length: nodes }, (_, node) => `${id}-00${node + 1}`),
        ...(sharded
          ? { configurationEndpointAddress: endpoint("clustercfg", inputs, place, id) }
          : {
              primaryEndpointAddress: endpoint("master", inputs, place, id),
              readerEndpointAddress: endpoint("replica", inputs, place, id),
            }),
      };
    },
    unique: "region",
  },
  "aws:elasticache/serverlessCache:ServerlessCache": {
    naming: named("name", 40, lower),
    id: idOf("name"),
    outputs: (_inputs, place, id) => {
      const address = `${id}-${place.token(6)}.serverless.${short(place)}.cache.amazonaws.com`;
      return {
        arn: place.arn("elasticache", `serverlesscache:${id}`),
        createTime: MADE_AT,
        endpoints: [{ address, port: 6379 }],
        readerEndpoints: [{ address, port: 6380 }],
        fullEngineVersion: "8.0",
        status: "available",
      };
    },
    unique: "region",
  },
  "aws:elasticache/cluster:Cluster": {
    naming: named("clusterId", 50, lower),
    id: idOf("clusterId"),
    outputs: (inputs, place, id) => ({
      arn: place.arn("elasticache", `cluster:${id}`),
      cacheNodes: Array.from({ length: inputs.numCacheNodes ?? 1 }, (_, node) => ({
        address: `${id}.${place.token(6)}.000${node + 1}.${short(place)}.cache.amazonaws.com`,
        id: `000${node + 1}`,
        port: inputs.port ?? 6379,
      })),
    }),
    unique: "region",
  },
  "aws:elasticache/subnetGroup:SubnetGroup": {
    naming: named("name", 255, lower),
    id: idOf("name"),
    outputs: (_inputs, place, id) => ({ arn: place.arn("elasticache", `subnetgroup:${id}`) }),
    unique: "region",
  },
  "aws:elasticache/parameterGroup:ParameterGroup": {
    naming: named("name", 255, lower),
    id: idOf("name"),
    outputs: (_inputs, place, id) => ({ arn: place.arn("elasticache", `parametergroup:${id}`) }),
    unique: "region",
  },
  "aws:elasticache/user:User": {
    secret: ["passwords"],
    id: idOf("userId"),
    outputs: (_inputs, place, id) => ({ arn: place.arn("elasticache", `user:${id}`) }),
    unique: "region",
  },
  "aws:elasticache/userGroup:UserGroup": {
    id: idOf("userGroupId"),
    outputs: (_inputs, place, id) => ({ arn: place.arn("elasticache", `usergroup:${id}`) }),
    unique: "region",
  },
};

function endpoint(role: string, inputs: Inputs, place: Place, id: string): string {
  const domain = `${place.token(6)}.${short(place)}.cache.amazonaws.com`;
  if (inputs.transitEncryptionEnabled) return `${role}.${id}.${domain}`;
  return `${id}${role === "replica" ? "-ro" : ""}.${domain}`;
}

/** "use1", as ElastiCache shortens its regions. */
function short(place: Place): string {
  return place.region.replace(/^([a-z]{2})-([a-z])[a-z]*-(\d)$/, "$1$2$3");
}
