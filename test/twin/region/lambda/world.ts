/** A region with functions of a few lines and, when asked for, queues; no front and no IAM. */
import { createHash } from "node:crypto";
import { type Clock, createClock } from "../../../../twin/clock.ts";
import type { Asset, GraphResource } from "../../../../twin/engine/graph.ts";
import { type Invocation, TwinEvents } from "../../../../twin/events.ts";
import { type RegionFunctions, startLambda } from "../../../../twin/region/lambda/lambda.ts";
import { type Mappings, startMappings } from "../../../../twin/region/lambda/mapping.ts";
import { type RegionQueues, startSqs } from "../../../../twin/region/sqs/sqs.ts";
import { accountId, region, resource } from "../sqs/serve.ts";

export const roleArn = `arn:aws:iam::${accountId}:role/worker`;

export function functionArn(name: string): string {
  return `arn:aws:lambda:${region}:${accountId}:function:${name}`;
}

export function archive(files: Readonly<Record<string, string>>): Asset {
  const list = Object.entries(files).map(([path, text]) => ({
    path,
    bytes: Buffer.byteLength(text),
    content: Buffer.from(text),
  }));
  return {
    kind: "archive",
    hash: createHash("sha256").update(JSON.stringify(files)).digest("hex"),
    files: list,
  };
}

/** @param code of index.mjs. */
export function fn(name: string, code: string, inputs: Record<string, unknown> = {}): GraphResource {
  return resource("aws:lambda/function:Function", name, {
    inputs: {
      name,
      runtime: "nodejs24.x",
      handler: "index.handler",
      role: roleArn,
      code: archive({ "index.mjs": code }),
      ...inputs,
    },
    outputs: { name, arn: functionArn(name), version: "1" },
  });
}

export function alias(name: string, functionName: string): GraphResource {
  return resource("aws:lambda/alias:Alias", `${functionName}-${name}`, {
    inputs: { name, functionName, functionVersion: "1" },
  });
}

export interface Delivered {
  readonly arn: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface World {
  readonly clock: Clock;
  readonly functions: RegionFunctions;
  readonly queues: RegionQueues;
  readonly mappings: Mappings;
  readonly logs: string[];
  readonly invocations: Invocation[];
  readonly delivered: Delivered[];
  /** Waits until `check` holds, over whatever the region does meanwhile. */
  until(check: () => boolean): Promise<void>;
  stop(): Promise<void>;
}

export interface WorldOptions {
  readonly clock?: Clock;
  readonly dnsServer?: string;
  readonly idleRealMs?: number;
  readonly endpoint?: string;
  readonly allows?: (roleArn: string, permission: { action: string; resource: string }) => boolean;
}

export function world(resources: readonly GraphResource[], options: WorldOptions = {}): World {
  const clock = options.clock ?? createClock();
  const events = new TwinEvents();
  const logs: string[] = [];
  const invocations: Invocation[] = [];
  const delivered: Delivered[] = [];
  events.on("log", ({ line }) => logs.push(line));
  events.on("invocation", (invocation) => invocations.push(invocation));
  const common = { region, accountId, clock, events, resources };
  const queues = startSqs(common);
  const functions = startLambda({
    ...common,
    endpoint: () => options.endpoint ?? "http://127.0.0.1:9",
    credentialsFor: () => ({ accessKeyId: "ASIATEST", secretAccessKey: "secret", sessionToken: "token" }),
    mayAssume: () => true,
    deliver: (arn, body, attributes) => void delivered.push({ arn, body, attributes }),
    mappings: () => mappings,
    dnsServer: options.dnsServer,
    idleRealMs: options.idleRealMs,
  });
  const allows = options.allows ?? (() => true);
  const mappings: Mappings = startMappings({ region, clock, resources, queues, functions, allows });
  return {
    clock,
    functions,
    queues,
    mappings,
    logs,
    invocations,
    delivered,
    async until(check) {
      const deadline = Date.now() + 10_000;
      while (!check()) {
        if (Date.now() > deadline)
          throw new Error(`It never happened: ${check}. The log:\n${logs.join("\n")}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    async stop() {
      await mappings.stop();
      await functions.stop();
      queues.stop();
    },
  };
}
