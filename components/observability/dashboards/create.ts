import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { businessDashboard } from "./business.ts";
import type { DashboardFacts } from "./facts.ts";
import { operationsDashboard } from "./operations.ts";
import { tenantDashboard } from "./tenant.ts";

/** The plan's three dashboards; their names are ASCII, as CloudWatch asks. */
export function createDashboards(
  name: string,
  prefix: string,
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
        dashboardName: `${prefix}-${slug}`,
        dashboardBody: pulumi.output(facts).apply((settled) => JSON.stringify(build(settled))),
      },
      opts,
    );
}
