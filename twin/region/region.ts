/** One AWS region of the twin: its services, composed from the graph, behind one endpoint and one API listener. */
import path from "node:path";
import type { Clock } from "../clock.ts";
import type { Graph } from "../engine/graph.ts";
import type { TwinEvents } from "../events.ts";
import { type ApiGateway, startApiGateway } from "./apigateway/gateway.ts";
import { servicePermissions } from "./apigateway/permissions.ts";
import type { Permission } from "./aws-service.ts";
import { type Bedrock, type ConverseBackend, createBedrock } from "./bedrock/bedrock.ts";
import { type CloudWatch, createCloudWatch } from "./cloudwatch/cloudwatch.ts";
import { createDynamoDb, type DynamoDb } from "./dynamodb/dynamodb.ts";
import { tableItemsIn, tablesIn } from "./dynamodb/graph-tables.ts";
import { startElastiCache } from "./elasticache/elasticache.ts";
import { startEndpoint } from "./endpoint/endpoint.ts";
import { type Principals, principalsOf, servicePrincipal } from "./iam/principals.ts";
import { checkDestinations, deliverTo } from "./lambda/destinations.ts";
import { type RegionFunctions, startLambda } from "./lambda/lambda.ts";
import { startMappings } from "./lambda/mapping.ts";
import { createS3, type S3 } from "./s3/s3.ts";
import { type Scheduler, startScheduler } from "./scheduler/scheduler.ts";
import { createSecretsManager, type SecretsManager } from "./secretsmanager/secretsmanager.ts";
import { createSns, type Sns } from "./sns/sns.ts";
import { startSqs } from "./sqs/sqs.ts";
import type { Region } from "./types.ts";

export interface RegionOptions {
  readonly name: string;
  /** Every stack: what lives here may be another stack's, by its `region` argument or as a replica. */
  readonly graph: Graph;
  readonly clock: Clock;
  readonly events: TwinEvents;
  /** "127.0.0.1:<port>": what functions ask for names. */
  readonly dnsServer: string;
  /** What answers Bedrock. */
  readonly bedrock: ConverseBackend;
  /** Another region's endpoint; undefined for one that the twin does not have. */
  readonly peerEndpoint: (region: string) => string | undefined;
  /** Keeps tables, queues, objects and secrets over a restart. @default memory */
  readonly dataDir?: string;
  /** Of the API listener. @default a free one */
  readonly apiPort?: number;
}

/** A region with what is between regions needs of it. */
export interface RunningRegion extends Region {
  readonly dynamodb: DynamoDb;
  readonly s3: S3;
  readonly secretsManager: SecretsManager;
  readonly apiGateway: ApiGateway;
  readonly bedrock: Bedrock;
  readonly scheduler: Scheduler;
  readonly sns: Sns;
  readonly cloudWatch: CloudWatch;
}

