/** Runs a Pulumi program in a child process, launched as Pulumi's own Node.js language host launches it. */
import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { EvaluationError } from "./errors.ts";
import type { Project, StackConfig } from "./project.ts";

export interface Launch {
  readonly project: Project;
  readonly config: StackConfig;
  /** Of the gRPC server that is both monitor and engine. */
  readonly address: string;
  readonly onOutput: (stream: "stdout" | "stderr", text: string) => void;
}

export interface RunningProgram {
  /** Null when a signal ended it. */
  readonly exit: Promise<number | null>;
  stop(): void;
}

export function launch({ project, config, address, onOutput }: Launch): RunningProgram {
  const child = spawn(process.execPath, [...nodeArgs(project), ...commandLine(project, config, address)], {
    cwd: project.programDir,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...compileCache(),
      ...process.env,
      PULUMI_CONFIG: JSON.stringify(config.values),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(config.secretKeys),
      PULUMI_NODEJS_TYPESCRIPT: String(project.typescript),
    },
  });
  for (const stream of ["stdout", "stderr"] as const)
    child[stream].setEncoding("utf8").on("data", (text: string) => onOutput(stream, text));
  return { exit: exitOf(child), stop: () => child.kill() };
}

/** Pulumi's own TypeScript loader steps back where Node is given another, so then the program runs without ours. */
function nodeArgs({ nodeArgs, typescript }: Project): string[] {
  const preload = import.meta.resolve("./lean-sdk.ts");
  return typescript ? [...nodeArgs] : ["--import", preload, ...nodeArgs];
}

/** Where Node keeps compiled code by default. Coverage is exact only without it. */
export function compileCache(): NodeJS.ProcessEnv {
  if (process.env.NODE_V8_COVERAGE) return {};
  return { NODE_COMPILE_CACHE: path.join(tmpdir(), "node-compile-cache") };
}

function commandLine(project: Project, { stack }: StackConfig, address: string): string[] {
  const flags = {
    monitor: address,
    engine: address,
    organization: "organization",
    project: project.name,
    "root-directory": project.dir,
    stack,
    pwd: project.programDir,
    parallel: "16",
  };
  const runner = resolveFrom(project.programDir, "@pulumi/pulumi/cmd/run/index.js");
  return [
    runner,
    ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]),
    project.entryPoint,
  ];
}

/** The program's own copy of the SDK runs it, as with the real host. */
export function resolveFrom(dir: string, request: string): string {
  try {
    return createRequire(path.join(dir, "package.json")).resolve(request);
  } catch {
    throw new EvaluationError([`${request} is not installed for ${dir}; run npm ci there.`]);
  }
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  // A program must not outlive whoever evaluates it.
  const stop = () => child.kill();
  process.once("exit", stop);
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve(code));
    });
  } finally {
    process.off("exit", stop);
  }
}
