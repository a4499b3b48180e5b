/** What the calls carry. */
import { type AwsCall, AwsError } from "../aws-service.ts";

export interface Input {
  readonly SecretId?: string;
  readonly VersionId?: string;
  readonly VersionStage?: string;
  readonly ClientRequestToken?: string;
  readonly SecretString?: string;
  readonly SecretBinary?: string;
  readonly VersionStages?: readonly string[];
  readonly RemoveFromVersionId?: string;
  readonly MoveToVersionId?: string;
  readonly RotationLambdaARN?: string;
  readonly RotationRules?: { readonly AutomaticallyAfterDays?: number };
  readonly RotateImmediately?: boolean;
}

export function inputOf({ body }: AwsCall): Input {
  try {
    return JSON.parse(body.toString() || "{}") as Input;
  } catch {
    throw new AwsError("SerializationException", "The request's body is no JSON.");
  }
}
