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
  /** Of PEER_REGION. */
  PEER_MEDIA_BUCKET: text,
  /** "https://sqs.us-east-1.amazonaws.com/123456789012/": a queue's URL is this and its name, in any region. */
  QUEUE_URL_PREFIX: z.url().check(z.endsWith("/")),
  /** Queue names, the same in both regions. */
  INBOX_QUEUE: text,
  PAYMENTS_QUEUE: text,
  /** Functions as `name:alias`. */
  ORDER_FUNCTION: text,
  PAYMENT_FUNCTION: text,
  PRODUCER_FUNCTION: text,
  ERASURE_FUNCTION: text,
  /** Secret names. */
  TWILIO_SECRET: text,
  ASAAS_SECRET: text,
  POS_SECRET: text,
  /** Without a trailing slash. */
  TWILIO_BASE_URL: url,
  TWILIO_ACCOUNTS_BASE_URL: url,
  ASAAS_BASE_URL: url,
  /** "https://api.<domain>": what Twilio signs over and Asaas posts to, the same in both regions. */
  PUBLIC_BASE_URL: url,
  /** "active.<domain>": its TXT record names the region that processes. */
  ACTIVE_NAME: text,
  /** The region that processes while DNS gives no answer. */
  PRIMARY_REGION: text,
  /** A region that stands alone is its own peer. */
  PEER_REGION: text,
  /** Bedrock model or inference-profile ids, first choice first, separated by commas. */
  MODEL_IDS: text,
  /** UUID of the inbox's event source mapping, and how many batches of it there are at once, usually and at most. */
  SCALED_MAPPING: text,
  USUAL_CONCURRENCY: wholeNumber,
  PEAK_CONCURRENCY: wholeNumber,
  AWS_REGION: text,
} as const;

/** Of what a function works without. */
const optionalVariables = {
  /** "rediss://<user>@<host>:6379" */
  CACHE_URL: z.url(),
  /** The cache's name in ElastiCache: a function signs for it. */
  CACHE_NAME: text,
} as const;

export type Variable = keyof typeof variables;
export type OptionalVariable = keyof typeof optionalVariables;
export type Environment<K extends Variable | OptionalVariable> = Readonly<Record<K, string>>;

/** Throws a sentence that names every variable that is missing or malformed. */
export function readEnvironment<const K extends Variable>(...names: readonly K[]): Environment<K> {
  return read(variables, names, (name) => `${name} is missing`) as Environment<K>;
}

/** What is not set is left out. Throws a sentence that names every variable that is malformed. */
export function readOptionalEnvironment<const K extends OptionalVariable>(
  ...names: readonly K[]
): Partial<Environment<K>> {
  return read(optionalVariables, names, () => undefined);
}

type Schemas<K extends string> = Readonly<Record<K, z.ZodMiniType<string>>>;

function read<K extends string>(
  schemas: Schemas<K>,
  names: readonly K[],
  problemIfUnset: (name: K) => string | undefined,
): Partial<Record<K, string>> {
  const problems: string[] = [];
  const values: Partial<Record<K, string>> = {};
  for (const name of names) {
    const value = process.env[name];
    const parsed = schemas[name].safeParse(value);
    if (parsed.success) values[name] = parsed.data;
    else {
      const problem = value === undefined ? problemIfUnset(name) : `${name} is malformed`;
      if (problem) problems.push(problem);
    }
  }
  if (problems.length) throw new Error(`The function's environment is wrong: ${problems.join(", ")}.`);
  return values;
}
