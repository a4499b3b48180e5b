/** What DynamoDB refuses in the key attributes of secondary indexes, and the engine lets through. */
import { AwsError } from "../aws-service.ts";
import type { Item, TableDescription } from "./dynalite.ts";

/** @throws AwsError ValidationException */
export function refuseIndexKeys(table: TableDescription, item: Item): void {
  const types = new Map(table.AttributeDefinitions.map((a) => [a.AttributeName, a.AttributeType]));
  for (const index of [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])]) {
    for (const { AttributeName: name } of index.KeySchema) {
      const value = item[name];
      if (!value) continue;
      const expected = types.get(name) ?? "";
      const actual = Object.keys(value)[0] ?? "";
      if (actual !== expected) {
        throw new AwsError(
          "ValidationException",
          `One or more parameter values were invalid: Type mismatch for Index Key ${name} Expected: ${expected} Actual: ${actual} IndexName: ${index.IndexName}`,
        );
      }
      if (value[actual] === "") {
        throw new AwsError(
          "ValidationException",
          `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${actual === "B" ? "binary" : "string"} value. IndexName: ${index.IndexName}, IndexKey: ${name}`,
        );
      }
    }
  }
}
