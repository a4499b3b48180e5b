import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { block, count } from "../support/shapes.ts";

export default resourceRule({
  name: "usage-plan-bounded",
  description: "Every usage plan limits rate, burst and the month's total.",
  why: "A plan without limits meters and stops nothing.",
  source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html",
  level: "mandatory",
  types: ["aws:apigateway/usagePlan:UsagePlan"],
  props: z.object({
    throttleSettings: block({ rateLimit: count, burstLimit: count }),
    quotaSettings: block({ limit: count }),
  }),
  check({ throttleSettings, quotaSettings }, report) {
    const missing = [
      ...(throttleSettings?.rateLimit ? [] : ["rate"]),
      ...(throttleSettings?.burstLimit ? [] : ["burst"]),
      ...(quotaSettings?.limit ? [] : ["total"]),
    ];
    if (missing.length)
      report({
        what: `limits no ${missing.join(", no ")}`,
        mend: "Set throttleSettings to { rateLimit, burstLimit } and quotaSettings to { limit, period }.",
      });
  },
});
