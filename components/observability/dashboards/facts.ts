/** What the dashboards are drawn from: names of what exists, all known once the region is made. */
export interface DashboardFacts {
  readonly region: string;
  /** Where the tables have their replicas. */
  readonly peerRegion?: string;
  readonly apiName: string;
  readonly stageName: string;
  readonly webAclName: string;
  /** Service name → function name. */
  readonly functions: Readonly<Record<string, string>>;
  /** Label → queue name. */
  readonly queues: Readonly<Record<string, string>>;
  readonly deadLetterQueues: Readonly<Record<string, string>>;
  readonly tableNames: readonly string[];
  readonly accessLogGroup: string;
  readonly functionLogGroups: readonly string[];
  readonly alarmArns: readonly string[];
  /** What each check watches → its id. */
  readonly healthChecks: Readonly<Record<string, string>>;
}
