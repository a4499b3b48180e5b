/** A scripted conversation as data: what a file in test/journeys/ holds. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import * as z from "zod";

/** A text that has to occur in the message, case and accents aside; "/…/" is a regular expression. */
const heard = z.string().min(1);

const Step = z
  .strictObject({
    /** The customer writes. */
    say: z.string().optional(),
    /** Several short messages, all at once. */
    burst: z.array(z.string()).min(2).optional(),
    /** The customer taps a button; what it carries, when that is not its text. */
    tap: z.strictObject({ text: z.string(), payload: z.string().optional() }).optional(),
    /** The customer sends where they are. */
    location: z.strictObject({ latitude: z.number(), longitude: z.number() }).optional(),
    /** The customer sends a file of this content type, such as audio/ogg. */
    media: z.string().optional(),
    /** What happens to Bedrock, in both regions. */
    model: z.enum(["throttled", "down", "up"]).optional(),
    /** What happens to Asaas: its next requests fail, or its events are lost. */
    asaas: z.strictObject({ failNext: z.int().optional(), dropWebhooks: z.boolean().optional() }).optional(),
    /** The customer's bank pays the last charge. */
    pay: z.literal(true).optional(),
    /** The kitchen taps. */
    kitchen: z
      .strictObject({
        status: z.enum(["accepted", "rejected", "ready", "out_for_delivery", "delivered"]),
        minutes: z.int().optional(),
        reason: z.string().optional(),
      })
      .optional(),
    /** Twilio delivers the customer's last message this many times more, all at once. */
    redeliver: z.int().positive().optional(),
    /** Asaas sends its last event once more. */
    redeliver_payment: z.literal(true).optional(),
    /** Time passes. */
    minutes_pass: z.number().positive().optional(),
    /** What the customer hears then, in this order; other messages may come between. */
    hear: z.union([heard, z.array(heard)]).optional(),
  })
  .refine((step) => Object.keys(step).length > 0, "a step does something or hears something");

export const Script = z.strictObject({
  title: z.string().min(1),
  /** clientId */
  restaurant: z.string(),
  customer: z.string().default("Maria"),
  /** Play it once in each region. @default only in the primary */
  in_both_regions: z.boolean().default(false),
  /** So many customers play it at the same time, each with a phone of their own. */
  at_once: z.int().positive().default(1),
  steps: z.array(Step).min(1),
  outcome: z.strictObject({
    /** The customer's last order; absent: none was placed. */
    order: z.strictObject({ status: z.string(), totalCentavos: z.int() }).optional(),
    /** Messages that the customer has got in all. */
    messages: z.int().optional(),
    /** Items of the last order, as "2x pizza_calabresa". */
    items: z.array(z.string()).optional(),
  }),
});
export type Script = z.infer<typeof Script>;
export type Step = Script["steps"][number];

/** Every script of a folder. @throws a sentence that names the file and the place. */
export function readScripts(folder: string): { readonly file: string; readonly script: Script }[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => {
      const parsed = Script.safeParse(parse(readFileSync(path.join(folder, file), "utf8")));
      if (parsed.success) return { file, script: parsed.data };
      const issue = parsed.error.issues[0];
      throw new Error(`${file}: ${issue?.path.join(".")}: ${issue?.message}`);
    });
}
