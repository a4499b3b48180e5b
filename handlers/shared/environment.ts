/** The environment that the program gives to functions: checked once, when a function starts. */
import * as z from "zod/mini";

const text = z.string().check(z.minLength(1));
const url = z.url();
const wholeNumber = z.string().check(z.regex(/^[1-9]\d*$/));

const variables = {
  CONVERSATION_TABLE: text,
  ORDER_CONFIG_TABLE: text,
  ORDERS_TABLE: text,
  PAYMENT_RECORDS_TABLE: text,
  TENANT_CONFIG_TABLE: text,
  CUSTOMER_TABLE: text,
  IDEMPOTENCY_TABLE: text,
  MEDIA_BUCKET: text,
  /** "https://sqs.us-east-1.amazonaws.com/123456789012/": a queue's URL is this and its name, in any region. */
  QUEUE_URL_PREFIX: z.url().check(z.endsWith("/")),
  /** Queue names, the same in both regions. */
  INBOX_QUEUE: text,
  PAYMENTS_QUEUE: text,
  /** Functions as `name:alias`. */
  ORDER_FUNCTION: text,
  PAYMENT_FUNCTION: text,
  PRODUCER_FUNCTION: text,
  /** Secret names. */
  TWILIO_SECRET: text,
  ASAAS_SECRET: text,
  POS_SECRET: text,
  /** Without a trailing slash. */
  TWILIO_BASE_URL: url,
  ASAAS_BASE_URL: url,
  /** "https://api.<domain>": what Twilio signs over and Asaas posts to, the same in both regions. */
  PUBLIC_BASE_URL: url,
  /** "active.<domain>": its TXT record names the region that processes. */
  ACTIVE_NAME: text,
  /** The region that processes while DNS gives no answer. */
  PRIMARY_REGION: text,
  PEER_REGION: text,
  /** Bedrock model or inference-profile ids, first choice first, separated by commas. */
  MODEL_IDS: text,
  /** UUID of the inbox's event source mapping, and how many batches of it there are at once, usually and at most. */
  SCALED_MAPPING: text,
  USUAL_CONCURRENCY: wholeNumber,
  PEAK_CONCURRENCY: wholeNumber,
  AWS_REGION: text,
} as const;

export type Variable = keyof typeof variables;
export type Environment<K extends Variable> = Readonly<Record<K, string>>;

/** Throws a sentence that names every variable that is missing or malformed. */
export function readEnvironment<const K extends Variable>(...names: readonly K[]): Environment<K> {
  const problems: string[] = [];
  const values: Partial<Record<K, string>> = {};
  for (const name of names) {
    const parsed = variables[name].safeParse(process.env[name]);
    if (parsed.success) values[name] = parsed.data;
    else problems.push(`${name} ${process.env[name] === undefined ? "is missing" : "is malformed"}`);
  }
  if (problems.length) throw new Error(`The function's environment is wrong: ${problems.join(", ")}.`);
  return values as Environment<K>;
}
