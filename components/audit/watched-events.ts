/** What somebody is told of as soon as the trail has it. Patterns of CloudWatch Logs over the trail's JSON lines. */

export interface WatchedEvent {
  readonly slug: string;
  readonly metricName: string;
  /** CloudWatch Logs takes 1024 characters. */
  readonly pattern: string;
  /** More than this in five minutes. */
  readonly threshold: number;
  readonly alarmDescription: string;
}

export interface Watched {
  /** First part of secrets' names: "chatbot". */
  readonly prefix: string;
  /** How the names of the roles begin that read secrets as their work, in both regions. At least one. */
  readonly secretReaders: readonly string[];
  /** How the names of the roles begin that deploy. At least one. */
  readonly deployers: readonly string[];
}

const issuer = "$.userIdentity.sessionContext.sessionIssuer.userName";

/** A field that is missing fits no comparison at all, `!=` included. */
function noRoleOf(names: readonly string[]): string {
  const others = names.map((name) => `(${issuer} != "${name}*")`);
  return `((${issuer} NOT EXISTS) || (${others.join(" && ")}))`;
}

function anyOf(field: string, values: readonly string[]): string {
  return `(${values.map((value) => `(${field} = "${value}")`).join(" || ")})`;
}

export function watchedEvents({ prefix, secretReaders, deployers }: Watched): WatchedEvent[] {
  return [
    {
      slug: "secret-readers",
      metricName: "UnusualSecretReads",
      pattern: `{ ($.eventName = "GetSecretValue") && ($.requestParameters.secretId = "*${prefix}/*") && ${noRoleOf(secretReaders)} }`,
      threshold: 0,
      alarmDescription:
        "Somebody other than the functions read a secret, or tried to: a person, or a role that has no business with it. The trail says who. Rotate the secret if nobody knows why.",
    },
    {
      slug: "root",
      metricName: "RootUse",
      pattern:
        '{ ($.userIdentity.type = "Root") && ($.userIdentity.invokedBy NOT EXISTS) && ($.eventType != "AwsServiceEvent") }',
      threshold: 0,
      alarmDescription: "The account's root user did something. Nothing here needs it.",
    },
    {
      slug: "iam-changes",
      metricName: "IamChanges",
      // Every call that writes: IAM has no read that starts so.
      pattern: `{ ($.eventSource = "iam.amazonaws.com") && ${anyOf("$.eventName", ["Attach*", "Create*", "Delete*", "Detach*", "Put*", "Set*", "Update*", "Upload*"])} && ${noRoleOf(deployers)} }`,
      threshold: 0,
      alarmDescription:
        "Somebody other than the delivery changed who may do what. The trail says who, and what.",
    },
    {
      slug: "trail-changes",
      metricName: "TrailChanges",
      pattern: `{ ($.eventSource = "cloudtrail.amazonaws.com") && ${anyOf("$.eventName", ["DeleteTrail", "PutEventSelectors", "StopLogging", "UpdateTrail"])} }`,
      threshold: 0,
      alarmDescription: "Somebody stopped the trail or changed what it records.",
    },
    {
      slug: "key-deletion",
      metricName: "KeysEnding",
      pattern: `{ ($.eventSource = "kms.amazonaws.com") && ${anyOf("$.eventName", ["DisableKey", "ScheduleKeyDeletion"])} }`,
      threshold: 0,
      alarmDescription:
        "A key was disabled or is to be deleted: what it encrypted will be lost. Cancel within its waiting time.",
    },
    {
      slug: "denied",
      metricName: "CallsDenied",
      pattern: '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }',
      threshold: 20,
      alarmDescription:
        "More than 20 calls to AWS were denied in 5 minutes: somebody tries what they may, or a release lacks a permission.",
    },
  ];
}
