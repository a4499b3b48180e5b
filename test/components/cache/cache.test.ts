import { expect } from "chai";
import { Cache, type CacheArgs } from "../../../components/cache/cache.ts";
import type { Graph } from "../../../twin/engine/graph.ts";
import { byName, ofType, projectGraph } from "../../support/graph.ts";

// biome-ignore lint/suspicious/noExplicitAny: inputs of any resource type.
type Inputs = any;

for (const stack of ["us-east-1", "sa-east-1"])
  describe(`the cache in ${stack}`, () => {
    let graph: Graph;
    before(async () => {
      graph = await projectGraph();
    });
    const named = (type: string, name: string) => byName(graph, `aws:${type}`, name, stack);
    const group = () => named("elasticache/replicationGroup:ReplicationGroup", "chatbot-cache-group");

    it("is Valkey on two nodes in two zones, and fails over by itself", () => {
      expect(group().inputs).to.include({
        engine: "valkey",
        nodeType: "cache.t4g.small",
        numCacheClusters: 2,
        multiAzEnabled: true,
        automaticFailoverEnabled: true,
      });
      const subnets = named("elasticache/subnetGroup:SubnetGroup", "chatbot-cache-subnets").inputs as Inputs;
      expect(subnets.subnetIds).to.have.length(2);
    });

    it("encrypts what it keeps with our key, and speaks nothing but TLS", () => {
      const inputs = group().inputs as Inputs;
      expect(inputs).to.include({
        atRestEncryptionEnabled: true,
        transitEncryptionEnabled: true,
        transitEncryptionMode: "required",
      });
      expect(inputs.kmsKeyId).to.match(new RegExp(`^arn:aws:kms:${stack}:`));
    });

    it("lets in AIConversation's role alone, to tenants' keys and the commands that it uses", () => {
      const user = named("elasticache/user:User", "chatbot-cache-user");
      expect(user.inputs).to.deep.include({
        authenticationMode: { type: "iam" },
        accessString: "on ~client_* resetchannels -@all +get +set +del +ping",
      });
      const connecting = ofType(graph, "aws:iam/rolePolicy:RolePolicy", stack).filter(({ inputs }) =>
        String(inputs.policy).includes("elasticache:"),
      );
      expect(connecting.map(({ name }) => name)).to.deep.equal(["AIConversation-allow-cache"]);
      expect(JSON.parse(String(connecting[0]!.inputs.policy)).Statement).to.deep.equal([
        {
          Effect: "Allow",
          Action: ["elasticache:Connect"],
          Resource: [group().outputs.arn, user.outputs.arn],
        },
      ]);
    });

    it("is told to AIConversation by its own outputs, with TLS", () => {
      const { environment } = named("lambda/function:Function", "AIConversation-function").inputs as Inputs;
      expect(environment.variables).to.include({
        CACHE_URL: `rediss://chatbot-functions@${group().outputs.primaryEndpointAddress}:6379`,
        CACHE_NAME: "chatbot-cache",
      });
    });

    it("warns when a node is short of memory, throws entries out, or is busy", () => {
      const alarms = ofType(graph, "aws:cloudwatch/metricAlarm:MetricAlarm", stack).filter(({ name }) =>
        name.startsWith("chatbot-cache-"),
      );
      const topic = named("sns/topic:Topic", "chatbot-alerts-warning").outputs.arn;
      const read = alarms.map(({ inputs }) => {
        const { metricQueries, threshold, evaluationPeriods, alarmActions } = inputs as Inputs;
        expect(alarmActions).to.deep.equal([topic]);
        expect(evaluationPeriods).to.equal(3);
        const metrics = metricQueries.flatMap((query: Inputs) => query.metric ?? []);
        expect(metrics.map(({ dimensions }: Inputs) => dimensions.CacheClusterId)).to.deep.equal(
          group().outputs.memberClusters,
        );
        return [metrics[0].metricName, threshold];
      });
      expect(read).to.have.deep.members([
        ["DatabaseMemoryUsagePercentage", 80],
        ["Evictions", 100],
        ["EngineCPUUtilization", 80],
      ]);
    });
  });

describe("a cache refuses", () => {
  const cache = (changed: Partial<CacheArgs>) => () => new Cache("cache", { ...changed } as CacheArgs);

  it("a node type that is none of ElastiCache's", () => {
    expect(cache({ nodeType: "t4g.small" })).to.throw(
      'cache: nodeType is "t4g.small"; accepted: a node type',
    );
  });
  it("to stand on one node", () => {
    expect(cache({ nodes: 1 })).to.throw("cache: nodes is 1; accepted: 2–6.");
  });
});
