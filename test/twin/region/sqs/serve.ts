/** Serves one region's SQS over loopback, without the region's front: no IAM, one service. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { SQSClient } from "@aws-sdk/client-sqs";
import { type Clock, createClock } from "../../../../twin/clock.ts";
import type { GraphResource } from "../../../../twin/engine/graph.ts";
import { TwinEvents } from "../../../../twin/events.ts";
import type { AwsError, AwsService } from "../../../../twin/region/aws-service.ts";
import { encodeError } from "../../../../twin/region/endpoint/encode-error.ts";
import { type RegionQueues, startSqs } from "../../../../twin/region/sqs/sqs.ts";

export const region = "us-east-1";
export const accountId = "123456789012";

export function urlOf(name: string): string {
  return `https://sqs.${region}.amazonaws.com/${accountId}/${name}`;
}

export function arnOf(name: string): string {
  return `arn:aws:sqs:${region}:${accountId}:${name}`;
}

export function resource(type: string, name: string, fields: Partial<GraphResource> = {}): GraphResource {
  return {
    urn: `urn:pulumi:test::project::${type}::${name}`,
    type,
    name,
    parent: null,
    region,
    custom: true,
    remote: false,
    id: name,
    inputs: {},
    outputs: {},
    secretInputs: [],
    dependencies: [],
    protect: false,
    retainOnDelete: false,
    ...fields,
  };
}

export function queue(name: string, inputs: Record<string, unknown> = {}): GraphResource {
  return resource("aws:sqs/queue:Queue", name, {
    inputs: { name, fifoQueue: name.endsWith(".fifo"), ...inputs },
    outputs: { name, url: urlOf(name), arn: arnOf(name) },
  });
}

export function redriveTo(name: string, maxReceiveCount: number): { redrivePolicy: string } {
  return { redrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf(name), maxReceiveCount }) };
}

export interface Served {
  readonly queues: RegionQueues;
  readonly clock: Clock;
  readonly events: TwinEvents;
  readonly client: SQSClient;
  stop(): Promise<void>;
}

export async function serveSqs(
  resources: readonly GraphResource[],
  options: { readonly dataDir?: string; readonly clock?: Clock } = {},
): Promise<Served> {
  const clock = options.clock ?? createClock();
  const events = new TwinEvents();
  const queues = startSqs({ region, accountId, clock, events, resources, dataDir: options.dataDir });
  const front = await serve(queues.service);
  const client = new SQSClient({
    region,
    endpoint: front.origin,
    useQueueUrlAsEndpoint: false,
    maxAttempts: 1,
    credentials: { accessKeyId: "AKIATEST", secretAccessKey: "secret" },
  });
  return {
    queues,
    clock,
    events,
    client,
    async stop() {
      client.destroy();
      queues.stop();
      await front.close();
    },
  };
}

/** Any one AWS service behind plain HTTP. */
export async function serve(service: AwsService): Promise<{ origin: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? "/", "http://localhost");
    const hangUp = new AbortController();
    response.on("close", () => hangUp.abort());
    const call = {
      service: service.name,
      region,
      accessKeyId: "AKIATEST",
      method: request.method ?? "GET",
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: Buffer.concat(chunks),
      action:
        String(request.headers["x-amz-target"] ?? "")
          .split(".")
          .at(-1) ?? "",
      signal: hangUp.signal,
    };
    const reply = await service.handle(call).catch((error: AwsError) => encodeError(call, error));
    response.writeHead(reply.status, reply.headers).end(reply.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The code of the refusal that `work` ends in. */
export async function refusal(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "accepted",
    (error: Error) => error.name,
  );
}
