import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface RegionalCertificateArgs {
  /** The zone where the names are proved; the primary's, whichever stack this is. */
  readonly zoneId: pulumi.Input<string>;
  /** "api.<domain>" */
  readonly publicName: string;
  /** "<region>.api.<domain>" */
  readonly ownName: string;
  /**
   * Who keeps the record that proves `publicName`. ACM asks an account for the same record for a name in every region,
   * so one stack's record proves both regions' certificates, and two stacks must not both own it.
   */
  readonly provesPublicName: boolean;
}

/** One region's certificate for the public name and its own, proved by records in the zone. */
export class RegionalCertificate extends pulumi.ComponentResource {
  /** ARN of the certificate once it is issued. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: RegionalCertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:dns:RegionalCertificate", name, {}, opts);
    const child = { parent: this };
    const certificate = new aws.acm.Certificate(
      `${name}-certificate`,
      {
        domainName: args.publicName,
        subjectAlternativeNames: [args.ownName],
        validationMethod: "DNS",
      },
      child,
    );
    const asked = (
      domain: string,
      field: "resourceRecordName" | "resourceRecordType" | "resourceRecordValue",
    ) =>
      certificate.domainValidationOptions.apply(
        (options) => options?.find((option) => option.domainName === domain)?.[field] as string,
      );
    const prove = (which: string, domain: string) =>
      new aws.route53.Record(
        `${name}-proof-${which}`,
        {
          zoneId: args.zoneId,
          name: asked(domain, "resourceRecordName"),
          type: asked(domain, "resourceRecordType"),
          records: [asked(domain, "resourceRecordValue")],
          ttl: 300,
        },
        child,
      ).fqdn;
    const validation = new aws.acm.CertificateValidation(
      `${name}-issued`,
      {
        certificateArn: certificate.arn,
        validationRecordFqdns: [
          args.provesPublicName
            ? prove("public", args.publicName)
            : asked(args.publicName, "resourceRecordName"),
          prove("own", args.ownName),
        ],
      },
      child,
    );
    this.arn = validation.certificateArn;
    this.registerOutputs({ arn: this.arn });
  }
}
