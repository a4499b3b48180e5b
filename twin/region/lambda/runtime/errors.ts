/** Turns what a function threw into what Lambda reports. */
import { isNativeError } from "node:util/types";
import type { FunctionError } from "../protocol.ts";

export function functionError(thrown: unknown): FunctionError {
  if (isNativeError(thrown) || isErrorLike(thrown))
    return {
      errorType: thrown.name,
      errorMessage: thrown.message,
      trace: thrown.stack?.split("\n") ?? [],
    };
  return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
}

/** The handler is not there, or not of a kind that the runtime runs. */
export class LoadFailure extends Error {
  readonly errorType: string;
  constructor(errorType: string, message: string) {
    super(message);
    this.errorType = errorType;
  }
}

/** Errors of loading keep their trace and get the runtime's own names. */
export function loadingError(thrown: unknown): FunctionError {
  const error = functionError(thrown);
  if (thrown instanceof LoadFailure) return { ...error, errorType: thrown.errorType };
  const code = (thrown as { code?: unknown } | null)?.code;
  if (code === "MODULE_NOT_FOUND" || code === "ERR_MODULE_NOT_FOUND")
    return { ...error, errorType: "Runtime.ImportModuleError", errorMessage: `Error: ${error.errorMessage}` };
  if (thrown instanceof SyntaxError)
    return {
      ...error,
      errorType: "Runtime.UserCodeSyntaxError",
      errorMessage: `SyntaxError: ${error.errorMessage}`,
    };
  return error;
}

function isErrorLike(value: unknown): value is Error {
  return (
    typeof value === "object" && value !== null && "name" in value && "message" in value && "stack" in value
  );
}
