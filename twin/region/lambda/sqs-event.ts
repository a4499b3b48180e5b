/** The event that Lambda makes of a batch of SQS messages, and what its answer says about them. */
import { systemAttributes } from "../sqs/actions/receive.ts";
import { md5OfAttributes } from "../sqs/digest.ts";
import type { Message } from "../sqs/message.ts";

export function sqsEvent(messages: readonly Message[], queueArn: string, region: string): unknown {
  return {
    Records: messages.map((message) => {
      const md5OfMessageAttributes = md5OfAttributes(message.attributes);
      return {
        messageId: message.id,
        receiptHandle: message.receiptHandle,
        body: message.body,
        attributes: systemAttributes(message),
        messageAttributes: Object.fromEntries(
          Object.entries(message.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
            name,
            {
              stringValue: StringValue,
              binaryValue: BinaryValue,
              stringListValues: [],
              binaryListValues: [],
              dataType: DataType,
            },
          ]),
        ),
        ...(md5OfMessageAttributes && { md5OfMessageAttributes }),
        md5OfBody: message.md5,
        eventSource: "aws:sqs",
        eventSourceARN: queueArn,
        awsRegion: region,
      };
    }),
  };
}

/**
 * The messages that stay in the queue after an answer with partial batch failures. In a FIFO queue whatever follows a
 * failed message of its group stays too, so that order holds. An answer that names no message of the batch, or is no
 * such answer, fails the whole batch, as on AWS.
 */
export function failedOf(answer: unknown, messages: readonly Message[], fifo: boolean): readonly Message[] {
  if (answer === null || answer === undefined || answer === "") return [];
  const failures = (answer as { batchItemFailures?: unknown }).batchItemFailures;
  if (failures === null || failures === undefined) return [];
  if (!Array.isArray(failures)) return messages;
  const ids = failures.map((failure: { itemIdentifier?: unknown } | null) => failure?.itemIdentifier);
  const known = new Set(messages.map(({ id }) => id));
  if (ids.some((id) => typeof id !== "string" || !known.has(id))) return messages;
  const failed = new Set(ids);
  const stuck = new Set<string>();
  return messages.filter((message) => {
    const group = fifo ? message.groupId : undefined;
    const stays = failed.has(message.id) || (group !== undefined && stuck.has(group));
    if (stays && group !== undefined) stuck.add(group);
    return stays;
  });
}
