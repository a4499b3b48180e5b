/** Every rule of the pack, by name: add a file under rules/ and name it here. */
import alarmActs from "./rules/alarm-acts.ts";
import alarmMetricsSourced from "./rules/alarm-metrics-sourced.ts";
import aliasOnly from "./rules/alias-only.ts";
import apiOwnNamesOnly from "./rules/api-own-names-only.ts";
import apiTls from "./rules/api-tls.ts";
import backupLeavesRegion from "./rules/backup-leaves-region.ts";
import backupVaultOwnKey from "./rules/backup-vault-own-key.ts";
import bucketLifecycle from "./rules/bucket-lifecycle.ts";
import bucketNotPublic from "./rules/bucket-not-public.ts";
import bucketOwnKey from "./rules/bucket-own-key.ts";
import bucketReplicated from "./rules/bucket-replicated.ts";
import bucketTlsOnly from "./rules/bucket-tls-only.ts";
import bucketTwinsAlike from "./rules/bucket-twins-alike.ts";
import bucketVersioned from "./rules/bucket-versioned.ts";
import budgetNotifies from "./rules/budget-notifies.ts";
import cacheAuthenticated from "./rules/cache-authenticated.ts";
import cacheEncrypted from "./rules/cache-encrypted.ts";
import cacheSurvivesAZone from "./rules/cache-survives-a-zone.ts";
import concurrencySums from "./rules/concurrency-sums.ts";
import costCeiling from "./rules/cost-ceiling.ts";
import dashboardMetricsSourced from "./rules/dashboard-metrics-sourced.ts";
import entrancesKnown from "./rules/entrances-known.ts";
import failoverPair from "./rules/failover-pair.ts";
import firewallLogged from "./rules/firewall-logged.ts";
import firewallRules from "./rules/firewall-rules.ts";
import functionFailureDestination from "./rules/function-failure-destination.ts";
import healthCheckDeep from "./rules/health-check-deep.ts";
import healthCheckOwnRegion from "./rules/health-check-own-region.ts";
import iamNoBroadManagedPolicy from "./rules/iam-no-broad-managed-policy.ts";
import iamNoWildcardActions from "./rules/iam-no-wildcard-actions.ts";
import iamNoWildcardResources from "./rules/iam-no-wildcard-resources.ts";
import integrationOutlastsFunction from "./rules/integration-outlasts-function.ts";
import keyReplicated from "./rules/key-replicated.ts";
import keyRotates from "./rules/key-rotates.ts";
import logGroupOwnKey from "./rules/log-group-own-key.ts";
import logGroupOwned from "./rules/log-group-owned.ts";
import logRetention from "./rules/log-retention.ts";
import mandatoryTags from "./rules/mandatory-tags.ts";
import methodAuthorized from "./rules/method-authorized.ts";
import methodMetered from "./rules/method-metered.ts";
import modelInReach from "./rules/model-in-reach.ts";
import modelSupported from "./rules/model-supported.ts";
import namesSameInBothRegions from "./rules/names-same-in-both-regions.ts";
import noOpenIngress from "./rules/no-open-ingress.ts";
import noPublicPrincipal from "./rules/no-public-principal.ts";
import noSecretInEnvironment from "./rules/no-secret-in-environment.ts";
import oneRolePerFunction from "./rules/one-role-per-function.ts";
import permissionNamesItsSource from "./rules/permission-names-its-source.ts";
import policiesRefusePlainHttp from "./rules/policies-refuse-plain-http.ts";
import queryResultsOwnKey from "./rules/query-results-own-key.ts";
import queueDeadLetters from "./rules/queue-dead-letters.ts";
import queueDeadLettersSameKind from "./rules/queue-dead-letters-same-kind.ts";
import queueEncrypted from "./rules/queue-encrypted.ts";
import queueFifoThroughput from "./rules/queue-fifo-throughput.ts";
import queueRedriveAllowed from "./rules/queue-redrive-allowed.ts";
import queueRetention from "./rules/queue-retention.ts";
import queueVisibility from "./rules/queue-visibility.ts";
import quotaHeadroom from "./rules/quota-headroom.ts";
import quotas from "./rules/quotas.ts";
import reservedNames from "./rules/reserved-names.ts";
import roleTrustNarrow from "./rules/role-trust-narrow.ts";
import runtimeSupported from "./rules/runtime-supported.ts";
import scheduleDeadLetters from "./rules/schedule-dead-letters.ts";
import secretOwnKey from "./rules/secret-own-key.ts";
import secretRecoverable from "./rules/secret-recoverable.ts";
import secretReplicated from "./rules/secret-replicated.ts";
import secretRotated from "./rules/secret-rotated.ts";
import secretValueOutsideState from "./rules/secret-value-outside-state.ts";
import stageAccessLog from "./rules/stage-access-log.ts";
import stageBehindFirewall from "./rules/stage-behind-firewall.ts";
import stageThrottled from "./rules/stage-throttled.ts";
import statefulProtected from "./rules/stateful-protected.ts";
import storeQueuePosOnly from "./rules/store-queue-pos-only.ts";
import streamOwnKey from "./rules/stream-own-key.ts";
import subscriptionReportsFailures from "./rules/subscription-reports-failures.ts";
import tableBackedUp from "./rules/table-backed-up.ts";
import tableDeletionProtection from "./rules/table-deletion-protection.ts";
import tableIndexTenantFirst from "./rules/table-index-tenant-first.ts";
import tableOnDemand from "./rules/table-on-demand.ts";
import tableOwnKey from "./rules/table-own-key.ts";
import tablePointInTimeRecovery from "./rules/table-point-in-time-recovery.ts";
import tableReplicated from "./rules/table-replicated.ts";
import tenantTagged from "./rules/tenant-tagged.ts";
import topicEncrypted from "./rules/topic-encrypted.ts";
import topicSubscriptionDeadLetters from "./rules/topic-subscription-dead-letters.ts";
import tracingActive from "./rules/tracing-active.ts";
import trailTrustworthy from "./rules/trail-trustworthy.ts";
import usagePlanBounded from "./rules/usage-plan-bounded.ts";
import vpcFlowLogs from "./rules/vpc-flow-logs.ts";
import vpcGatewayEndpoints from "./rules/vpc-gateway-endpoints.ts";
import type { Rule } from "./support/rule.ts";

