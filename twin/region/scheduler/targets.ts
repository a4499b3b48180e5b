/** What a schedule can start: a function, a queue, a topic, or one call of an AWS API. */
import * as z from "zod";
import { AwsError, type Permission } from "../aws-service.ts";
import type { Functions, Queues } from "../types.ts";

export interface Target {
  readonly arn: string;
  /** What the sender must be allowed to do; a universal target's call is known with its input. */
  permission(input: string): Permission;
  /** Throws what the target answers in place of accepting. */
  send(receivers: Receivers, input: string): Promise<void>;
}

export interface Receivers {
  readonly functions: Functions;
  readonly queues: Pick<Queues, "send">;
  publish(topicArn: string, message: string): void;
}

const InvokeInput = z.object({
  FunctionName: z.string(),
  Qualifier: z.string().optional(),
  InvocationType: z.enum(["Event", "RequestResponse"]).optional(),
  Payload: z.unknown(),
});
const SendInput = z.object({
  QueueUrl: z.string(),
  MessageBody: z.string(),
  MessageGroupId: z.string().optional(),
  MessageDeduplicationId: z.string().optional(),
});

/** @throws a sentence for a target that the twin does not know. */
export function targetOf(arn: string, messageGroupId?: string): Target {
  const [, , service, , , resource = ""] = arn.split(":");
  if (service === "lambda") {
    return {
      arn,
      permission: () => ({ action: "lambda:InvokeFunction", resource: arn }),
      // A templated Lambda target is always invoked asynchronously.
      send: async ({ functions }, input) => functions.invokeAsync(arn, parsed(input), "schedule"),
    };
  }
  if (service === "sqs") {
    return {
      arn,
      permission: () => ({ action: "sqs:SendMessage", resource: arn }),
      send: async ({ queues }, input) => queues.send(arn, { body: input, groupId: messageGroupId }),
    };
  }
  if (service === "sns") {
    return {
      arn,
      permission: () => ({ action: "sns:Publish", resource: arn }),
      send: async ({ publish }, input) => publish(arn, input),
    };
  }
  if (service === "scheduler" && arn.endsWith(":aws-sdk:lambda:invoke")) return invoking(arn);
  if (service === "scheduler" && arn.endsWith(":aws-sdk:sqs:sendMessage")) return sending(arn);
  throw new Error(
    `its target ${arn || resource} is none that the twin knows: a function, a queue, a topic, aws-sdk:lambda:invoke or aws-sdk:sqs:sendMessage`,
  );
}

function invoking(arn: string): Target {
  const nameOf = (input: string) => {
    const { FunctionName, Qualifier } = checked(InvokeInput, input);
    return Qualifier ? `${FunctionName}:${Qualifier}` : FunctionName;
  };
  return {
    arn,
    permission: (input) => ({ action: "lambda:InvokeFunction", resource: nameOf(input) }),
    async send({ functions }, input) {
      const { InvocationType, Payload } = checked(InvokeInput, input);
      const payload = typeof Payload === "string" ? parsed(Payload) : Payload;
      // The function's own error is an answer like any other: the call succeeded.
      if (InvocationType === "Event") functions.invokeAsync(nameOf(input), payload, "schedule");
      else await functions.invoke(nameOf(input), payload, "schedule");
    },
  };
}

function sending(arn: string): Target {
  return {
    arn,
    permission: (input) => ({ action: "sqs:SendMessage", resource: checked(SendInput, input).QueueUrl }),
    async send({ queues }, input) {
      const message = checked(SendInput, input);
      queues.send(message.QueueUrl, {
        body: message.MessageBody,
        groupId: message.MessageGroupId,
        deduplicationId: message.MessageDeduplicationId,
      });
    },
  };
}

function checked<T>(shape: z.ZodType<T>, input: string): T {
  const result = shape.safeParse(parsed(input));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new AwsError(
    "ValidationException",
    `The input's ${issue?.path.join(".")} is wrong: ${issue?.message}`,
  );
}

function parsed(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch {
    throw new AwsError("ValidationException", "The input is no JSON.");
  }
}
