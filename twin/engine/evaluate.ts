/** Evaluates a Pulumi program, unmodified and without a cloud, and yields its resource graph. */
import { nameClashes } from "./clashes.ts";
import { EvaluationError } from "./errors.ts";
import { explainExit, explainFailure } from "./failure.ts";
import type { Graph, StackGraph } from "./graph.ts";
import { engineOf, monitorOf, type Severity } from "./monitor.ts";
import type { Running } from "./node-process.ts";
import { launch } from "./program.ts";
import { type Project, readProject, readStackConfig, type StackConfig, stackNames } from "./project.ts";
import { serve } from "./rpc.ts";
import { SharedBuilds } from "./shared-builds.ts";
import { StackReferences } from "./stack-references.ts";
import { StackRun } from "./stack-run.ts";

export interface EvaluateOptions {
  /** Where Pulumi.yaml is. */
  readonly dir: string;
  /** @default every stack that has a Pulumi.<stack>.yaml */
  readonly stacks?: readonly string[];
  /** Overrides by stack and by key; a key without a namespace is the project's own. */
  readonly config?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** @default "123456789012" */
  readonly accountId?: string;
  readonly onProgress?: (progress: Progress) => void;
}

export type Progress =
  | { readonly kind: "resource"; readonly stack: string; readonly urn: string; readonly count: number }
  | {
      readonly kind: "output";
      readonly stack: string;
      readonly stream: "stdout" | "stderr";
      readonly text: string;
    }
  | { readonly kind: "log"; readonly stack: string; readonly severity: Severity; readonly message: string }
  | {
      readonly kind: "done";
      readonly stack: string;
      readonly resources: number;
      readonly milliseconds: number;
    };

/** Each stack runs in a process of its own, all at once; a StackReference waits for the stack that it names. */
export async function evaluate(options: EvaluateOptions): Promise<Graph> {
  const project = readProject(options.dir);
  const names = options.stacks ?? stackNames(project);
  if (!names.length)
    throw new EvaluationError([`${project.dir} has no Pulumi.<stack>.yaml: there is no stack to evaluate.`]);
  const configs = names.map((stack) => readStackConfig(project, stack, options.config?.[stack]));
  const evaluation: Evaluation = {
    project,
    accountId: options.accountId ?? "123456789012",
    references: new StackReferences(project.name, names),
    builds: new SharedBuilds(),
    onProgress: options.onProgress ?? (() => {}),
  };
  const outcomes = await Promise.allSettled(configs.map((config) => evaluateStack(evaluation, config)));
  const failures = outcomes.filter((outcome) => outcome.status === "rejected").map(({ reason }) => reason);
  if (failures.length) throw combined(failures, evaluation.references);
  const order = evaluation.references.deploymentOrder();
  const graphs = outcomes
    .flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []))
    .sort((a, b) => order.indexOf(a.stack) - order.indexOf(b.stack));
  const clashes = nameClashes(graphs);
  if (clashes.length) throw new EvaluationError(clashes);
  return {
    project: project.name,
    accountId: evaluation.accountId,
    stacks: Object.fromEntries(graphs.map((graph) => [graph.stack, graph])),
  };
}

interface Evaluation {
  readonly project: Project;
  readonly accountId: string;
  readonly references: StackReferences;
  readonly builds: SharedBuilds;
  readonly onProgress: (progress: Progress) => void;
}

/** Why one stack was refused. */
class StackFailure extends Error {
  readonly stackName: string;
  readonly problems: readonly string[];
  readonly output: string;
  constructor(stackName: string, problems: readonly string[], output: string) {
    super(problems.join("\n"));
    this.stackName = stackName;
    this.problems = problems;
    this.output = output;
  }
}

async function evaluateStack(evaluation: Evaluation, config: StackConfig): Promise<StackGraph> {
  const { references } = evaluation;
  const { stack } = config;
  const started = performance.now();
  const problems: string[] = [];
  const say = (sentence: string) => problems.push(`Stack ${stack}: ${sentence}`);
  const run = newRun(evaluation, config);
  try {
    const { code, output } = await runProgram(evaluation, config, run, say);
    if (code !== 0 && problems.length === 0) say(explainExit(code, output));
    if (problems.length === 0 && !run.finished)
      say("the program ended before it was done: something that it waits for never comes.");
    if (problems.length) throw new StackFailure(stack, problems, output);
    const graph = run.graph();
    const milliseconds = Math.round(performance.now() - started);
    evaluation.onProgress({ kind: "done", stack, resources: graph.resources.length, milliseconds });
    return graph;
  } finally {
    references.fail(stack);
    run.transforms.close();
  }
}

function newRun({ project, accountId, references, onProgress }: Evaluation, config: StackConfig): StackRun {
  const { stack, values } = config;
  const setting = { project: project.name, programDir: project.programDir, stack, accountId };
  return new StackRun({ ...setting, config: values, references }, ({ urn }, count) =>
    onProgress({ kind: "resource", stack, urn, count }),
  );
}

type Say = (sentence: string) => void;

/** Until the program's end; what it does wrong meanwhile goes to `say`. */
async function runProgram(
  { project, builds, onProgress }: Evaluation,
  config: StackConfig,
  run: StackRun,
  say: Say,
) {
  const { stack } = config;
  let output = "";
  let program: Running | undefined;
  const engine = engineOf(run, (severity, message) => {
    if (severity === "error") say(explainFailure(message, project.dir));
    if (severity !== "debug") onProgress({ kind: "log", stack, severity, message });
  });
  const server = await serve([monitorOf(run), engine], ({ message }) => {
    say(message);
    program?.stop();
  });
  try {
    program = launch({
      project,
      config,
      address: server.address,
      builds,
      onOutput: (stream, text) => {
        output += text;
        onProgress({ kind: "output", stack, stream, text });
      },
    });
    return { code: await program.exit, output };
  } finally {
    server.close();
  }
}

/** The failure of a stack that refers to one that failed may only follow from it: the cause is told alone. */
function combined(failures: readonly unknown[], references: StackReferences): Error {
  const foreign = failures.find((failure) => !(failure instanceof StackFailure));
  if (foreign) return foreign as Error;
  const stacks = failures as readonly StackFailure[];
  const causes = stacks.filter(
    ({ stackName }) => !stacks.some((other) => references.reaches(stackName, other.stackName)),
  );
  return new EvaluationError(
    (causes.length ? causes : stacks).flatMap(({ problems }) => problems),
    stacks.map(({ output }) => output).join(""),
  );
}
