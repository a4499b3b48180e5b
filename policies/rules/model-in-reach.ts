import * as z from "zod";
import { modelIdsOf, parseModelId } from "../support/models.ts";
import { type Resource, stackRule } from "../support/rule.ts";
import { regionOf, type Stack } from "../support/stack.ts";
import { replicaRegions, tableType } from "../support/tables.ts";

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
  description:
    "Every model is asked for through a profile that exists in the function's region, or in each that has the tenant's row.",
  why: "A profile of another geography, or a bare id, is a ValidationException at the first message; São Paulo has global profiles only.",
  source: "https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html",
  level: "mandatory",
  check(stack, report) {
    for (const [type, regionsOf] of askers)
      stack.each(type, z.object({}), (_props, at) => {
        const ids = modelIdsOf(at);
        if (!ids.length) return;
        for (const region of regionsOf(stack, at))
          for (const id of ids) {
            const { geography } = parseModelId(id);
            if (!(geography && from[geography]?.test(region)))
              report(at, {
                what: `asks in ${region} for ${id}`,
                mend: "Use the model's global. profile.",
              });
          }
      });
  },
});

/** Who asks for models, and in which regions. */
const askers: readonly (readonly [string, (stack: Stack, resource: Resource) => readonly string[]])[] = [
  ["aws:lambda/function:Function", (_stack, fn) => known(regionOf(fn))],
  ["aws:dynamodb/tableItem:TableItem", regionsOfRow],
];

/** A row is read wherever its table has a replica. */
function regionsOfRow(stack: Stack, row: Resource): readonly string[] {
  const table = stack.referred(row, "tableName", tableType);
  return table ? [...known(regionOf(table)), ...replicaRegions(stack, table)] : known(regionOf(row));
}

function known(region: string | undefined): readonly string[] {
  return region ? [region] : [];
}
