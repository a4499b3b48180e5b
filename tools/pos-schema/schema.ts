/** The kitchen's message as a JSON Schema. A newer sender's unknown fields are allowed: a reader overlooks them. */
import * as z from "zod";
import { PosMessage } from "../../handlers/shared/messages.ts";

export function posSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(PosMessage, {
    target: "draft-2020-12",
    io: "input",
    override: ({ jsonSchema }) => {
      // The bounds of JavaScript's integers say nothing about an order.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      // `format` says it; the expression behind it is for machines that know no formats.
      if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
    },
  });
  return {
    $schema,
    title: "PosMessage v1",
    description: "An order on a store's queue. What each field is for: docs/pos-message.md.",
    ...rest,
  };
}

const lineWidth = 110;

/** Short lists on one line, as the formatter wants them. */
export function posSchemaText(): string {
  const text = JSON.stringify(posSchema(), null, 2).replace(
    /^( *(?:"\w+": )?)\[\n([^[\]{}]+)\n *\](,?)$/gm,
    (list, start: string, entries: string, comma: string) => {
      const line = `${start}[${entries.trim().replace(/,\n\s*/g, ", ")}]${comma}`;
      return line.length > lineWidth ? list : line;
    },
  );
  return `${text}\n`;
}
