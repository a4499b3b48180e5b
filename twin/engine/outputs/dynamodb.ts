import type { Place } from "../place.ts";
import { idOf, named, type Outputs, settingsOf, type TypeRules } from "./rule.ts";

const LABEL = "2026-01-01T00:00:00.000";

export const dynamodb: TypeRules = {
  "aws:dynamodb/table:Table": {
    naming: named("name", 255, { pattern: /^[A-Za-z0-9_.-]{3,}$/ }),
    defaults: { billingMode: "PROVISIONED", tableClass: "STANDARD" },
    id: idOf("name"),
    outputs: (inputs, place) => ({
      arn: place.arn("dynamodb", `table/${inputs.name}`),
      // Global tables replicate over a stream, which AWS turns on with the first replica.
      ...((inputs.streamEnabled || inputs.replicas?.length) && stream(place, place.region, inputs.name)),
      ...(inputs.replicas && {
        replicas: inputs.replicas.map((replica: Outputs) => ({
          ...replica,
          arn: tableArn(place, String(replica.regionName), inputs.name),
          ...stream(place, String(replica.regionName), inputs.name),
        })),
      }),
    }),
    unique: "region",
  },
  "aws:dynamodb/tableReplica:TableReplica": {
    defaults: { deletionProtectionEnabled: false },
    id: (inputs) => `${tableIn(inputs.globalTableArn)}:${inputs.globalTableArn.split(":")[3]}`,
    outputs: (inputs, place) => ({
      arn: tableArn(place, place.region, tableIn(inputs.globalTableArn)),
    }),
    unique: "region",
  },
  "aws:dynamodb/tableItem:TableItem": {
    id: (inputs, place) => `${inputs.tableName}|${inputs.hashKey}||${place.hex(16)}`,
    outputs: ({ item, hashKey, rangeKey }) => ({
      hashKeyValue: keyValue(item, hashKey),
      ...(rangeKey && { rangeKeyValue: keyValue(item, rangeKey) }),
    }),
  },
  "aws:dynamodb/contributorInsights:ContributorInsights": settingsOf("tableName"),
  "aws:dynamodb/resourcePolicy:ResourcePolicy": {
    id: idOf("resourceArn"),
    outputs: (_inputs, place) => ({ revisionId: place.uuid() }),
  },
  "aws:dynamodb/kinesisStreamingDestination:KinesisStreamingDestination": {
    id: idOf("tableName", "streamArn"),
  },
};

function tableArn(place: Place, region: string, name: string): string {
  return `arn:aws:dynamodb:${region}:${place.accountId}:table/${name}`;
}

function tableIn(arn: string): string {
  return arn.split("/")[1] ?? "";
}

function stream(place: Place, region: string, name: string): Outputs {
  return { streamArn: `${tableArn(place, region, name)}/stream/${LABEL}`, streamLabel: LABEL };
}

/** The key's value out of DynamoDB's JSON. */
function keyValue(item: string, key: string): unknown {
  return Object.values(JSON.parse(item)[key] ?? {})[0];
}
