/** Services that move and query what the system keeps: Firehose, Glue, Athena, Step Functions, Pipes, Bedrock. */
import { idOf, MADE_AT, named, type TypeRules } from "./rule.ts";

export const data: TypeRules = {
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": {
    naming: named("name", 64, { pattern: /^[\w.-]+$/ }),
    id: (inputs, place) => place.arn("firehose", `deliverystream/${inputs.name}`),
    outputs: (_inputs, _place, id) => ({ arn: id, versionId: "1" }),
    read: (id) => ({ name: id.split("/").at(-1) }),
    unique: "region",
  },
  "aws:glue/catalogDatabase:CatalogDatabase": {
    naming: named("name", 255, { form: (name) => name.toLowerCase() }),
    id: (inputs, place) => `${inputs.catalogId ?? place.accountId}:${inputs.name}`,
    outputs: (inputs, place) => ({
      arn: place.arn("glue", `database/${inputs.name}`),
      catalogId: inputs.catalogId ?? place.accountId,
    }),
    read: (id) => ({ name: id.split(":").at(-1) }),
    unique: "region",
  },
  "aws:glue/catalogTable:CatalogTable": {
    naming: named("name", 255, { form: (name) => name.toLowerCase() }),
    id: (inputs, place) => `${inputs.catalogId ?? place.accountId}:${inputs.databaseName}:${inputs.name}`,
    outputs: (inputs, place) => ({
      arn: place.arn("glue", `table/${inputs.databaseName}/${inputs.name}`),
      catalogId: inputs.catalogId ?? place.accountId,
    }),
    unique: "region",
  },
  "aws:glue/crawler:Crawler": {
    naming: named("name", 255),
    id: idOf("name"),
    outputs: (_inputs, place, id) => ({ arn: place.arn("glue", `crawler/${id}`) }),
    unique: "region",
  },
  "aws:athena/workgroup:Workgroup": {
    naming: named("name", 128, { pattern: /^[\w.-]+$/ }),
    defaults: { forceDestroy: false, state: "ENABLED" },
    id: idOf("name"),
    outputs: (_inputs, place, id) => ({ arn: place.arn("athena", `workgroup/${id}`) }),
    unique: "region",
  },
  "aws:athena/database:Database": {
    naming: named("name", 255, {
      pattern: /^[a-z0-9_]+$/,
      form: (name) => name.toLowerCase().replace(/[^a-z0-9_]/g, "_"),
    }),
    id: idOf("name"),
    unique: "region",
  },
  "aws:athena/namedQuery:NamedQuery": { naming: named("name", 128), id: (_inputs, place) => place.uuid() },
  "aws:sfn/stateMachine:StateMachine": {
    naming: named("name", 80, { pattern: /^[\w-]+$/ }),
    defaults: { type: "STANDARD" },
    id: (inputs, place) => place.arn("states", `stateMachine:${inputs.name}`),
    outputs: (_inputs, _place, id) => ({ arn: id, creationDate: MADE_AT, status: "ACTIVE" }),
    unique: "region",
  },
  "aws:pipes/pipe:Pipe": {
    naming: named("name", 64),
    defaults: { desiredState: "RUNNING" },
    id: idOf("name"),
    outputs: (_inputs, place, id) => ({ arn: place.arn("pipes", `pipe/${id}`) }),
    unique: "region",
  },
  "aws:bedrock/guardrail:Guardrail": {
    naming: named("name", 50),
    id: (_inputs, place) => place.token(12),
    outputs: (_inputs, place, id) => ({
      guardrailArn: place.arn("bedrock", `guardrail/${id}`),
      guardrailId: id,
      createdAt: MADE_AT,
      status: "READY",
      version: "DRAFT",
    }),
  },
  "aws:bedrock/inferenceProfile:InferenceProfile": {
    naming: named("name", 64),
    id: (_inputs, place) => place.arn("bedrock", `application-inference-profile/${place.token(12)}`),
    outputs: (_inputs, _place, id) => ({
      arn: id,
      createdAt: MADE_AT,
      status: "ACTIVE",
      type: "APPLICATION",
    }),
  },
};
