/** A scripted conversation as data: what a file in test/journeys/ holds. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import * as z from "zod";
import { weekdays } from "../../../handlers/shared/hours.ts";
import { orderStatuses } from "../../../handlers/shared/order-states.ts";

/** A text that has to occur in the message, case and accents aside; "/…/" is a regular expression. */
const heard = z.string().min(1);

/**
 * Fields of the restaurant's row ("restaurant") or of a store's ("store_…") that an operator sets otherwise, by path:
 * { restaurant: { limits.tokensPerDay: 3000 } }. They are put back after the script.
 */
const Configuration = z.record(
  z.string().regex(/^(restaurant|store_[a-z0-9_]+)$/, "expected restaurant, or a storeId"),
  z.record(z.string(), z.unknown()),
);
export type Configuration = z.infer<typeof Configuration>;

const Step = z
  .strictObject({
    /** The customer writes. */
    say: z.string().optional(),
    /** Several short messages, all at once. */
    burst: z.array(z.string()).min(2).optional(),
    /** The customer taps a button; what it carries, when that is not its text. */
    tap: z.strictObject({ text: z.string(), payload: z.string().optional() }).optional(),
    /** The customer taps the choice of this title in the restaurant's last message, or types its number. */
    choose: z.string().optional(),
    /** The customer sends where they are. */
    location: z.strictObject({ latitude: z.number(), longitude: z.number() }).optional(),
    /** The customer sends a file of this content type, such as audio/ogg. */
    media: z.string().optional(),
    /** What happens to Bedrock, in both regions. */
    model: z.enum(["throttled", "down", "up"]).optional(),
    /** So many calls more Bedrock takes and throttles the others. */
    model_calls: z.int().positive().optional(),
    /** What happens to Asaas: its next requests fail, or its events are lost. */
    asaas: z.strictObject({ failNext: z.int().optional(), dropWebhooks: z.boolean().optional() }).optional(),
    /** The customer's bank pays the last charge. */
    pay: z.literal(true).optional(),
    /** A person of the restaurant writes to the customer, or gives the conversation back to the bot. */
    staff: z.union([z.strictObject({ reply: z.string() }), z.literal("resume")]).optional(),
    /** An operator changes the restaurant in the middle. */
    configure: Configuration.optional(),
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
    /** The restaurant gives the last charge back in Asaas's panel: all of it, or so many centavos. */
    refund: z.union([z.literal("all"), z.int().positive()]).optional(),
    /** Asaas sends its last event once more. */
    redeliver_payment: z.literal(true).optional(),
    /** Time passes, with everything that is due meanwhile. */
    minutes_pass: z.number().positive().optional(),
    /** It becomes so late in São Paulo, such as "19:00" or "friday 23:50"; schedules rest meanwhile. */
    until: z
      .string()
      .regex(new RegExp(`^((${weekdays.join("|")}) )?([01]\\d|2[0-3]):[0-5]\\d$`))
      .optional(),
    /** Hours pass; schedules rest meanwhile. */
    hours_pass: z.number().positive().optional(),
    /** The script's customers wait for each other before they do this. */
    together: z.literal(true).optional(),
    /** What the customer hears then, in this order; other messages may come between. */
    hear: z.union([heard, z.array(heard)]).optional(),
    /** Nobody says anything to it, and all work that it made is done. */
    silence: z.literal(true).optional(),
  })
  .refine((step) => Object.keys(step).length > 0, "a step does something or hears something");

/** What a customer's script ends in. */
const Outcome = z.strictObject({
  /** The customer's last order; absent: none was placed. */
  order: z.strictObject({ status: z.enum(orderStatuses), totalCentavos: z.int() }).optional(),
  /** Items of the last order, as "2x pizza_calabresa". */
  items: z.array(z.string()).optional(),
  /** What is left in the basket, in the same way. @default nothing, or nobody asks */
  basket: z.array(z.string()).optional(),
  /**
   * The last order's charge at Asaas, in centavos; absent: none was made. DELETED is one that was withdrawn. `refunded` is
   * what went back of it.
   */
  charge: z
    .strictObject({
      status: z.enum(["PENDING", "CONFIRMED", "RECEIVED", "OVERDUE", "REFUNDED", "DELETED"]),
      centavos: z.int(),
      refunded: z.int().default(0),
    })
    .optional(),
  /** Messages that the customer has got in all. */
  messages: z.int(),
  /** How many of them went as an approved template. */
  templates: z.int().optional(),
  /** Orders that the customer had, and that are nobody's now; nothing else of the customer is left. */
  nobodys: z.array(z.strictObject({ status: z.enum(orderStatuses), totalCentavos: z.int() })).optional(),
  /** A line of the log of this conversation has each of these texts. */
  log: z.array(z.string()).optional(),
  /** Business metrics that were counted since the script began. */
  metrics: z.array(z.string()).optional(),
});
export type Outcome = z.infer<typeof Outcome>;

export const Script = z
  .strictObject({
    title: z.string().min(1),
    /** clientId */
    restaurant: z.string(),
    customer: z.string().default("Maria"),
    /** Play it once in each region. @default only in the primary */
    in_both_regions: z.boolean().default(false),
    /** So many customers play it at the same time, each with a phone of their own. */
    at_once: z.int().positive().default(1),
    /** How the restaurant is before the first step. @default as its file says */
    configure: Configuration.optional(),
    steps: z.array(Step).min(1),
    /** A list: of each customer one, whichever. */
    outcome: z.union([Outcome, z.array(Outcome).min(2)]),
  })
  .refine(
    ({ at_once, outcome }) => !Array.isArray(outcome) || outcome.length === at_once,
    "a list of outcomes has one for each of the customers",
  );
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
