/** The records of one conversation as what is to be done, in order. */
import type { QueueRecord } from "../shared/events.ts";
import {
  type DeliveryReport,
  type InboundMessage,
  InboxMessage,
  type Notice,
  type StaffMessage,
  type Wake,
} from "../shared/messages.ts";
import { problemsOf } from "../shared/problems.ts";

export type Step = { readonly records: readonly QueueRecord[] } & (
  | /** The customer's messages that follow one another are one turn. */ {
      readonly kind: "burst";
      readonly messages: readonly InboundMessage[];
    }
  | { readonly kind: "notice"; readonly message: Notice }
  | { readonly kind: "delivery"; readonly message: DeliveryReport }
  | { readonly kind: "staff"; readonly message: StaffMessage }
  | { readonly kind: "wake"; readonly message: Wake }
  /** No message of ours: why, as a sentence. */
  | { readonly kind: "unreadable"; readonly problem: string }
);

export function stepsOf(records: readonly QueueRecord[]): readonly Step[] {
  const steps: Step[] = [];
  for (const record of records) {
    const step = stepOf(record);
    const last = steps.at(-1);
    if (step.kind === "burst" && last?.kind === "burst") {
      steps[steps.length - 1] = {
        kind: "burst",
        records: [...last.records, record],
        messages: [...last.messages, ...step.messages],
      };
    } else steps.push(step);
  }
  return steps;
}

function stepOf(record: QueueRecord): Step {
  const records = [record];
  let json: unknown;
  try {
    json = JSON.parse(record.body);
  } catch {
    return { kind: "unreadable", records, problem: "It is no JSON." };
  }
  const parsed = InboxMessage.safeParse(json);
  if (!parsed.success) {
    const problems = problemsOf(parsed.error);
    return {
      kind: "unreadable",
      records,
      problem: `It is no message of handlers/shared/messages.ts: ${problems.join("; ")}.`,
    };
  }
  const message = parsed.data;
  switch (message.kind) {
    case "inbound":
      return { kind: "burst", records, messages: [message] };
    case "notice":
      return { kind: "notice", records, message };
    case "delivery":
      return { kind: "delivery", records, message };
    case "staff":
      return { kind: "staff", records, message };
    case "wake":
      return { kind: "wake", records, message };
  }
}

/** How often the record has been delivered, this time included; 0 when the queue does not say. */
export function receiveCountOf({ attributes }: QueueRecord): number {
  return Number(attributes.ApproximateReceiveCount ?? 0);
}
