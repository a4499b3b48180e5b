/** Words that many rows use. */

/** The title of the test that spoils one thing and sees that rule fire. */
export const spoilt = (how: string, rule: string): string =>
  `the policy pack on this program with ${how}, ${rule} fires and nothing else`;

export const types = {
  alarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
  alias: "aws:lambda/alias:Alias",
  api: "aws:apigateway/restApi:RestApi",
  apiKey: "aws:apigateway/apiKey:ApiKey",
  bucketEncryption: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  dashboard: "aws:cloudwatch/dashboard:Dashboard",
  domain: "aws:apigateway/domainName:DomainName",
  endpoint: "aws:ec2/vpcEndpoint:VpcEndpoint",
  function: "aws:lambda/function:Function",
  integration: "aws:apigateway/integration:Integration",
  key: "aws:kms/key:Key",
  logGroup: "aws:cloudwatch/logGroup:LogGroup",
  mapping: "aws:lambda/eventSourceMapping:EventSourceMapping",
  metricFilter: "aws:cloudwatch/logMetricFilter:LogMetricFilter",
  project: "aws:codebuild/project:Project",
  pipeline: "aws:codepipeline/pipeline:Pipeline",
  provisioned: "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
  queue: "aws:sqs/queue:Queue",
  record: "aws:route53/record:Record",
  role: "aws:iam/role:Role",
  rotation: "aws:secretsmanager/secretRotation:SecretRotation",
  schedule: "aws:scheduler/schedule:Schedule",
  scheduledAction: "aws:appautoscaling/scheduledAction:ScheduledAction",
  scalingPolicy: "aws:appautoscaling/policy:Policy",
  secret: "aws:secretsmanager/secret:Secret",
  stage: "aws:apigateway/stage:Stage",
  methodSettings: "aws:apigateway/methodSettings:MethodSettings",
  subscription: "aws:sns/topicSubscription:TopicSubscription",
  table: "aws:dynamodb/table:Table",
  topic: "aws:sns/topic:Topic",
  trail: "aws:cloudtrail/trail:Trail",
  usagePlan: "aws:apigateway/usagePlan:UsagePlan",
  webAcl: "aws:wafv2/webAcl:WebAcl",
} as const;
