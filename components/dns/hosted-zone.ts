import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { refuseUnless } from "../refuse.ts";

export interface HostedZoneArgs {
  readonly domain: string;
  /** True where the company has a public zone of this name already. @default false: the zone is created */
  readonly exists?: boolean;
}

/** The domain's public zone, created or looked up. Only the primary stack has one; the secondary gets its id. */
export class HostedZone extends pulumi.ComponentResource {
  readonly zoneId: pulumi.Output<string>;
  /** What the domain's registrar must name, once the zone is created. */
  readonly nameServers: pulumi.Output<string[]>;

  constructor(name: string, args: HostedZoneArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:dns:HostedZone", name, {}, opts);
    refuseUnless(
      /^([a-z0-9-]{1,63}\.)+[a-z]{2,63}$/.test(args.domain),
      `${name}: domain`,
      args.domain,
      "a domain in lower case without a trailing dot, such as example.com",
    );
    if (args.exists) {
      const zone = aws.route53.getZoneOutput({ name: args.domain, privateZone: false }, { parent: this });
      this.zoneId = zone.zoneId;
      this.nameServers = zone.nameServers;
    } else {
      const zone = new aws.route53.Zone(
        `${name}-zone`,
        { name: args.domain, comment: "API, its regions and the active region's name." },
        // A new zone has new name servers: the domain would be gone until its registrar learns them.
        { parent: this, protect: true, retainOnDelete: true },
      );
      this.zoneId = zone.id;
      this.nameServers = zone.nameServers;
    }
    this.registerOutputs({ zoneId: this.zoneId, nameServers: this.nameServers });
  }
}
