/** What a test may do only while nobody is at work: change a row under everybody's feet, or let a day pass. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import type { Twin } from "../../../twin/twin.ts";
import { eventually } from "../eventually.ts";
import { regionOf, tableName } from "./orders.ts";

/** Resolves when no function of the region has run for a while, no message waits and no reply is on its way. */
export async function quiet(
  twin: Twin,
  region: string,
  { idleMs = 300, withinMs = 30_000 } = {},
): Promise<void> {
  const here = regionOf(twin, region);
  const underWay = () => [
    ...here
      .functions()
      .filter(({ busy }) => busy > 0)
      .map(({ name }) => name),
    ...here
      .queues()
      .filter(({ queue, visible, inFlight }) => !/dlq/.test(queue) && visible + inFlight > 0)
      .map(({ queue }) => queue),
    // Each step to the phone is told to the bot by a callback.
    ...twin.twilio
      .conversations()
      .flatMap(({ messages }) => messages)
      .filter(({ status }) => status === "queued" || status === "sent")
      .map(({ text }) => text),
  ];
  let since = Date.now();
  await eventually(() => {
    const busy = underWay();
    if (busy.length > 0) since = Date.now();
    expect(busy, `${region} is at work`).to.deep.equal([]);
    expect(Date.now() - since).to.be.at.least(idleMs);
  }, withinMs);
}

export interface RowChange {
  /** The end of the table's name. */
  readonly table: string;
  readonly key: Readonly<Record<string, string>>;
  /** By path: "aiConfig.burstPauseSeconds". */
  readonly set: Readonly<Record<string, unknown>>;
}

/**
 * Whoever has the row in hand would write it back over the change, and a batch that is cut off stays locked: so nobody is at
 * work. Functions and the cache keep rows for a while: a region that was away comes back without either.
 *
 * @returns what puts the rows back as they were.
 */
export async function changeRows(
  twin: Twin,
  region: string,
  changes: readonly RowChange[],
): Promise<() => Promise<void>> {
  const { endpoint, operator } = regionOf(twin, region);
  const within = async (work: (tables: DynamoDBDocumentClient) => Promise<void>) => {
    await quiet(twin, region);
    const client = new DynamoDBClient({ region, endpoint, credentials: operator });
    await work(DynamoDBDocumentClient.from(client));
    client.destroy();
    await twin.setDark(region, true);
    await twin.setDark(region, false);
  };
  const before: { readonly TableName: string; readonly Item: Record<string, unknown> }[] = [];
  await within(async (tables) => {
    for (const { table, key, set } of changes) {
      const TableName = tableName(twin, table);
      const { Item } = await tables.send(new GetCommand({ TableName, Key: { ...key } }));
      if (!Item) throw new Error(`${TableName} has no row ${JSON.stringify(key)}.`);
      before.push({ TableName, Item });
      for (const [path, value] of Object.entries(set)) {
        const names = path.split(".");
        await tables.send(
          new UpdateCommand({
            ...{ TableName, Key: { ...key } },
            UpdateExpression: `SET ${names.map((_, at) => `#n${at}`).join(".")} = :value`,
            ExpressionAttributeNames: Object.fromEntries(names.map((name, at) => [`#n${at}`, name])),
            ExpressionAttributeValues: { ":value": value },
          }),
        );
      }
    }
  });
  return () =>
    within(async (tables) => {
      for (const row of before.reverse()) await tables.send(new PutCommand(row));
    });
}

const stepMs = 5 * 60_000;

/**
 * Minutes pass with their schedules, a few at a time: whatever was due at different minutes would run at the same moment
 * otherwise, and get into each other's way as it never does.
 */
export async function letMinutesPass(twin: Twin, minutes: number): Promise<void> {
  for (let left = minutes * 60_000; left > 0; left -= stepMs) {
    twin.clock.advance(Math.min(left, stepMs));
    // What only time can move must not be waited for.
    for (const region of twin.regions.keys())
      await quiet(twin, region, { idleMs: 100, withinMs: 3_000 }).catch(() => {});
  }
}

/** Hours or days pass at once. Schedules and alarms rest meanwhile: each of their minutes would take its real time. */
export async function letPass(twin: Twin, ms: number): Promise<void> {
  const regions = [...twin.regions.values()];
  for (const { name } of regions) await quiet(twin, name);
  for (const { scheduler, cloudWatch } of regions)
    for (const part of [scheduler, cloudWatch]) part.setDark(true);
  twin.clock.advance(ms);
  for (const { scheduler, cloudWatch } of regions)
    for (const part of [scheduler, cloudWatch]) part.setDark(false);
}
