/**
 * Which region processes: the one that Route 53 names in the TXT record of `active.<domain>`, a failover pair on the
 * same health checks as the API's records. Reading it is a DNS query, so it works while a control plane does not.
 */
import type { Clock } from "./clock.ts";
import type { Log } from "./logger.ts";

export interface ActiveRegion {
  /** Never throws: while DNS gives no answer it is the last one known, else the primary. */
  current(): Promise<string>;
}

export interface ActiveRegionParts {
  /** Texts of the name's TXT records; throws when there is no answer. */
  readonly lookUp: (name: string) => Promise<readonly string[]>;
  readonly name: string;
  readonly primaryRegion: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Half a TTL would ask more often than the answer can change; twice would notice a failover late. */
const keepMs = 10_000;
const regionName = /^[a-z]{2}(-[a-z]+)+-\d$/;

export function activeRegion(parts: ActiveRegionParts): ActiveRegion {
  const { clock, log, lookUp, name, primaryRegion } = parts;
  let known: { readonly region: string; readonly until: number } | undefined;
  let asking: Promise<string> | undefined;

  async function ask(): Promise<string> {
    try {
      const texts = await lookUp(name);
      const region = texts.find((text) => regionName.test(text));
      if (!region) throw new Error(`The TXT record of ${name} names no region: ${JSON.stringify(texts)}.`);
      known = { region, until: clock().getTime() + keepMs };
      return region;
    } catch (error) {
      const region = known?.region ?? primaryRegion;
      log.warn(`No answer for ${name}; taking ${region} as the active region.`, { error });
      // Kept as long as an answer: a resolver that is down is not asked for every message.
      known = { region, until: clock().getTime() + keepMs };
      return region;
    }
  }

  return {
    async current() {
      if (known && clock().getTime() < known.until) return known.region;
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
  };
}
