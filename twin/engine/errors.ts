/** Why a program was refused. The message holds one readable sentence for each problem, a line each. */
export class EvaluationError extends Error {
  readonly problems: readonly string[];
  /** What the program itself printed. */
  readonly output: string;
  constructor(problems: readonly string[], output = "") {
    super(problems.join("\n"));
    this.name = "EvaluationError";
    this.problems = problems;
    this.output = output;
  }
}

/** What the engine refuses during a run. */
export class Refusal extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = "Refusal";
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
