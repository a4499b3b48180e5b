import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { HandlerFunction } from "../functions/handler-function.ts";
import type { AlertTopics } from "../observability/alert-topics.ts";
import { refuseUnless } from "../refuse.ts";
import { createCacheAlarms } from "./cache-alarms.ts";

export interface CacheArgs {
  /** First part of every physical name. */
  readonly prefix: string;
  /** Two subnets or more, in different zones. */
  readonly subnetIds: pulumi.Input<string[]>;
  readonly vpcId: pulumi.Input<string>;
  /** Security group of those who call it. */
  readonly callers: pulumi.Input<string>;
  /** Encrypts what it keeps. */
  readonly keyArn: pulumi.Input<string>;
  readonly topics: AlertTopics;
  /** @default "cache.t4g.small"; the plan's "cache.t3.small" is the same on Intel */
  readonly nodeType?: string;
  /** One that writes and others that stand by in other zones. @default 2; 2–6 */
  readonly nodes?: number;
}

const port = 6379;

/**
 * Valkey on two nodes in two zones: what is in it is also in a table, so that losing it costs time and nothing else. Its
 * clients come in with their role (IAM), may read, write and delete tenants' keys, and speak TLS.
 */
export class Cache extends pulumi.ComponentResource {
  /** "rediss://<user>@<host>:6379" */
  readonly url: pulumi.Output<string>;
  /** What clients sign for. */
  readonly cacheName: pulumi.Output<string>;
  readonly #group: aws.elasticache.ReplicationGroup;
  readonly #user: aws.elasticache.User;

  constructor(name: string, args: CacheArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:cache:Cache", name, {}, opts);
    const { prefix, nodeType = "cache.t4g.small", nodes = 2 } = args;
    refuseUnless(
      /^cache\.[a-z0-9]+\.[a-z0-9]+$/.test(nodeType),
      `${name}: nodeType`,
      nodeType,
      "a node type of ElastiCache, such as cache.t4g.small",
    );
    refuseUnless(Number.isInteger(nodes) && nodes >= 2 && nodes <= 6, `${name}: nodes`, nodes, "2–6");
    const child = { parent: this };
    const securityGroup = this.#createSecurityGroup(name, args);
    const subnets = new aws.elasticache.SubnetGroup(
      `${name}-subnets`,
      {
        name: `${prefix}-cache`,
        description: "Private subnets of the cache's nodes",
        subnetIds: args.subnetIds,
      },
      child,
    );
    const parameters = new aws.elasticache.ParameterGroup(
      `${name}-parameters`,
      {
        name: `${prefix}-cache-valkey8`,
        family: "valkey8",
        description: "What has not been used for longest goes first",
        parameters: [{ name: "maxmemory-policy", value: "allkeys-lru" }],
      },
      child,
    );
    const userId = `${prefix}-functions`;
    this.#user = new aws.elasticache.User(
      `${name}-user`,
      {
        userId,
        // With IAM the two are the same.
        userName: userId,
        engine: "valkey",
        // Nothing that looks at, or empties, the whole cache.
        accessString: "on ~client_* resetchannels -@all +get +set +del +ping",
        authenticationMode: { type: "iam" },
      },
      child,
    );
    const users = new aws.elasticache.UserGroup(
      `${name}-users`,
      { userGroupId: `${prefix}-cache`, engine: "valkey", userIds: [this.#user.userId] },
      child,
    );
    this.#group = new aws.elasticache.ReplicationGroup(
      `${name}-group`,
      {
        replicationGroupId: `${prefix}-cache`,
        description: `${prefix}: conversations and tenants, as the tables have them`,
        engine: "valkey",
        engineVersion: "8.0",
        nodeType,
        port,
        numCacheClusters: nodes,
        multiAzEnabled: true,
        automaticFailoverEnabled: true,
        atRestEncryptionEnabled: true,
        kmsKeyId: args.keyArn,
        transitEncryptionEnabled: true,
        transitEncryptionMode: "required",
        userGroupIds: [users.userGroupId],
        subnetGroupName: subnets.name,
        securityGroupIds: [securityGroup.id],
        parameterGroupName: parameters.name,
        autoMinorVersionUpgrade: true,
        // Sunday to Monday night in São Paulo, when most restaurants are closed.
        maintenanceWindow: "mon:06:00-mon:07:00",
        applyImmediately: true,
        // What is in it is in the tables, which have backups.
        snapshotRetentionLimit: 0,
      },
      child,
    );
    createCacheAlarms(
      { name: `${name}-alarm`, prefix, topics: args.topics, opts: child },
      Array.from({ length: nodes }, (_, node) => nodeName(this.#group.id, node + 1)),
    );
    this.cacheName = this.#group.id;
    this.url = pulumi.interpolate`rediss://${this.#user.userId}@${this.#group.primaryEndpointAddress}:${port}`;
    this.registerOutputs({ url: this.url, cacheName: this.cacheName });
  }

  /** Lets a function come in as the cache's user. It must be in the network, too. */
  grantUse(fn: HandlerFunction): void {
    fn.allow("cache", { actions: ["elasticache:Connect"], resources: [this.#group.arn, this.#user.arn] });
  }

  /** From the callers' security group to the nodes, and nowhere else on either side. */
  #createSecurityGroup(
    name: string,
    { prefix, vpcId, callers }: Pick<CacheArgs, "prefix" | "vpcId" | "callers">,
  ): aws.ec2.SecurityGroup {
    const child = { parent: this };
    const group = new aws.ec2.SecurityGroup(
      `${name}-nodes`,
      { vpcId, name: `${prefix}-cache`, description: "Nodes of the cache" },
      child,
    );
    const protocol = { ipProtocol: "tcp", fromPort: port, toPort: port };
    new aws.vpc.SecurityGroupIngressRule(
      `${name}-nodes-from-functions`,
      {
        securityGroupId: group.id,
        referencedSecurityGroupId: callers,
        description: "Functions read and write",
        ...protocol,
      },
      child,
    );
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-functions-to-nodes`,
      {
        securityGroupId: callers,
        referencedSecurityGroupId: group.id,
        description: "Read and write the cache",
        ...protocol,
      },
      child,
    );
    return group;
  }
}

/** As ElastiCache names a group's nodes: "chatbot-cache-001". */
function nodeName(groupId: pulumi.Input<string>, node: number): pulumi.Output<string> {
  return pulumi.interpolate`${groupId}-${String(node).padStart(3, "0")}`;
}
