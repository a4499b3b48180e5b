/** Availability zones by region, as an account would see them. */
export interface AvailabilityZone {
  readonly name: string;
  readonly id: string;
}

/** Letters that AWS offers; other regions have the first three. */
const letters: Readonly<Record<string, string>> = { "us-east-1": "abcdef", "us-west-2": "abcd" };

export function zonesOf(region: string): AvailabilityZone[] {
  const short = region.replace(/^([a-z]{2})-([a-z])[a-z]*-(\d)$/, "$1$2$3");
  return [...(letters[region] ?? "abc")].map((letter, index) => ({
    name: `${region}${letter}`,
    id: `${short}-az${index + 1}`,
  }));
}
