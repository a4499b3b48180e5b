/** Whether a signed token lets its bearer in as a user of a replication group. */
import { createHash } from "node:crypto";
import type { Clock } from "../../clock.ts";
import type { TwinEvents } from "../../events.ts";
import { isSignedWith, readSignature } from "../endpoint/sigv4.ts";
import type { Principals } from "../iam/principals.ts";
import type { CacheSettings } from "./settings.ts";

export interface Admission {
  readonly region: string;
  readonly settings: CacheSettings;
  readonly principals: Principals;
  readonly clock: Clock;
  readonly events: TwinEvents;
}

const hashOfNothing = createHash("sha256").digest("hex");

export function admit(userName: string, token: string, admission: Admission): boolean {
  const { region, settings, principals, clock, events } = admission;
  const user = settings.users.find(({ name }) => name === userName);
  const [host, query = ""] = token.split(/\/\?(.*)/s, 2);
  const request = {
    method: "GET",
    path: "/",
    query: new URLSearchParams(query),
    headers: { host, "x-amz-content-sha256": hashOfNothing },
    body: Buffer.alloc(0),
  };
  const signature = readSignature(request);
  if (!user || !signature || host !== settings.name) return false;
  if (signature.service !== "elasticache" || signature.region !== region) return false;
  if (request.query.get("Action") !== "connect" || request.query.get("User") !== userName) return false;
  const age = clock.now() - signedAt(signature.timestamp);
  if (!(age < 1_000 * Number(request.query.get("X-Amz-Expires")))) return false;
  const caller = principals.identify(signature.accessKeyId);
  if (!caller || caller.credentials.sessionToken !== signature.sessionToken) return false;
  if (!isSignedWith(caller.credentials.secretAccessKey, request, signature)) return false;
  return [settings.arn, user.arn].every((resource) => {
    const permission = { action: "elasticache:Connect", resource };
    const { allowed } = principals.allows(caller.principal, permission);
    if (!allowed) events.emit("denied", { region, principal: caller.principal.callerArn, ...permission });
    return allowed;
  });
}

/** "20261122T101500Z" */
function signedAt(timestamp: string): number {
  return Date.parse(timestamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
}
