/** Fails over and back as an operator does: one item, in the region that takes over. */
import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import type { Twin } from "../../../twin/twin.ts";
import { regionOf, tableName } from "./orders.ts";

/** Drains or undrains the primary and lets time pass until Route 53 answers with `region`. */
export async function activate(twin: Twin, region: string): Promise<void> {
  const names = [...twin.regions.keys()];
  const primary = names.find((name) => twin.roleOf(name) === "primary") ?? "";
  const secondary = names.find((name) => name !== primary) ?? "";
  const { endpoint, operator } = regionOf(twin, secondary);
  const client = new DynamoDBClient({ region: secondary, endpoint, credentials: operator });
  const TableName = tableName(twin, "IdempotencyTable");
  const id = { S: `drain#${primary}` };
  if (region === primary) await client.send(new DeleteItemCommand({ TableName, Key: { id } }));
  else await client.send(new PutItemCommand({ TableName, Item: { id } }));
  client.destroy();
  for (let probes = 0; twin.activeRegion() !== region && probes < 60; probes++) {
    twin.clock.advance(5_000);
    // A probe is a real request: it needs real time.
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(twin.activeRegion()).to.equal(region);
  // Everybody's answer ages out.
  twin.clock.advance(60_000);
}
