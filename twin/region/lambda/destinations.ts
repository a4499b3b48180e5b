/** Where asynchronous invocations end: dead-letter targets and destinations, checked at the start and delivered to. */
import { AwsError, type Permission } from "../aws-service.ts";
import type { RegionQueues } from "../sqs/sqs.ts";
import type { Deliver } from "./asynchronous.ts";
import type { RegionFunctions } from "./lambda.ts";
import type { FunctionSettings } from "./settings.ts";

const sending: Readonly<Record<string, string>> = {
  sqs: "sqs:SendMessage",
  sns: "sns:Publish",
  lambda: "lambda:InvokeFunction",
};

/** @throws Error with a sentence for each target that AWS would refuse when the function is created. */
export function checkDestinations(
  functions: readonly FunctionSettings[],
  queues: RegionQueues,
  allows: (roleArn: string, permission: Permission) => boolean,
): void {
  const problems = functions.flatMap((fn) => {
    const targets = [
      fn.deadLetterArn,
      ...[...fn.asynchronous.values()].flatMap(({ onFailureArn, onSuccessArn }) => [
        onFailureArn,
        onSuccessArn,
      ]),
    ].filter((arn) => arn !== undefined);
    return targets.flatMap((arn) => {
      const problem = problemOf(fn, arn, queues, allows);
      return problem ? [`Function ${fn.name}: ${problem} (InvalidParameterValueException).`] : [];
    });
  });
  if (problems.length) throw new Error(problems.join("\n"));
}

function problemOf(
  fn: FunctionSettings,
  arn: string,
  queues: RegionQueues,
  allows: (roleArn: string, permission: Permission) => boolean,
): string | undefined {
  const service = serviceOf(arn);
  const action = sending[service];
  if (!action) return `the twin cannot deliver its failures to ${arn}`;
  if (service === "sqs" && arn.endsWith(".fifo")) return `a FIFO queue cannot be its destination: ${arn}`;
  if (service === "sqs" && !queues.depths().some(({ queue }) => arn.endsWith(`:${queue}`)))
    return `its destination ${arn} does not exist in this region`;
  if (!allows(fn.roleArn, { action, resource: arn }))
    return `its execution role does not have permissions to call ${action.split(":")[1]} on ${arn}`;
  return undefined;
}

export interface Receivers {
  readonly queues: RegionQueues;
  readonly functions: () => RegionFunctions;
  publish(topicArn: string, message: string): void | Promise<void>;
}

export function deliverTo({ queues, functions, publish }: Receivers): Deliver {
  return (arn, body, attributes) => {
    switch (serviceOf(arn)) {
      case "sqs":
        return queues.send(arn, { body, attributes });
      case "sns":
        return publish(arn, body);
      case "lambda":
        return functions().invokeAsync(arn, JSON.parse(body), "async");
    }
    throw new AwsError("InvalidParameterValueException", `The twin cannot deliver to ${arn}.`);
  };
}

function serviceOf(arn: string): string {
  return arn.split(":")[2] ?? "";
}
