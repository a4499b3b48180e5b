import * as z from "zod";
import { modelIdsOf, models, parseModelId } from "../support/models.ts";
import { resourceRule } from "../support/rule.ts";

export default resourceRule({
  name: "model-supported",
  description: "No function and no tenant asks for a model past its end of life.",
  why: "Bedrock refuses a model after its last day, and every conversation then goes on as a menu.",
  source: "https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle.html",
  level: "mandatory",
  types: ["aws:lambda/function:Function", "aws:dynamodb/tableItem:TableItem"],
  props: z.object({}),
  check(_props, report, { resource, now }) {
    for (const id of modelIdsOf(resource)) {
      const model = models[parseModelId(id).model];
      if (!model)
        report({
          what: `asks for ${id}, which this pack does not know`,
          mend: "Add the model, and its end where one is announced, to policies/support/models.ts.",
        });
      else if (model.ends && now.toISOString().slice(0, 10) > model.ends)
        report({
          what: `asks for ${id}, which ended on ${model.ends}`,
          mend: "Put its successor into chatbot:modelIds, or into the tenant's aiConfig.models.",
        });
    }
  },
});
