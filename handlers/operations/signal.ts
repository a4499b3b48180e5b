/**
 * GET /drain/{region}: whether an operator has taken that region out. This region serves it about the peer, whose
 * health check inverts it: 200 makes the peer unhealthy. Whatever goes wrong here is no 200, so that a broken region
 * can never drain the other.
 */
import type { Clock } from "../shared/clock.ts";
import { type ApiEvent, type ApiReply, type Invocation, jsonReply } from "../shared/events.ts";
import type { Log } from "../shared/logger.ts";

export interface DrainParts {
  /** The item's `ttl` in epoch seconds, when it has one; undefined when there is no item. */
  readonly find: (id: string) => Promise<{ readonly ttl?: number } | undefined>;
  readonly clock: Clock;
  readonly log: Log;
}

const regionName = /^[a-z]{2}(-[a-z]+)+-\d$/;

export function drainHandler({ find, clock, log }: DrainParts) {
  return async (event: ApiEvent, invocation: Invocation): Promise<ApiReply> => {
    const region = event.pathParameters?.region ?? "";
    if (!regionName.test(region)) return jsonReply(404, { drained: false });
    const item = await find(`drain#${region}`);
    // DynamoDB removes an expired item some time after its end.
    const drained = item !== undefined && (item.ttl === undefined || item.ttl * 1000 > clock().getTime());
    if (drained) {
      log
        .with({ requestId: invocation.awsRequestId })
        .warn(`${region} is drained: its health check fails while the item drain#${region} exists.`);
    }
    return jsonReply(drained ? 200 : 404, { drained });
  };
}