export const rules: readonly Rule[] = [
  alarmActs,
  alarmMetricsSourced,
  aliasOnly,
  apiOwnNamesOnly,
  apiTls,
  backupLeavesRegion,
  backupVaultOwnKey,
  bucketLifecycle,
  bucketNotPublic,
  bucketOwnKey,
  bucketReplicated,
  bucketTlsOnly,
  bucketTwinsAlike,
  bucketVersioned,
  budgetNotifies,
  cacheAuthenticated,
  cacheEncrypted,
  cacheSurvivesAZone,
  concurrencySums,
  costCeiling,
  dashboardMetricsSourced,
  entrancesKnown,
  failoverPair,
  firewallLogged,
  firewallRules,
  functionFailureDestination,
  healthCheckDeep,
  healthCheckOwnRegion,
  iamNoBroadManagedPolicy,
  iamNoWildcardActions,
  iamNoWildcardResources,
  integrationOutlastsFunction,
  keyReplicated,
  keyRotates,
  logGroupOwned,
  logGroupOwnKey,
  logRetention,
  mandatoryTags,
  methodAuthorized,
  methodMetered,
  modelInReach,
  modelSupported,
  namesSameInBothRegions,
  noOpenIngress,
  noPublicPrincipal,
  noSecretInEnvironment,
  oneRolePerFunction,
  permissionNamesItsSource,
  policiesRefusePlainHttp,
  queryResultsOwnKey,
  queueDeadLetters,
  queueDeadLettersSameKind,
  queueEncrypted,
  queueFifoThroughput,
  queueRedriveAllowed,
  queueRetention,
  queueVisibility,
  quotaHeadroom,
  quotas,
  reservedNames,
  roleTrustNarrow,
  runtimeSupported,
  scheduleDeadLetters,
  secretOwnKey,
  secretRecoverable,
  secretReplicated,
  secretRotated,
  secretValueOutsideState,
  stageAccessLog,
  stageBehindFirewall,
  stageThrottled,
  statefulProtected,
  storeQueuePosOnly,
  streamOwnKey,
  subscriptionReportsFailures,
  tableBackedUp,
  tableDeletionProtection,
  tableIndexTenantFirst,
  tableOnDemand,
  tableOwnKey,
  tablePointInTimeRecovery,
  tableReplicated,
  tenantTagged,
  topicEncrypted,
  topicSubscriptionDeadLetters,
  tracingActive,
  trailTrustworthy,
  usagePlanBounded,
  vpcFlowLogs,
  vpcGatewayEndpoints,
];
