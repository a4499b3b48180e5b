import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { businessDashboard } from "./business.ts";
import type { DashboardFacts } from "./facts.ts";
import { operationsDashboard } from "./operations.ts";
import { tenantDashboard } from "./tenant.ts";

/**
 * The plan's three dashboards. Names are ASCII, as CloudWatch asks, and carry the region: a dashboard belongs to the
 * account, and two regions that share a name would overwrite one another's.
 */
export function createDashboards(
  name: string,
  prefix: string,
  region: string,
  facts: pulumi.Input<DashboardFacts>,
  opts: pulumi.CustomResourceOptions,
): void {
  const builders = {
    operacao: operationsDashboard,
    "por-cliente": tenantDashboard,
    negocios: businessDashboard,
  };
  for (const [slug, build] of Object.entries(builders))
    new aws.cloudwatch.Dashboard(
      `${name}-dashboard-${slug}`,
      {
        dashboardName: `${prefix}-${slug}-${region}`,
        dashboardBody: pulumi.output(facts).apply((settled) => JSON.stringify(build(settled))),
      },
      opts,
    );
}
