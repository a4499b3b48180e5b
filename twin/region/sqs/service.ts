/** SQS's JSON protocol: which action a call asks for, and what IAM must allow for it. */
import type { AwsCall, AwsReply, AwsService, Permission } from "../aws-service.ts";
import { AwsError } from "../aws-service.ts";
import * as held from "./actions/delete.ts";
import * as tasks from "./actions/move-tasks.ts";
import * as queues from "./actions/queues.ts";
import * as receiving from "./actions/receive.ts";
import * as sending from "./actions/send.ts";
import { errorReply } from "./refusals.ts";
import { read } from "./requests.ts";
import { nameOf } from "./settings.ts";
import type { Store } from "./store.ts";

type Action = (store: Store, body: unknown, call: AwsCall, moveTasks: tasks.MoveTasks) => unknown;

const actions: Readonly<Record<string, Action>> = {
  SendMessage(store, body, call) {
    const request = read(sending.sendMessage, body);
    return sending.sendReply(sending.send(store, store.queue(request.QueueUrl), request, call.accessKeyId));
  },
  SendMessageBatch: (store, body, call) =>
    sending.sendBatch(store, read(sending.sendMessageBatch, body), call.accessKeyId),
  async ReceiveMessage(store, body, call) {
    const request = read(receiving.receiveMessage, body);
    const messages = await receiving.receive(store, request, call.signal);
    const replies = messages.map((message) => receiving.receivedMessage(message, request));
    return replies.length ? { Messages: replies } : {};
  },
  DeleteMessage(store, body) {
    const request = read(held.deleteMessage, body);
    held.remove(store.queue(request.QueueUrl), request.ReceiptHandle);
  },
  DeleteMessageBatch: (store, body) => held.removeBatch(store, read(held.handleBatch, body)),
  ChangeMessageVisibility(store, body) {
    const request = read(held.changeMessageVisibility, body);
    const queue = store.queue(request.QueueUrl);
    held.changeVisibility(store, queue, request.ReceiptHandle, request.VisibilityTimeout);
  },
  ChangeMessageVisibilityBatch: (store, body) =>
    held.changeVisibilityBatch(store, read(held.handleBatch, body)),
  GetQueueUrl: (store, body) => ({
    QueueUrl: store.queue(read(queues.byName, body).QueueName).settings.url,
  }),
  GetQueueAttributes(store, body) {
    const request = read(queues.getQueueAttributes, body);
    return { Attributes: queues.attributesOf(store.queue(request.QueueUrl), request.AttributeNames) };
  },
  SetQueueAttributes(store, body) {
    const request = read(queues.setQueueAttributes, body);
    queues.setAttributes(store, store.queue(request.QueueUrl), request.Attributes);
  },
  ListQueues: (store, body) => queues.list(store, read(queues.listQueues, body)),
  ListDeadLetterSourceQueues: (store, body) =>
    queues.deadLetterSources(store, read(queues.listSources, body)),
  PurgeQueue: (store, body) => queues.purge(store, store.queue(read(queues.byUrl, body).QueueUrl)),
  StartMessageMoveTask: (store, body, _call, moveTasks) =>
    tasks.startMove(store, moveTasks, read(tasks.startMoveTask, body)),
  ListMessageMoveTasks: (store, body, _call, moveTasks) =>
    tasks.listMoves(store, moveTasks, read(tasks.listMoveTasks, body)),
  CancelMessageMoveTask: (_store, body, _call, moveTasks) =>
    tasks.cancelMove(moveTasks, read(tasks.cancelMoveTask, body).TaskHandle),
};

/** Batches are allowed by the single action's name. */
const iamActions: Readonly<Record<string, string>> = {
  SendMessageBatch: "SendMessage",
  DeleteMessageBatch: "DeleteMessage",
  ChangeMessageVisibilityBatch: "ChangeMessageVisibility",
};

export function sqsService(store: Store, accountId: string): AwsService {
  const moveTasks: tasks.MoveTasks = [];
  const arnOf = (queue: string) => `arn:aws:sqs:${store.region}:${accountId}:${nameOf(queue)}`;
  return {
    name: "sqs",
    permissions(call): Permission[] {
      const body = bodyOf(call) ?? {};
      const action = `sqs:${iamActions[call.action] ?? call.action}`;
      if (call.action === "ListQueues") return [{ action, resource: "*" }];
      if (call.action === "StartMessageMoveTask") {
        const source = arnOf(String(body.SourceArn));
        const target = body.DestinationArn ? [arnOf(String(body.DestinationArn))] : [];
        return [
          ...[action, "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"].map((needed) => ({
            action: needed,
            resource: source,
          })),
          ...target.map((resource) => ({ action: "sqs:SendMessage", resource })),
        ];
      }
      return [{ action, resource: arnOf(queueOf(body)) }];
    },
    async handle(call): Promise<AwsReply> {
      try {
        const action = actions[call.action];
        if (!action)
          throw new AwsError(
            "UnsupportedOperation",
            `The twin's SQS has no ${call.action || "such action"}.`,
          );
        const body = bodyOf(call);
        if (!body) throw new AwsError("SerializationException", "The request body is not a JSON object.");
        const reply = await action(store, body, call, moveTasks);
        return {
          status: 200,
          headers: { "content-type": "application/x-amz-json-1.0" },
          body: reply === undefined ? "" : JSON.stringify(reply),
        };
      } catch (error) {
        if (error instanceof AwsError) return errorReply(error);
        throw error;
      }
    },
  };
}

function bodyOf(call: AwsCall): Record<string, unknown> | undefined {
  try {
    const body: unknown = JSON.parse(call.body.toString() || "{}");
    return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function queueOf(body: Record<string, unknown>): string {
  if (typeof body.TaskHandle === "string") {
    const source = /"sourceArn":"([^"]+)"/.exec(Buffer.from(body.TaskHandle, "base64").toString())?.[1];
    if (source) return source;
  }
  return String(body.QueueUrl ?? body.QueueName ?? body.SourceArn ?? "");
}
