/** The stack's configuration: every key, what it accepts, and what happens when nobody sets it. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import { natStrategies } from "./network/nat-strategies.ts";

interface Key<T> {
  readonly schema: z.ZodType<T>;
  /** Completes "accepted: …". */
  readonly accepted: string;
  readonly required: boolean;
  readonly value: T;
  /** The same in the profile `dev`. */
  readonly devValue: T;
}

const required = <T>(schema: z.ZodType<T>, accepted: string): Key<T> => ({
  schema,
  accepted,
  required: true,
  value: undefined as T,
  devValue: undefined as T,
});
/** @param devValue @default the same in every profile */
const byDefault = <T>(
  schema: z.ZodType<T>,
  accepted: string,
  value: NoInfer<T>,
  devValue: NoInfer<T> = value,
): Key<T> => ({ schema, accepted, required: false, value, devValue });
const optional = <T>(schema: z.ZodType<T>, accepted: string): Key<T | undefined> =>
  byDefault<T | undefined>(schema, accepted, undefined);

const regionName: z.ZodType<string> = z.enum(Object.values(aws.Region));
const phone = z.string().regex(/^\+\d{10,15}$/);
/** Without TLS within one machine alone. */
const baseUrl = z
  .url({ protocol: /^https?$/ })
  .refine((url) => !url.endsWith("/"))
  .refine((url) => /^(https:|http:\/\/(127\.0\.0\.1|localhost|\[::1\])(?:[:/]|$))/.test(url));
