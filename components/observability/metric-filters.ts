/** Metrics that nobody writes: they are read out of log lines. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { HandlerFunction } from "../functions/handler-function.ts";

/** Requests that the API refused with 401 or 403, from its access log. */
export const requestsRefused = { namespace: "Chatbot", metricName: "RequestsRefused" } as const;
/** Lines of level ERROR, by `service`: also what a function caught and went on from. */
export const errorsLogged = { namespace: "Chatbot", metricName: "ErrorsLogged" } as const;

export function createMetricFilters(
  name: string,
  args: {
    readonly accessLog: aws.cloudwatch.LogGroup;
    readonly functions: Readonly<Record<string, HandlerFunction>>;
  },
  opts: pulumi.CustomResourceOptions,
): void {
  new aws.cloudwatch.LogMetricFilter(
    `${name}-refused`,
    {
      name: requestsRefused.metricName,
      logGroupName: args.accessLog.name,
      pattern: "{ ($.status = 401) || ($.status = 403) }",
      metricTransformation: {
        namespace: requestsRefused.namespace,
        name: requestsRefused.metricName,
        value: "1",
        defaultValue: "0",
        unit: "Count",
      },
    },
    opts,
  );
  for (const [service, handler] of Object.entries(args.functions))
    countErrors(`${name}-errors-logged-${service}`, handler, opts);
}

/** For a function beside the catalogue's too. */
export function countErrors(
  name: string,
  handler: HandlerFunction,
  opts: pulumi.CustomResourceOptions,
): void {
  new aws.cloudwatch.LogMetricFilter(
    name,
    {
      name: errorsLogged.metricName,
      logGroupName: handler.logGroup.name,
      pattern: '{ $.level = "ERROR" }',
      metricTransformation: {
        namespace: errorsLogged.namespace,
        name: errorsLogged.metricName,
        value: "1",
        // With dimensions there is no default value: AWS takes the one or the other.
        dimensions: { service: "$.service" },
        unit: "Count",
      },
    },
    opts,
  );
}
