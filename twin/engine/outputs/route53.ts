import { createHash } from "node:crypto";
import { idOf, type TypeRules } from "./rule.ts";

/** Depends on the zone's name alone, so that a look-up and the resource agree. */
export function zoneIdOf(name: string): string {
  return `Z${createHash("sha256").update(name).digest("hex").slice(0, 20).toUpperCase()}`;
}

export function nameServersOf(zoneId: string): string[] {
  const number = Number.parseInt(createHash("sha256").update(zoneId).digest("hex").slice(0, 4), 16);
  return ["com", "net", "org", "co.uk"].map((end, index) => {
    const nth = (number + index * 512) % 2048;
    return `ns-${nth}.awsdns-${String(nth % 64).padStart(2, "0")}.${end}`;
  });
}

export const route53: TypeRules = {
  "aws:route53/zone:Zone": {
    defaults: { comment: "Managed by Pulumi" },
    id: (inputs) => zoneIdOf(bare(inputs.name)),
    outputs: (inputs, _place, id) => ({
      arn: `arn:aws:route53:::hostedzone/${id}`,
      name: bare(inputs.name),
      zoneId: id,
      nameServers: nameServersOf(id),
      primaryNameServer: nameServersOf(id)[0],
    }),
    read: (id) => ({ zoneId: id }),
  },
  "aws:route53/record:Record": {
    id: ({ zoneId, name, type, setIdentifier }) =>
      [zoneId, bare(name), type, setIdentifier].filter(Boolean).join("_"),
    outputs: ({ name, zoneId }, place) => {
      const zone = place.find("aws:route53/zone:Zone", zoneId)?.name;
      const within = !zone || `.${bare(name)}`.endsWith(`.${zone}`);
      return { fqdn: within ? bare(name) : `${bare(name)}.${zone}` };
    },
    unique: "account",
  },
  "aws:route53/healthCheck:HealthCheck": {
    defaults: { disabled: false },
    id: (_inputs, place) => place.uuid(),
    outputs: (_inputs, _place, id) => ({ arn: `arn:aws:route53:::healthcheck/${id}` }),
  },
  "aws:route53/hostedZoneDnsSec:HostedZoneDnsSec": { id: idOf("hostedZoneId") },
};

/** Route 53 keeps names with their final dot; the provider shows them without. */
function bare(name: string): string {
  return String(name ?? "").replace(/\.$/, "");
}