const baseUrlAccepted = "an https URL without a slash at its end";
const truth = z.stringbool({ truthy: ["true"], falsy: ["false"] });
/** Nothing is no number, not zero. */
const number = (schema: z.ZodCoercedNumber) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema);
const whole = (from: number, to: number) => number(z.coerce.number().int().min(from).max(to));
const usd = number(z.coerce.number().min(1).max(1_000_000));
const hostName = z.string().regex(/^(?=.{4,60}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/);

/** Keys of the project's own namespace: "chatbot:role" and so on. */
const keys = {
  /** primary: owns what is global, and works while it is healthy. secondary: refers to the primary's stack. */
  role: required(z.enum(["primary", "secondary"]), "primary or secondary"),
  /** The other region of the pair. Without one nothing is replicated: for the profile dev alone. */
  peerRegion: optional(regionName, 'the name of a region, such as "sa-east-1"'),
  /** The primary's stack, for the secondary to refer to. Without it, the stack that is named like the peer region. */
  primaryStack: optional(z.string().regex(/^[\w.-]{1,100}$/), 'the name of a stack, such as "us-east-1"'),
  /** What costs money while nobody uses it is off in dev, unless its own key says otherwise. */
  profile: byDefault(z.enum(["dev", "production"]), "dev or production", "production"),
  /** The API answers at api.<domain>. */
  domain: byDefault(hostName, 'a domain in lower case, such as "posmodern.example"', "posmodern.example"),
  /** Whether a public Route 53 zone of this domain exists already. Otherwise the primary stack makes one. */
  zoneExists: byDefault(truth, "true or false", false),
  /** First part of every physical name. */
  prefix: byDefault(
    z.string().regex(/^(?!.*--|sthree-|amzn)[a-z][a-z0-9-]{1,18}[a-z0-9]$/),
    "3–20 of a-z, 0-9 and single -, starting with a letter, and with no name that AWS keeps for itself",
    "chatbot",
  ),
  /** Where the restaurants' files are, absolute or from the project's root. */
  tenantsDir: byDefault(z.string().min(1), "a folder", "tenants"),
  /**
   * AWS's quotas that were raised for this account: name, as a refusal gives it, and what it is now. The program refuses
   * tenants that would not fit before it makes anything.
   */
  quotas: byDefault(
    z.record(z.string(), z.number().int().positive()),
    'an object such as {"CloudWatch: alarms": 10000}',
    {},
  ),
  twilioBaseUrl: byDefault(baseUrl, baseUrlAccepted, "https://api.twilio.com"),
  /** Where auth tokens are rotated. */
  twilioAccountsBaseUrl: byDefault(baseUrl, baseUrlAccepted, "https://accounts.twilio.com"),
  asaasBaseUrl: byDefault(baseUrl, baseUrlAccepted, "https://api.asaas.com/v3"),
  /**
   * Bedrock models or inference profiles, first choice first. São Paulo has profiles of the kind `global.` only, which may
   * answer from any commercial region.
   */
  modelIds: byDefault(
    z
      .array(z.string().regex(/^[a-z0-9.:-]{3,200}$/))
      .min(1)
      .max(5),
    "a list of 1–5 Bedrock model or inference-profile ids",
    ["global.anthropic.claude-haiku-5-5", "global.anthropic.claude-sonnet-5-5"],
  ),
  /**
   * How many of each function that a message passes through run at the same time at most; as many are kept for it of the
   * account's, which must have a hundred left for all others. 0: no limit but the account's.
   */
  reservedConcurrency: byDefault(whole(0, 1000), "0–1000", 100, 0),
  /** Environments of such a function that wait warm during lunch and dinner, fewer in the secondary. 0: none wait. */
  provisionedConcurrency: byDefault(
    whole(0, 500).refine((n) => n === 0 || n >= 5),
    "0, or 5–500",
    10,
    0,
  ),
  /** Batches of messages that are answered at the same time, usually and while the inbox piles up. */
  inboxConcurrency: byDefault(whole(2, 1000), "2–1000", 20, 2),
  inboxPeakConcurrency: byDefault(whole(2, 1000), "2–1000", 80, 10),
  /** Whether conversations are cached: nodes by the hour, and a network that the conversation's function is in. */
  cache: byDefault(truth, "true or false", true, false),
  /** The plan's cache.t3.small is the same on Intel. */
  cacheNodeType: byDefault(
    z.string().regex(/^cache\.((t3|t4g)\.(micro|small|medium)|(m5|m6g|m7g|r5|r6g|r7g|c7gn)\.(\d*x)?large)$/),
    "a node type of ElastiCache of today's families, such as cache.t4g.small",
    "cache.t4g.small",
  ),
  /** How the network's functions reach the internet. Without it: one NAT gateway where there is a network. */
  nat: optional(z.enum(natStrategies), natStrategies.join(", ")),
  /** Who hears of alarms by e-mail, and of critical ones by SMS, too. Without any, alarms only show. */
  alertEmails: byDefault(z.array(z.email()).max(20), "a list of at most 20 e-mail addresses", []),
  alertPhones: byDefault(z.array(phone).max(20), 'a list of at most 20 numbers such as "+5511999999999"', []),
  /**
   * How commits get to AWS: by a pipeline of the primary's region, by GitHub Actions with roles for them, or by an operator
   * with `pulumi up`.
   */
  delivery: byDefault(
    z.enum(["pipeline", "actions", "none"]),
    "pipeline, actions or none",
    "pipeline",
    "none",
  ),
  repository: byDefault(
    z.string().regex(/^[\w.-]+\/[\w.-]+$/),
    "owner/name, as GitHub has it",
    "posmodern/chatbot",
  ),
  /**
   * Whether the account trusts GitHub already, for another repository's deliveries: of OpenID Connect providers it holds one
   * for each issuer. Otherwise delivery by actions makes it.
   */
  actionsProviderExists: byDefault(truth, "true or false", false),
  /**
   * Account of the development stack: its store queues have production's names, so it needs one of its own. Without it,
   * commits are delivered to production alone.
   */
  developmentAccount: optional(z.string().regex(/^\d{12}$/), "the 12 digits of an AWS account"),
  branch: byDefault(z.string().regex(/^[\w./-]{1,200}$/), "the name of a branch", "main"),
  /** US$ that both regions together may cost in a month before somebody is told; the primary watches it. */
  monthlyBudgetUsd: byDefault(usd, "1–1000000", 437, 50),
  /** Whether the primary backs tables and media up. Point-in-time recovery is on in any case. */
  backups: byDefault(truth, "true or false", true, false),
  /** Whether the primary keeps a trail of who did what in the account: off where the account has one already. */
  auditTrail: byDefault(truth, "true or false", true, false),
  /**
   * IAM Roles Anywhere trust anchor whose certificates the restaurants' points of sale hold, each with its restaurant's
   * clientId as the subject's OU. Without it, any trust anchor of the account may let them in.
   */
  posTrustAnchorArn: optional(
    z.string().regex(/^arn:aws:rolesanywhere:[a-z0-9-]+:\d{12}:trust-anchor\/[0-9a-f-]{36}$/),
    "the ARN of an IAM Roles Anywhere trust anchor",
  ),
};

type Keys = typeof keys;
type Values = { readonly [K in keyof Keys]: Keys[K] extends Key<infer T> ? T : never };

export interface Configuration extends Values {
  readonly project: string;
  readonly stack: string;
  /** The stack's own region, `aws:region`. */
  readonly region: string;
  readonly primaryRegion: string;
}

/** @throws RunError with a sentence for every key that is missing, unknown or not accepted. */
export function readConfiguration(): Configuration {
  return checkConfiguration(pulumi.runtime.allConfig(), pulumi.getProject(), pulumi.getStack());
}

/** @param given full keys ("chatbot:role") and their texts; lists as JSON, as Pulumi hands them to a program. */
export function checkConfiguration(
  given: Readonly<Record<string, string>>,
  project: string,
  stack: string,
): Configuration {
  const problems: string[] = [];
  const dev = given[`${project}:profile`] === "dev";
  const check = <T>(name: string, key: Key<T>): T => {
    const { schema, accepted, required } = key;
    const value = dev ? key.devValue : key.value;
    const text = given[name];
    if (text === undefined) {
      if (required) problems.push(`"${name}" is not set; accepted: ${accepted}.`);
      return value;
    }
    const isJson = schema instanceof z.ZodArray || schema instanceof z.ZodRecord;
    const parsed = schema.safeParse(isJson ? jsonOf(text) : text);
    if (parsed.success) return parsed.data;
    problems.push(`"${name}" is ${JSON.stringify(text)}; accepted: ${accepted}.`);
    return value;
  };

  const own = Object.entries(keys).map(([name, key]) => [
    name,
    check(`${project}:${name}`, key as Key<unknown>),
  ]);
  const values = Object.fromEntries(own) as Values;
  const region = check("aws:region", required(regionName, 'the name of a region, such as "us-east-1"'));
  for (const name of Object.keys(given))
    if (name.startsWith(`${project}:`) && !Object.hasOwn(keys, name.slice(project.length + 1)))
      problems.push(`"${name}" is no key of this program; accepted: ${Object.keys(keys).join(", ")}.`);
  if (!values.peerRegion && given[`${project}:peerRegion`] === undefined && !standsAlone(values))
    problems.push(
      `"${project}:peerRegion" is not set; accepted: the name of a region, such as "sa-east-1"; a primary of profile dev may stand alone.`,
    );
  if (!problems.length && values.peerRegion === region)
    problems.push(
      `"${project}:peerRegion" is "${region}", the stack's own region; accepted: another region.`,
    );
  problems.push(...contradictions(values, project));
  if (problems.length)
    throw new pulumi.RunError(
      `The configuration of stack ${stack} (Pulumi.${stack}.yaml) is wrong:\n${problems.join("\n")}`,
    );
  return {
    ...values,
    project,
    stack,
    region,
    primaryRegion: values.role === "primary" ? region : values.peerRegion!,
  };
}

function standsAlone({ role, profile }: Values): boolean {
  return role === "primary" && profile === "dev";
}

/** What each key accepts and the two together do not. */
function contradictions(values: Values, project: string): string[] {
  const { cache, nat, reservedConcurrency, provisionedConcurrency } = values;
  const { inboxConcurrency, inboxPeakConcurrency, role, primaryStack } = values;
  const key = (name: keyof Keys) => `"${project}:${name}"`;
  const problems: string[] = [];
  if (cache && nat === "none")
    problems.push(
      `${key("nat")} is "none" and ${key("cache")} is on; accepted: single or one-per-az, since the function that uses the cache calls Twilio, on the internet; or turn the cache off.`,
    );
  if (!cache && nat && nat !== "none")
    problems.push(
      `${key("nat")} is "${nat}" and ${key("cache")} is off; accepted: nat unset or none, since there is a network for the cache alone; or turn the cache on.`,
    );
  if (role === "primary" && primaryStack)
    problems.push(
      `${key("primaryStack")} is "${primaryStack}" and ${key("role")} is primary; accepted: no primaryStack, which only a secondary refers to.`,
    );
  if (inboxPeakConcurrency < inboxConcurrency)
    problems.push(
      `${key("inboxPeakConcurrency")} is ${inboxPeakConcurrency} and ${key("inboxConcurrency")} is ${inboxConcurrency}; accepted: a peak of at least what is usual.`,
    );
  if (!reservedConcurrency) return problems;
  if (inboxPeakConcurrency > reservedConcurrency)
    problems.push(
      `${key("inboxPeakConcurrency")} is ${inboxPeakConcurrency} and ${key("reservedConcurrency")} is ${reservedConcurrency}; accepted: a peak of at most what the function may use.`,
    );
  if (2 * provisionedConcurrency > reservedConcurrency)
    problems.push(
      `${key("provisionedConcurrency")} is ${provisionedConcurrency} and ${key("reservedConcurrency")} is ${reservedConcurrency}; accepted: at most half of it, since twice as many wait warm at most, and they come out of it.`,
    );
  return problems;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
