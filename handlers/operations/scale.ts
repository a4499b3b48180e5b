/** Scale: the inbox's backlog alarm, by the topic that it tells. */
import { openConcurrency } from "../adapters/mappings.ts";
import { readEnvironment } from "../shared/environment.ts";
import { openLog } from "../shared/logger.ts";
import { scaleHandler } from "./concurrency.ts";

const environment = readEnvironment("SCALED_MAPPING", "USUAL_CONCURRENCY", "PEAK_CONCURRENCY");

export const handler = scaleHandler({
  concurrency: openConcurrency(environment.SCALED_MAPPING),
  usual: Number(environment.USUAL_CONCURRENCY),
  peak: Number(environment.PEAK_CONCURRENCY),
  log: openLog(),
});
