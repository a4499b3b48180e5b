import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { text } from "../support/shapes.ts";

export default resourceRule({
  name: "secret-value-outside-state",
  description: "The program writes no secret's value.",
  why: "What a program writes lies in its state file and in every copy of it, long after the rotation.",
  source: "https://www.pulumi.com/docs/iac/concepts/secrets/",
  level: "mandatory",
  types: ["aws:secretsmanager/secretVersion:SecretVersion"],
  props: z.object({ secretString: text, secretBinary: text }),
  check({ secretString, secretBinary }, report) {
    if (secretString || secretBinary)
      report({
        what: "puts a value into the program's state",
        mend: "Let an operator or the rotation write it, or use secretStringWo, which is not kept.",
      });
  },
});
