/** Message move tasks: the redrive of a dead-letter queue, at a settable rate, in order within each group. */
import { randomUUID } from "node:crypto";
import * as z from "zod";
import { AwsError } from "../../aws-service.ts";
import type { Queue } from "../queue.ts";
import { invalid } from "../refusals.ts";
import type { Store } from "../store.ts";
import { moveBack } from "./move.ts";
import { sourcesOf } from "./queues.ts";

const fastestPerSecond = 500;

export const startMoveTask = z.object({
  SourceArn: z.string(),
  DestinationArn: z.string().optional(),
  MaxNumberOfMessagesPerSecond: z.int().min(1).max(fastestPerSecond).optional(),
});
export const listMoveTasks = z.object({
  SourceArn: z.string(),
  MaxResults: z.int().min(1).max(10).optional(),
});
export const cancelMoveTask = z.object({ TaskHandle: z.string() });

interface MoveTask {
  readonly handle: string;
  readonly request: z.infer<typeof startMoveTask>;
  readonly startedAt: number;
  readonly toMove: number;
  status: "RUNNING" | "COMPLETED" | "CANCELLED" | "FAILED";
  moved: number;
  failureReason?: string;
  end: () => void;
}

/** Newest first, as AWS lists them. */
export type MoveTasks = MoveTask[];

export function startMove(
  store: Store,
  tasks: MoveTasks,
  request: MoveTask["request"],
): { TaskHandle: string } {
  const source = existing(store, request.SourceArn, "source");
  const sources = sourcesOf(store, source);
  if (!sources.length) throw invalid("Source queue must be configured as a Dead Letter Queue.");
  if (request.DestinationArn) {
    const target = existing(store, request.DestinationArn, "destination");
    if (target === source)
      throw invalid("Source queue arn and destination queue arn should not be the same.");
    if (target.settings.fifo !== source.settings.fifo)
      throw invalid("Source queue and destination queue must have the same queue type.");
  }
  if (tasks.some((task) => task.status === "RUNNING" && task.request.SourceArn === request.SourceArn))
    throw new AwsError(
      "UnsupportedOperation",
      "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
    );
  const task: MoveTask = {
    handle: Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn: request.SourceArn })).toString(
      "base64",
    ),
    request,
    startedAt: store.clock.now(),
    toMove: source.depth.visible,
    status: "RUNNING",
    moved: 0,
    end: () => {},
  };
  tasks.unshift(task);
  run(store, source, task);
  return { TaskHandle: task.handle };
}

export function cancelMove(tasks: MoveTasks, handle: string): { ApproximateNumberOfMessagesMoved: number } {
  const task = tasks.find((candidate) => candidate.handle === handle);
  if (!task) throw new AwsError("ResourceNotFoundException", "Task does not exist.", 404);
  if (task.status !== "RUNNING")
    throw new AwsError("UnsupportedOperation", "Only active tasks can be cancelled.");
  task.status = "CANCELLED";
  task.end();
  return { ApproximateNumberOfMessagesMoved: task.moved };
}

export function listMoves(store: Store, tasks: MoveTasks, request: z.infer<typeof listMoveTasks>): unknown {
  existing(store, request.SourceArn, "source");
  const results = tasks
    .filter((task) => task.request.SourceArn === request.SourceArn)
    .slice(0, request.MaxResults ?? 1)
    .map((task) => ({
      TaskHandle: task.status === "RUNNING" ? task.handle : undefined,
      Status: task.status,
      ...task.request,
      ApproximateNumberOfMessagesMoved: task.moved,
      ApproximateNumberOfMessagesToMove: task.status === "RUNNING" ? task.toMove : undefined,
      FailureReason: task.failureReason,
      StartedTimestamp: Math.floor(task.startedAt),
    }));
  return { Results: results };
}

/** A second's worth now, the next in a second, until the queue holds nothing to move. */
function run(store: Store, source: Queue, task: MoveTask): void {
  const second = () => {
    const budget = task.request.MaxNumberOfMessagesPerSecond ?? fastestPerSecond;
    const moved = moveSome(store, source, task, budget);
    task.moved += moved;
    if (task.status !== "RUNNING") return forget();
    if (moved < budget) {
      task.status = "COMPLETED";
      return forget();
    }
    task.end = store.clock.after(1000, second);
  };
  const forget = store.onInterrupt(() => {
    if (task.status !== "RUNNING") return;
    task.end();
    task.status = "FAILED";
    task.failureReason = "The region stopped while the task was running.";
  });
  second();
}

function moveSome(store: Store, source: Queue, task: MoveTask, budget: number): number {
  let moved = 0;
  for (;;) {
    const [messages] = source.available();
    if (!messages || moved === budget) return moved;
    for (const message of messages.slice(0, budget - moved)) {
      const target = store.queues.get(nameOfTarget(task, message.deadLetterSource) ?? "");
      if (!target) {
        task.status = "FAILED";
        task.failureReason = "AWS.SimpleQueueService.NonExistentQueue";
        return moved;
      }
      moveBack(store, source, target, message);
      moved++;
    }
  }
}

function nameOfTarget(task: MoveTask, deadLetterSource: string | undefined): string | undefined {
  return (task.request.DestinationArn ?? deadLetterSource)?.split(":").at(-1);
}

function existing(store: Store, arn: string, what: string): Queue {
  const queue = [...store.queues.values()].find(({ settings }) => settings.arn === arn);
  if (queue) return queue;
  throw new AwsError(
    "ResourceNotFoundException",
    `The resource that you specified for the ${what === "source" ? "SourceArn" : "DestinationArn"} parameter doesn't exist.`,
    404,
  );
}
