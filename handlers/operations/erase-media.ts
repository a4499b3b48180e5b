/** MediaErasure: OrderService starts it for a customer who wants to be forgotten. */
import { openMediaVersions } from "../adapters/media-versions.ts";
import { readEnvironment } from "../shared/environment.ts";
import { openLog } from "../shared/logger.ts";
import { mediaErasureHandler } from "./media-erasure.ts";

const environment = readEnvironment("MEDIA_BUCKET", "PEER_MEDIA_BUCKET", "PEER_REGION", "AWS_REGION");

/** By name, since a region that stands alone is its own peer. */
const regions = new Map([
  [environment.MEDIA_BUCKET, environment.AWS_REGION],
  [environment.PEER_MEDIA_BUCKET, environment.PEER_REGION],
]);

export const handler = mediaErasureHandler({
  buckets: [...regions].map(([bucket, region]) => openMediaVersions({ bucket, region })),
  log: openLog(),
});