/** @throws Error with a sentence for whatever AWS would refuse to create, or the twin cannot play. */
export async function startRegion(options: RegionOptions): Promise<RunningRegion> {
  const running: (() => unknown)[] = [];
  const stop = async () => {
    for (const end of running.splice(0).reverse()) await end();
  };
  try {
    return await compose(options, running, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function compose(
  options: RegionOptions,
  running: (() => unknown)[],
  stop: () => Promise<void>,
): Promise<RunningRegion> {
  const { name, graph, clock, events } = options;
  const { accountId } = graph;
  const resources = Object.values(graph.stacks)
    .flatMap((stack) => stack.resources)
    .filter((resource) => resource.region === name && !resource.external);
  const folder = (part: string) => options.dataDir && path.join(options.dataDir, part);
  const common = { region: name, accountId, clock, events, resources, graph };

  const principals = principalsOf(graph, name);
  const mayCall = mayCallBy(principals, accountId);

  const dynamodb = await startTables(options, folder("dynamodb"));
  running.push(() => dynamodb.close());
  const queues = startSqs({ ...common, dataDir: folder("sqs") });
  running.push(() => queues.stop());
  const s3 = createS3({ ...common, principals, dataDir: folder("s3") });
  const mayStart = servicePermissions(resources);
  const secretsManager = createSecretsManager({
    ...common,
    dataDir: folder("secretsmanager"),
    rotate: {
      invoke: (functionArn, payload) => functions.invoke(functionArn, payload, "invoke"),
      permitted: (functionName, sourceArn) =>
        mayStart({ principal: "secretsmanager.amazonaws.com", sourceArn, functionName }),
    },
  });
  running.push(() => secretsManager.stop());
  const bedrock = createBedrock({ ...common, converse: options.bedrock });
  const caches = await startElastiCache({ ...common, principals });
  running.push(() => caches.close());
  const publish = (topicArn: string, message: string) => void sns.publish(topicArn, { message });
  const functions: RegionFunctions = startLambda({
    ...common,
    endpoint: () => endpoint.url,
    credentialsFor: (roleArn) => principals.credentialsFor(roleArn),
    mayAssume: (roleArn) => principals.mayAssume("lambda.amazonaws.com", roleArn),
    deliver: deliverTo({ queues, functions: () => functions, publish }),
    mappings: () => mappings,
    dnsServer: options.dnsServer,
    variable: caches.localized,
  });
  running.push(() => functions.stop());
  checkDestinations(functions.all(), queues, mayCall);
  const sns = createSns({ ...common, functions, queues, mayCall });
  const cloudWatch = createCloudWatch({
    ...common,
    queues: queues.depths,
    functions: functions.states,
    publish: (topicArn, notice) => void sns.publishAs("cloudwatch.amazonaws.com", topicArn, notice),
    invokeAsync: functions.invokeAsync,
  });
  running.push(() => cloudWatch.stop());

  const endpoint = await startEndpoint({
    ...common,
    services: [
      dynamodb.service,
      queues.service,
      s3.service,
      secretsManager.service,
      bedrock.service,
      functions.service,
      sns.service,
    ],
    principals,
    peer: options.peerEndpoint,
  });
  running.push(() => endpoint.close());
  const apiGateway = await startApiGateway({ ...common, functions, port: options.apiPort });
  running.push(() => apiGateway.close());
  const mappings = startMappings({ ...common, queues, functions, allows: mayCall });
  running.push(() => mappings.stop());
  const scheduler = startScheduler({ ...common, functions, queues, publish, mayCall });
  running.push(() => scheduler.stop());
  secretsManager.rotations.tryOut();

  let dark = false;
  return {
    name,
    endpoint: endpoint.url,
    apiOrigin: apiGateway.origin,
    get dark() {
      return dark;
    },
    operator: principals.operator,
    caches: caches.addresses,
    credentialsOf: (principal, tags) => principals.credentialsFor(principal, tags),
    invoke: (fn, payload) => functions.invoke(fn, payload, "invoke"),
    functions: functions.states,
    queues: queues.depths,
    alarms: cloudWatch.alarms,
    metrics: cloudWatch.metrics,
    logs: cloudWatch.logs,
    async setDark(value) {
      if (value === dark) return;
      dark = value;
      // Whoever calls functions comes back after them.
      if (!dark) await Promise.all([functions.setDark(false), caches.setDark(false)]);
      for (const part of [cloudWatch, scheduler, mappings, apiGateway, endpoint]) part.setDark(dark);
      if (!dark) return;
      queues.interrupt();
      await functions.setDark(true);
      await caches.setDark(true);
    },
    stop,
    dynamodb,
    s3,
    secretsManager,
    apiGateway,
    bedrock,
    scheduler,
    sns,
    cloudWatch,
  };
}

/**
 * Whether IAM lets a role, by its ARN, or a service ("scheduler.amazonaws.com") do something. A service acts for a
 * resource of this account, and says so.
 */
function mayCallBy(
  principals: Principals,
  accountId: string,
): (principal: string, permission: Permission) => boolean {
  return (name, permission) => {
    if (!name.endsWith(".amazonaws.com")) {
      const caller = principals.identify(principals.credentialsFor(name).accessKeyId)!;
      return principals.allows(caller.principal, permission).allowed;
    }
    const context = { "aws:SourceAccount": accountId, ...permission.context };
    return principals.allows(servicePrincipal(name), { ...permission, context }).allowed;
  };
}

async function startTables(options: RegionOptions, dataDir: string | undefined): Promise<DynamoDb> {
  const { name, graph, clock } = options;
  const dynamodb = await createDynamoDb({ region: name, accountId: graph.accountId, clock, dataDir });
  try {
    for (const table of tablesIn(graph, name)) await dynamodb.createTable(table);
    for (const { table, item } of tableItemsIn(graph, name)) await dynamodb.seed(table, item);
    return dynamodb;
  } catch (error) {
    await dynamodb.close();
    throw error;
  }
}
