import * as z from "zod";
import { modelIdsOf, parseModelId } from "../support/models.ts";
import { stackRule } from "../support/rule.ts";
import { regionOf } from "../support/stack.ts";

/** Regions that an inference profile may be called from. */
const from: Readonly<Record<string, RegExp>> = {
  global: /./,
  us: /^us-/,
  eu: /^eu-/,
  apac: /^ap-/,
  jp: /^ap-northeast-/,
  au: /^ap-southeast-/,
};

export default stackRule({
  name: "model-in-reach",
  description: "Every model is asked for through a profile that exists in the function's region.",
  why: "A profile of another geography, or a bare id, is a ValidationException at the first message; São Paulo has global profiles only.",
  source: "https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html",
  level: "mandatory",
  check(stack, report) {
    stack.each("aws:lambda/function:Function", z.object({}), (_fn, fn) => {
      const region = regionOf(fn);
      for (const id of modelIdsOf(fn)) {
        const { geography } = parseModelId(id);
        if (region && !(geography && from[geography]?.test(region)))
          report(fn, {
            what: `asks in ${region} for ${id}`,
            mend: "Use the model's global. profile.",
          });
      }
    });
  },
});
