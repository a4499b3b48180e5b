import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface HostedZoneArgs {
  readonly domain: string;
  /** Id of a public zone of the account that holds the domain. @default a zone is created, named like the domain */
  readonly existingZoneId?: string;
}

/** The zone that holds the system's names. Only the primary stack has one; the secondary gets its id from there. */
export class HostedZone extends pulumi.ComponentResource {
  readonly zoneId: pulumi.Output<string>;
  /** What the domain's registrar must name, once a zone is created; undefined for an existing zone. */
  readonly nameServers: pulumi.Output<string[]> | undefined;

  constructor(name: string, args: HostedZoneArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:dns:HostedZone", name, {}, opts);
    if (args.existingZoneId) this.zoneId = pulumi.output(args.existingZoneId);
    else {
      const zone = new aws.route53.Zone(
        `${name}-zone`,
        { name: args.domain, comment: "API, its regions and the active region's name." },
        // A new zone has new name servers: the domain would be gone until its registrar learns them.
        { parent: this, protect: true, retainOnDelete: true },
      );
      this.zoneId = zone.zoneId;
      this.nameServers = zone.nameServers;
    }
    this.registerOutputs({ zoneId: this.zoneId, nameServers: this.nameServers });
  }
}
