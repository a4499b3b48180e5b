/** Which models Bedrock offers, how they are reached from a region, and until when. */
import { AwsError } from "../aws-service.ts";

interface Model {
  /** Geographies with an inference profile; "global" reaches every commercial region. */
  readonly profiles: readonly string[];
  /** Whether its bare id can be called, without a profile. */
  readonly onDemand: boolean;
  readonly mostOutputTokens: number;
  /** "2026-04-28"; absent while AWS has announced none. */
  readonly endOfLife?: string;
}

const current = { profiles: ["global", "us", "eu", "jp"], onDemand: false, mostOutputTokens: 64_000 };
const nova = { profiles: ["us", "eu", "apac"], onDemand: true, mostOutputTokens: 10_000 };

const models: Readonly<Record<string, Model>> = {
  "anthropic.claude-haiku-5-5": current,
  "anthropic.claude-sonnet-5-5": current,
  "anthropic.claude-sonnet-5": current,
  "anthropic.claude-sonnet-4-6": current,
  "anthropic.claude-haiku-4-5-20251001-v1:0": current,
  "anthropic.claude-sonnet-4-5-20250929-v1:0": current,
  "anthropic.claude-3-7-sonnet-20250219-v1:0": {
    ...current,
    profiles: ["us", "eu"],
    endOfLife: "2026-04-28",
  },
  "anthropic.claude-3-5-haiku-20241022-v1:0": { ...current, profiles: ["us"], endOfLife: "2026-06-19" },
  "anthropic.claude-3-haiku-20240307-v1:0": { ...nova, mostOutputTokens: 4_096, endOfLife: "2026-09-10" },
  "amazon.nova-micro-v1:0": nova,
  "amazon.nova-lite-v1:0": nova,
  "amazon.nova-pro-v1:0": nova,
};

/** Where a geography's profiles send requests. */
const destinations: Readonly<Record<string, readonly string[]>> = {
  us: ["us-east-1", "us-east-2", "us-west-2"],
  eu: ["eu-central-1", "eu-north-1", "eu-west-1", "eu-west-3"],
  jp: ["ap-northeast-1", "ap-northeast-3"],
  apac: ["ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2"],
};

/** A model id, bare or of an inference profile, taken apart. */
export interface ModelReference {
  readonly modelId: string;
  /** Id of the inference profile; absent for a bare model id. */
  readonly profile?: string;
  /** "us", "global", …; absent for a bare model id. */
  readonly geography?: string;
}

/** From an id or the ARN of a profile or model. */
export function parseReference(text: string): ModelReference {
  const id = text.startsWith("arn:") ? text.slice(text.indexOf("/") + 1) : text;
  const [, geography, modelId] = /^(global|us-gov|us|eu|apac|jp|au|ca)\.(.+)$/.exec(id) ?? [];
  return geography && modelId ? { modelId, profile: id, geography } : { modelId: id };
}

/** Where a profile may send a request from `region`, besides that region. */
export function destinationsOf({ geography }: ModelReference): readonly string[] {
  return destinations[geography ?? ""] ?? [];
}

/** @throws AwsError as Bedrock refuses a model that is unknown, out of reach from the region, or past its end. */
export function findModel(reference: ModelReference, region: string, now: number): Model {
  const { modelId, geography } = reference;
  const model = models[modelId];
  if (!model)
    throw new AwsError(
      "ValidationException",
      `The provided model identifier is invalid. (The twin knows ${Object.keys(models).join(", ")}; twin/region/bedrock/models.ts.)`,
    );
  if (model.endOfLife && now >= Date.parse(model.endOfLife))
    throw new AwsError(
      "ResourceNotFoundException",
      "This model version has reached the end of its life. Please refer to the AWS documentation for more details.",
      404,
    );
  if (geography) {
    const reachable = geography === "global" || destinations[geography]?.includes(region);
    if (!reachable || !model.profiles.includes(geography))
      throw new AwsError(
        "ValidationException",
        `The provided model identifier is invalid. (There is no ${geography}. profile of ${modelId} in ${region}.)`,
      );
  } else if (!model.onDemand)
    throw new AwsError(
      "ValidationException",
      `Invocation of model ID ${modelId} with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.`,
    );
  return model;
}
