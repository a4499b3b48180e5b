import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { flag, references, text } from "../support/shapes.ts";

export default resourceRule({
  name: "alarm-acts",
  description: "Every alarm tells somebody, in its own region.",
  why: "An alarm that only turns red is seen after the customers called.",
  source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html",
  level: "mandatory",
  types: ["aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/compositeAlarm:CompositeAlarm"],
  props: z.object({ actionsEnabled: flag, alarmActions: references, region: text }),
  check({ actionsEnabled = true, alarmActions, region }, report) {
    if (!actionsEnabled || !alarmActions.length)
      report({
        what: "tells nobody",
        mend: "Set alarmActions to the topic of its severity.",
      });
    for (const arn of alarmActions) {
      const other = arn.split(":")[3];
      if (region && other && other !== region)
        report({
          what: `is in ${region} and acts on ${arn}`,
          mend: `CloudWatch acts in its own region only: name a topic in ${region}.`,
        });
    }
  },
});
