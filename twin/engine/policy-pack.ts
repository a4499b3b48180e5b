/** Runs a CrossGuard policy pack over a graph, by Pulumi's own entry point and analyzer protocol: no CLI, no cloud. */
import path from "node:path";
import * as grpc from "@grpc/grpc-js";
import analyzerServices from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import type { AnalyzeResponse, AnalyzerInfo } from "@pulumi/pulumi/proto/analyzer_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import * as z from "zod";
import { EvaluationError } from "./errors.ts";
import type { Graph, StackGraph } from "./graph.ts";
import { type Running, startNode } from "./node-process.ts";
import { configureRequest, type Level, levelOf, type PolicyConfig } from "./policy-config.ts";
import { analyzeRequest, analyzeStackRequest } from "./policy-wire.ts";
import { check, nodeRuntime, type Runtime, readYaml, runtimeOf } from "./project.ts";
import { channelOptions } from "./rpc.ts";

export interface Violation {
  readonly policy: string;
  readonly level: Level;
  /** Of the resource; of the stack, where a policy judges the stack and names no resource. */
  readonly urn: string;
  readonly message: string;
}

export interface Verdict {
  readonly violations: readonly Violation[];
  /** How many policies the pack has. */
  readonly policies: number;
  /** How many resources it judged. */
  readonly resources: number;
}

export interface AnalyzeOptions {
  readonly config?: PolicyConfig;
}

const packFile = z.object({ runtime: nodeRuntime, main: z.string().optional() });

/**
 * Each stack is judged by itself, in a process of its own, as `pulumi preview` judges it.
 * @throws EvaluationError when the pack does not start, or a policy throws.
 */
export async function analyze(graph: Graph, packDir: string, options: AnalyzeOptions = {}): Promise<Verdict> {
  const dir = path.resolve(packDir);
  const file = path.join(dir, "PulumiPolicy.yaml");
  const { runtime } = check(file, packFile, readYaml(file));
  const verdicts = await Promise.all(
    Object.values(graph.stacks).map((stack) => judge(stack, dir, runtimeOf(runtime), options.config ?? {})),
  );
  return {
    violations: verdicts.flatMap(({ violations }) => violations),
    policies: verdicts[0]?.policies ?? 0,
    resources: verdicts.reduce((sum, { resources }) => sum + resources, 0),
  };
}

async function judge(
  stack: StackGraph,
  dir: string,
  runtime: Runtime,
  config: PolicyConfig,
): Promise<Verdict> {
  const pack = await start(stack, dir, runtime);
  const client = new analyzerServices.AnalyzerClient(
    `127.0.0.1:${pack.port}`,
    grpc.credentials.createInsecure(),
    channelOptions,
  );
  const call = <Q, A>(method: (request: Q, reply: Reply<A>) => unknown, request: Q): Promise<A> =>
    new Promise((resolve, reject) => {
      method.call(client, request, (error, answer) =>
        error ? reject(new EvaluationError([`The policy pack failed: ${error.details}`])) : resolve(answer),
      );
    });
  try {
    const info: AnalyzerInfo = await call(client.getAnalyzerInfo, new empty.Empty());
    await call(client.configure, configureRequest(info, config));
    // What the program only reads is not made, so it is judged with the stack alone.
    const made = stack.resources.filter(({ external }) => !external);
    const single = await Promise.all(
      made.map(async (resource) =>
        violationsIn(
          await call<unknown, AnalyzeResponse>(client.analyze as Method, analyzeRequest(resource, stack)),
          resource.urn,
        ),
      ),
    );
    const whole: AnalyzeResponse = await call<unknown, AnalyzeResponse>(
      client.analyzeStack as Method,
      analyzeStackRequest(stack),
    );
    const root = stack.resources.find(({ parent }) => parent === null)?.urn ?? "";
    return {
      violations: [...single.flat(), ...violationsIn(whole, root)],
      policies: info.getPoliciesList().length,
      resources: stack.resources.length,
    };
  } finally {
    client.close();
    pack.running.stop();
    await pack.running.exit;
  }
}

type Reply<A> = (error: grpc.ServiceError | null, answer: A) => void;
type Method = (request: unknown, reply: Reply<AnalyzeResponse>) => unknown;

function violationsIn(response: AnalyzeResponse, urn: string): Violation[] {
  return response.getDiagnosticsList().map((diagnostic) => ({
    policy: diagnostic.getPolicyname(),
    level: levelOf(diagnostic.getEnforcementlevel()),
    urn: diagnostic.getUrn() || urn,
    message: diagnostic.getMessage(),
  }));
}

interface RunningPack {
  readonly running: Running;
  readonly port: string;
}

/** A pack prints the port that it listens on, and nothing before it. */
async function start(
  { stack, project, config }: StackGraph,
  dir: string,
  runtime: Runtime,
): Promise<RunningPack> {
  const said = { stdout: "", stderr: "" };
  const listening = Promise.withResolvers<string>();
  const running = startNode({
    dir,
    runtime,
    entry: "@pulumi/pulumi/cmd/run-policy-pack/index.js",
    // The first argument is the engine's address, which packs are given and do not use.
    args: ["--pwd", dir, "127.0.0.1:0", dir],
    env: {
      PULUMI_CONFIG: JSON.stringify(config ?? {}),
      PULUMI_NODEJS_ORGANIZATION: "organization",
      PULUMI_NODEJS_PROJECT: project,
      PULUMI_NODEJS_STACK: stack,
      PULUMI_NODEJS_DRY_RUN: "false",
    },
    onOutput: (stream, text) => {
      said[stream] += text;
      const port = /^(\d+)\s*$/m.exec(said.stdout)?.[1];
      if (port) listening.resolve(port);
    },
  });
  const ended = running.exit.then((code) => {
    const why = said.stderr.trim() || `it ended with exit code ${code}`;
    throw new EvaluationError([`The policy pack in ${dir} does not start: ${why}`]);
  });
  ended.catch(() => {}); // It also ends when it is stopped.
  return { running, port: await Promise.race([listening.promise, ended]) };
}
