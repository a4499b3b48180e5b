/** What Athena sees of the archive: a table over the functions' lines and one over the API's requests. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Column → Athena's type. The partition keys `service` and `day` come on top. */
export const logColumns = {
  functions: {
    timestamp: "string",
    level: "string",
    clientid: "string",
    storeid: "string",
    conversationid: "string",
    requestid: "string",
    traceid: "string",
    message: "string",
    /** JSON text. */
    data: "string",
    /** Lambda's own lines: "platform.report" and so on, each with a record, which is JSON text. */
    type: "string",
    record: "string",
  },
  access: {
    requestid: "string",
    /** Milliseconds since the epoch. */
    time: "bigint",
    clientid: "string",
    method: "string",
    route: "string",
    path: "string",
    domain: "string",
    status: "int",
    latency: "int",
    integrationlatency: "string",
    integrationstatus: "string",
    authorizerstatus: "string",
    errortype: "string",
    ip: "string",
    traceid: "string",
  },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

export type LogTable = keyof typeof logColumns;

/** Folder of a service's lines in the archive, as Firehose writes them and as the tables' partitions read them. */
export function folderOf(table: LogTable, service: string, day: string): string {
  return `${table}/service=${service}/day=${day}/`;
}

/**
 * Partitions are worked out from the query (partition projection), so nobody has to register a day, and no crawler runs.
 */
export function createLogTable(
  name: string,
  table: LogTable,
  args: {
    readonly database: aws.glue.CatalogDatabase;
    readonly bucketName: pulumi.Input<string>;
    readonly services: readonly string[];
  },
  opts: pulumi.CustomResourceOptions,
): aws.glue.CatalogTable {
  const root = pulumi.interpolate`s3://${args.bucketName}/`;
  return new aws.glue.CatalogTable(
    `${name}-${table}`,
    {
      name: table,
      databaseName: args.database.name,
      tableType: "EXTERNAL_TABLE",
      parameters: {
        EXTERNAL: "TRUE",
        "projection.enabled": "true",
        "projection.service.type": "enum",
        "projection.service.values": args.services.join(","),
        "projection.day.type": "date",
        "projection.day.format": "yyyy-MM-dd",
        "projection.day.range": "2025-01-01,NOW",
        // biome-ignore lint/suspicious/noTemplateCurlyInString: Athena's own placeholders.
        "storage.location.template": pulumi.interpolate`${root}${folderOf(table, "${service}", "${day}")}`,
      },
      partitionKeys: [
        { name: "service", type: "string" },
        { name: "day", type: "string" },
      ],
      storageDescriptor: {
        location: pulumi.interpolate`${root}${table}/`,
        inputFormat: "org.apache.hadoop.mapred.TextInputFormat",
        outputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
        compressed: true,
        columns: Object.entries(logColumns[table]).map(([column, type]) => ({ name: column, type })),
        serDeInfo: {
          serializationLibrary: "org.openx.data.jsonserde.JsonSerDe",
          parameters: { "ignore.malformed.json": "true" },
        },
      },
    },
    opts,
  );
}
