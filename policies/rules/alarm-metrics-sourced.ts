import * as z from "zod";
import { sourceless } from "../support/metric-sources.ts";
import { read, stackRule } from "../support/rule.ts";
import { block, listOf, tags, text } from "../support/shapes.ts";
import { whenKnown } from "../support/unknown.ts";

export default stackRule({
  name: "alarm-metrics-sourced",
  description: "Something in the stack publishes every metric that an alarm watches.",
  why: "An alarm on a metric that nobody publishes is silent for ever, and looks healthy.",
  source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
  level: "mandatory",
  async check(stack, report) {
    for (const alarm of stack.ofType("aws:cloudwatch/metricAlarm:MetricAlarm")) {
      const props = whenKnown(() => read(alarm, Alarm));
      if (!props) continue;
      const metrics = [props, ...props.metricQueries.flatMap(({ metric }) => metric ?? [])];
      for (const { namespace, metricName, dimensions } of metrics) {
        if (!namespace || !metricName) continue;
        const missing = await sourceless(stack, { namespace, metricName, dimensions });
        if (missing)
          report(alarm, {
            what: `watches ${missing}`,
            mend: "Correct the name or the dimension, or publish the metric.",
          });
      }
    }
  },
});

const metric = { namespace: text, metricName: text, dimensions: tags };
const Alarm = z.object({ ...metric, metricQueries: listOf(z.object({ metric: block(metric) })) });
