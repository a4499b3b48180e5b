import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { text } from "../support/shapes.ts";

const region = /\b[a-z]{2}-(north|south|east|west|central|northeast|southeast)-\d\b/;

export default resourceRule({
  name: "names-same-in-both-regions",
  description:
    "What the other region addresses has a name that it can know: chosen, and without a region in it.",
  why: "The peer sends to a queue and signs for a secret by name alone; a drawn or regional name is another one there.",
  source: "https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming",
  level: "mandatory",
  types: [
    "aws:dynamodb/table:Table",
    "aws:lambda/alias:Alias",
    "aws:lambda/function:Function",
    "aws:secretsmanager/secret:Secret",
    "aws:sqs/queue:Queue",
  ],
  props: z.object({ name: text }),
  check({ name }, report, { resource }) {
    const drawn = !name || (name.startsWith(`${resource.name}-`) && /-[0-9a-f]{7}(\.fifo)?$/.test(name));
    if (drawn || region.test(name))
      report({
        what: drawn ? "has a name that Pulumi drew" : `has its region in its name, ${name}`,
        mend: "Set name to one that both regions use.",
      });
  },
});
