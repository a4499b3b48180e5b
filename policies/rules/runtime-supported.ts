import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { text } from "../support/shapes.ts";

/** Last day of AWS's support. */
const ends: Readonly<Record<string, string>> = {
  "nodejs18.x": "2025-09-01",
  "nodejs20.x": "2026-04-30",
  "nodejs22.x": "2027-04-30",
  "nodejs24.x": "2028-04-30",
  "python3.9": "2025-12-15",
};

export default resourceRule({
  name: "runtime-supported",
  description: "No function runs on a runtime past its end of life.",
  why: "A runtime past its end gets no security patches, and then no function on it can be changed.",
  source: "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html",
  level: "mandatory",
  types: ["aws:lambda/function:Function"],
  props: z.object({ runtime: text, packageType: text }),
  check({ runtime, packageType = "Zip" }, report, { now }) {
    if (packageType !== "Zip" || !runtime) return;
    const end = ends[runtime];
    if (!end)
      report({
        what: `runs on ${runtime}, whose end of life this pack does not know`,
        mend: "Use nodejs24.x, or add the runtime and the date of its end to policies/rules/runtime-supported.ts.",
      });
    else if (now.toISOString().slice(0, 10) > end)
      report({
        what: `runs on ${runtime}, which ended on ${end}`,
        mend: "Use nodejs24.x.",
      });
  },
});
