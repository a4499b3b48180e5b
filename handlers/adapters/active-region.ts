/** The active region as an entry asks for it: by the function's own resolver and environment. */
import { type ActiveRegion, activeRegion } from "../shared/active-region.ts";
import type { Clock } from "../shared/clock.ts";
import type { Environment } from "../shared/environment.ts";
import type { Log } from "../shared/logger.ts";
import { lookUpTxt } from "./dns.ts";

export function openActiveRegion(
  environment: Environment<"ACTIVE_NAME" | "PRIMARY_REGION">,
  clock: Clock,
  log: Log,
): ActiveRegion {
  return activeRegion({
    lookUp: lookUpTxt,
    name: environment.ACTIVE_NAME,
    primaryRegion: environment.PRIMARY_REGION,
    clock,
    log,
  });
}
