/** The versions of one secret and the labels that say which is current, previous or pending. */
import { AwsError } from "../aws-service.ts";

export interface SecretVersion {
  readonly id: string;
  readonly string?: string;
  /** Base64. */
  readonly binary?: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly stages: readonly string[];
}

export const CURRENT = "AWSCURRENT";
export const PENDING = "AWSPENDING";
const PREVIOUS = "AWSPREVIOUS";

/** The versions after a new one was put in; its labels leave whichever version had them. */
export function withVersion(
  versions: readonly SecretVersion[],
  added: Omit<SecretVersion, "stages">,
  stages: readonly string[],
): SecretVersion[] {
  const labelled = stages.reduce<readonly SecretVersion[]>(
    (list, stage) => moveStage(list, stage, added.id),
    [...versions, { ...added, stages: [] }],
  );
  return labelled.filter((version) => version.id === added.id || version.stages.length > 0);
}

/** The versions after a label moved; moving AWSCURRENT leaves AWSPREVIOUS on the version that had it. */
export function moveStage(
  versions: readonly SecretVersion[],
  stage: string,
  to: string | undefined,
): SecretVersion[] {
  const from = versions.find((version) => version.stages.includes(stage))?.id;
  const moved = versions.map((version) => {
    const others = version.stages.filter((s) => s !== stage);
    return { ...version, stages: version.id === to ? [...others, stage] : others };
  });
  return stage === CURRENT && from && from !== to ? moveStage(moved, PREVIOUS, from) : moved;
}

/** @throws AwsError when nothing fits, worded as Secrets Manager words it */
export function pick(
  versions: readonly SecretVersion[],
  id: string | undefined,
  stage: string | undefined,
): SecretVersion {
  const label = stage ?? (id ? undefined : CURRENT);
  const found = versions.find((v) => (!id || v.id === id) && (!label || v.stages.includes(label)));
  // The version that a rotation begins with has no value yet.
  if (found && (found.string !== undefined || found.binary !== undefined)) return found;
  if (!found && id && stage && versions.some((v) => v.id === id)) {
    throw new AwsError(
      "InvalidRequestException",
      "You provided a VersionStage that is not associated to the provided VersionId.",
    );
  }
  throw new AwsError(
    "ResourceNotFoundException",
    `Secrets Manager can't find the specified secret value for ${id ? `VersionId: ${id}` : `staging label: ${label}`}`,
  );
}
