import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

export interface SamplingArgs {
  readonly prefix: string;
  /** Share of requests that are traced, beyond the reservoir. */
  readonly rate: number;
  /** Requests that are traced in every second before the share applies, so that a quiet hour has traces too. */
  readonly reservoir: number;
}

/** What X-Ray records of this system: a share of everything, and nothing of the probes, which would eat the reservoir. */
export function createSampling(name: string, args: SamplingArgs, opts: pulumi.CustomResourceOptions): void {
  const rule = (
    what: string,
    priority: number,
    urlPath: string,
    share: { fixedRate: number; reservoirSize: number },
  ) =>
    new aws.xray.SamplingRule(
      `${name}-sampling-${what}`,
      {
        ruleName: `${args.prefix}-${what}`,
        priority,
        version: 1,
        // Functions and the API's stage are named with the prefix; other systems of the account keep their own rules.
        serviceName: `${args.prefix}-*`,
        serviceType: "*",
        resourceArn: "*",
        host: "*",
        httpMethod: "*",
        urlPath,
        ...share,
      },
      opts,
    );
  const nothing = { fixedRate: 0, reservoirSize: 0 };
  rule("health", 100, "*/health", nothing);
  rule("drain", 101, "*/drain/*", nothing);
  rule("requests", 1000, "*", { fixedRate: args.rate, reservoirSize: args.reservoir });
}
