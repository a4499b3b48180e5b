/** One execution environment: a worker thread with the function loaded, which answers one event at a time. */
import { Worker } from "node:worker_threads";
import { AwsError } from "../aws-service.ts";
import type { Boot, FunctionError, InvokeOrder, WorkerMessage } from "./protocol.ts";

const initLimitMs = 10_000;
/** Lambda's limit on a synchronous answer, in bytes. */
const largestAnswer = 6_291_556;

export interface SandboxOptions {
  readonly runtime: URL;
  readonly boot: Boot;
  readonly environment: Record<string, string>;
  readonly memoryMb: number;
  readonly logStream: string;
  /** Told each log record of the start. */
  readonly log: (line: string) => void;
}

export type RunOutcome =
  | { readonly ok: true; readonly payload: string; readonly usedMb: number }
  | {
      readonly ok: false;
      readonly error: FunctionError;
      readonly usedMb: number;
      readonly timedOut: boolean;
    };

/** The function could not be loaded. */
export class InitFailure extends Error {
  readonly error: FunctionError;
  constructor(error: FunctionError) {
    super(error.errorMessage);
    this.error = error;
  }
}

export class Sandbox {
  /** After its worker has ended: fit for nothing. */
  dead = false;
  readonly logStream: string;
  /** Told each log record of the running invocation. */
  log: (line: string) => void;
  readonly #worker: Worker;
  #partial = "";
  #stopped = false;
  #fatal: FunctionError | undefined;
  #onMessage: (message: WorkerMessage) => void = () => {};
  #onEnd: (error: FunctionError) => void = () => {};

  private constructor(options: SandboxOptions) {
    this.log = options.log;
    this.logStream = options.logStream;
    this.#worker = new Worker(options.runtime, {
      workerData: options.boot,
      env: options.environment,
      argv: [],
      execArgv: [],
      stdin: false,
      stdout: true,
      stderr: true,
      // Node.js on Lambda leaves a tenth of the memory to what is not heap.
      resourceLimits: { maxOldGenerationSizeMb: Math.floor(options.memoryMb * 0.9) },
    });
    this.#worker.on("message", (message: WorkerMessage) => this.#receive(message));
    this.#worker.on("error", (error: NodeJS.ErrnoException) => {
      this.#fatal ??=
        error.code === "ERR_WORKER_OUT_OF_MEMORY"
          ? {
              errorType: "Runtime.OutOfMemory",
              errorMessage: "Error: Runtime exited with error: signal: killed",
            }
          : { errorType: error.name, errorMessage: error.message, trace: error.stack?.split("\n") };
    });
    this.#worker.on("exit", (code) => {
      this.dead = true;
      this.#flush();
      this.#onEnd(this.#fatal ?? exitError(code));
    });
  }

  /** @throws InitFailure, or AwsError when the region stops meanwhile. */
  static async start(options: SandboxOptions, started: (sandbox: Sandbox) => void): Promise<Sandbox> {
    const sandbox = new Sandbox(options);
    started(sandbox);
    await new Promise<void>((resolve, reject) => {
      const fail = (error: FunctionError) => reject(sandbox.#stopped ? stopped() : new InitFailure(error));
      const timer = setTimeout(() => {
        fail({ errorType: "Sandbox.Timedout", errorMessage: "Error: Task timed out after 10.00 seconds" });
        void sandbox.kill();
      }, initLimitMs);
      sandbox.#onEnd = (error) => {
        clearTimeout(timer);
        fail(error);
      };
      sandbox.#onMessage = (message) => {
        if (message.kind !== "ready" && message.kind !== "initError") return;
        clearTimeout(timer);
        if (message.kind === "ready") return resolve();
        fail(message.error);
        void sandbox.kill();
      };
    });
    return sandbox;
  }

  /** @throws AwsError when the region stops meanwhile. */
  run(order: InvokeOrder): Promise<RunOutcome> {
    const prefix = `RequestId: ${order.requestId} `;
    return new Promise((resolve, reject) => {
      const finish = (outcome: RunOutcome) => {
        clearTimeout(timer);
        this.#flush();
        this.#onMessage = () => {};
        this.#onEnd = () => {};
        resolve(outcome);
      };
      const failed = (error: FunctionError, usedMb: number, timedOut = false) =>
        finish({ ok: false, error, usedMb, timedOut });
      const timer = setTimeout(() => {
        const seconds = (order.timeoutMs / 1000).toFixed(2);
        const errorMessage = `${prefix}Error: Task timed out after ${seconds} seconds`;
        failed({ errorType: "Sandbox.Timedout", errorMessage }, 0, true);
        void this.kill();
      }, order.timeoutMs);
      this.#onEnd = (error) => {
        if (this.#stopped) {
          clearTimeout(timer);
          return reject(stopped());
        }
        const own =
          error.errorType.startsWith("Runtime.") && error.errorMessage.startsWith("Error: Runtime exited");
        failed(own ? { ...error, errorMessage: prefix + error.errorMessage } : error, 0);
      };
      this.#onMessage = (message) => {
        if (message.kind === "error") return failed(message.error, message.usedMb);
        if (message.kind !== "result") return;
        const { payload, usedMb } = message;
        if (Buffer.byteLength(payload) <= largestAnswer) return finish({ ok: true, payload, usedMb });
        const errorMessage = `Response payload size exceeded maximum allowed payload size (${largestAnswer} bytes).`;
        failed({ errorType: "Function.ResponseSizeTooLarge", errorMessage }, usedMb);
      };
      this.#worker.postMessage(order);
    });
  }

  /** Ends it as a lost region does: whoever waits hears an error of the service. */
  stop(): Promise<unknown> {
    this.#stopped = true;
    return this.kill();
  }

  kill(): Promise<unknown> {
    this.dead = true;
    return this.#worker.terminate();
  }

  #receive(message: WorkerMessage): void {
    if (message.kind === "record") this.log(message.text);
    else if (message.kind === "output") this.#output(message.text);
    else if (message.kind === "fatal") this.#fatal = message.error;
    else this.#onMessage(message);
  }

  #output(text: string): void {
    const lines = (this.#partial + text).split("\n");
    this.#partial = lines.pop() ?? "";
    for (const line of lines) if (line) this.log(line);
  }

  #flush(): void {
    if (this.#partial) this.log(this.#partial);
    this.#partial = "";
  }
}

function exitError(code: number): FunctionError {
  return {
    errorType: "Runtime.ExitError",
    errorMessage: code
      ? `Error: Runtime exited with error: exit status ${code}`
      : "Error: Runtime exited without providing a reason",
  };
}

export function stopped(): AwsError {
  return new AwsError("ServiceException", "The region stopped while the function was running.", 500);
}
