/** Launches a Pulumi program with what the real engine would tell it. */
import { type Running, type Start, startNode } from "./node-process.ts";
import type { Project, StackConfig } from "./project.ts";

export interface Launch extends Pick<Start, "onOutput" | "builds"> {
  readonly project: Project;
  readonly config: StackConfig;
  /** Of the gRPC server that is both monitor and engine. */
  readonly address: string;
}

export function launch({ project, config, address, onOutput, builds }: Launch): Running {
  const flags = {
    monitor: address,
    engine: address,
    organization: "organization",
    project: project.name,
    "root-directory": project.dir,
    stack: config.stack,
    pwd: project.programDir,
    parallel: "16",
  };
  return startNode({
    dir: project.programDir,
    runtime: project,
    entry: "@pulumi/pulumi/cmd/run/index.js",
    args: [...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]), project.entryPoint],
    env: {
      PULUMI_CONFIG: JSON.stringify(config.values),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(config.secretKeys),
    },
    onOutput,
    builds,
  });
}
