/** The Range header: "bytes=0-9", "bytes=10-", "bytes=-5". */
import { AwsError } from "../aws-service.ts";

/** Undefined when there is no range, or one that S3 ignores. @throws AwsError InvalidRange */
export function rangeOf(
  header: string | undefined,
  size: number,
): { readonly start: number; readonly end: number } | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === undefined || to === undefined || (!from && !to)) return undefined;
  const start = from ? Number(from) : Math.max(0, size - Number(to));
  const end = from && to ? Math.min(Number(to), size - 1) : size - 1;
  if (start < size && start <= end) return { start, end };
  throw new AwsError("InvalidRange", "The requested range is not satisfiable", 416, {
    ActualObjectSize: size,
  });
}
