/** The names under the system's domain, the same for everybody who needs one. */

/** "api.<domain>": what Twilio and Asaas call; the failover pair answers. */
export function publicName(domain: string): string {
  return `api.${domain}`;
}

/** "<region>.api.<domain>": one region's own, whichever is public. */
export function regionalName(domain: string, region: string): string {
  return `${region}.${publicName(domain)}`;
}

/** "active.<domain>": its TXT record is the name of the region that processes. */
export function activeName(domain: string): string {
  return `active.${domain}`;
}
