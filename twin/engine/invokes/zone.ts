import { Refusal } from "../errors.ts";
import { nameServersOf, zoneIdOf } from "../outputs/route53.ts";
import type { Invokes } from "./invokes.ts";

export const zone: Invokes = {
  "aws:route53/getZone:getZone": (args) => {
    const name = args.name?.replace(/\.$/, "");
    if (!name)
      throw new Refusal(
        "The program looks up a hosted zone without its name; this engine finds zones by name.",
      );
    const zoneId = args.zoneId ?? zoneIdOf(name);
    const nameServers = nameServersOf(zoneId);
    return {
      arn: `arn:aws:route53:::hostedzone/${zoneId}`,
      callerReference: "",
      comment: "",
      id: zoneId,
      linkedServiceDescription: "",
      linkedServicePrincipal: "",
      name,
      nameServers,
      primaryNameServer: nameServers[0],
      privateZone: args.privateZone ?? false,
      resourceRecordSetCount: 2,
      tags: args.tags ?? {},
      zoneId,
    };
  },
};
