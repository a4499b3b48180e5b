/** A caller's resolver: it asks the twin's Route 53 and keeps the answer for as long as its TTL says. */
import { Resolver } from "node:dns/promises";
import type { Clock } from "../clock.ts";

export interface CallerOptions {
  readonly clock: Clock;
  /** "127.0.0.1:<port>" */
  readonly dnsServer: string;
  /** What the network does with an address of the zone: the region's API listener behind it. */
  originAt(address: string): string | undefined;
}

/**
 * host name → origin, cached for the record's TTL in twin time, as Twilio's and Asaas's resolvers do: after a
 * failover a caller keeps knocking at the dark region until its answer has aged out. A failed look-up is not cached.
 */
export function callerResolver(options: CallerOptions): (hostname: string) => Promise<string | undefined> {
  const dns = new Resolver({ timeout: 1_000, tries: 2 });
  dns.setServers([options.dnsServer]);
  const cache = new Map<string, { readonly origin: string; readonly until: number }>();
  return async (hostname) => {
    const known = cache.get(hostname);
    if (known && options.clock.now() < known.until) return known.origin;
    cache.delete(hostname);
    const [answer] = await dns.resolve4(hostname, { ttl: true }).catch(() => []);
    const origin = answer && options.originAt(answer.address);
    if (!origin) return undefined;
    cache.set(hostname, { origin, until: options.clock.now() + answer.ttl * 1000 });
    return origin;
  };
}
