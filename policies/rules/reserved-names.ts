import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { block, text, variables } from "../support/shapes.ts";

interface Reserved {
  readonly type: string;
  readonly property: "name" | "bucket" | "ruleName";
  readonly names: RegExp;
}

/** Names that AWS keeps for itself, or gives a meaning of its own. */
const reserved: readonly Reserved[] = [
  { type: "aws:cloudwatch/logGroup:LogGroup", property: "name", names: /^aws\// },
  { type: "aws:cloudwatch/eventBus:EventBus", property: "name", names: /^(aws\.|default$)/ },
  { type: "aws:iam/role:Role", property: "name", names: /^AWSServiceRole/ },
  { type: "aws:kms/alias:Alias", property: "name", names: /^alias\/aws\// },
  {
    type: "aws:s3/bucket:Bucket",
    property: "bucket",
    names: /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/,
  },
  { type: "aws:scheduler/scheduleGroup:ScheduleGroup", property: "name", names: /^default$/ },
  // A hyphen and six characters look like the suffix of a secret's ARN: a partial ARN then means another secret.
  { type: "aws:secretsmanager/secret:Secret", property: "name", names: /-[A-Za-z0-9]{6}$|^aws\// },
  { type: "aws:xray/samplingRule:SamplingRule", property: "ruleName", names: /^Default$/ },
];

/** Variables that Lambda sets itself. */
const lambdaVariables =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_(DEFAULT_REGION|REGION|EXECUTION_ENV|LAMBDA_(FUNCTION_(NAME|MEMORY_SIZE|VERSION)|INITIALIZATION_TYPE|LOG_(GROUP|STREAM)_NAME|RUNTIME_API)|ACCESS_KEY(_ID)?|SECRET_ACCESS_KEY|SESSION_TOKEN)|LAMBDA_(TASK_ROOT|RUNTIME_DIR))$/;

export default resourceRule({
  name: "reserved-names",
  description: "No resource, variable, tag or metric has a name that AWS keeps for itself.",
  why: "AWS refuses some of them in the middle of an update and gives others another meaning.",
  source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html",
  level: "mandatory",
  props: z.object({}),
  check(_props, report, { resource: { type, props } }) {
    const tell = (what: string) => report({ what, mend: "Choose another name." });
    for (const { property, names } of reserved.filter((row) => row.type === type)) {
      const name = text.parse(props[property]);
      if (name && names.test(name)) tell(`is named ${name}`);
    }
    if (type === "aws:lambda/function:Function") {
      const environment = block({ variables }).parse(props.environment);
      for (const name of Object.keys(environment?.variables ?? {}))
        if (lambdaVariables.test(name)) tell(`sets the environment variable ${name}`);
    }
    if (type === "aws:cloudwatch/logMetricFilter:LogMetricFilter") {
      const namespace = block({ namespace: text }).parse(props.metricTransformation)?.namespace;
      if (namespace?.startsWith("AWS/")) tell(`counts into the namespace ${namespace}`);
    }
    const own = z.record(z.string(), z.unknown()).nullish().catch(undefined).parse(props.tags);
    for (const key of Object.keys(own ?? {})) if (/^aws:/i.test(key)) tell(`has the tag ${key}`);
  },
});
