/**
 * The queue behind a batch of messages: giving them back for a while, and putting what nobody can read aside. By signed
 * requests: SQS's client would be 60 KiB of a bundle.
 */
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Inbox } from "../conversation/ports.ts";
import type { QueueRecord } from "../shared/events.ts";

const timeoutMs = 3_000;
/** SQS refuses a longer attribute than its message may be. */
const reasonLength = 1_000;

/** The SDK's own signer; its type leaves out what other services than the client's need. */
interface Signer {
  sign(
    request: object,
    options: { readonly signingService: string; readonly signingRegion: string },
  ): Promise<{ readonly headers: Readonly<Record<string, string>> }>;
}

/**
 * @param queueUrlPrefix a queue's URL is this and its name.
 * @param client any client of the SDK: its region and credentials sign the requests.
 */
export function openInbox(queueUrlPrefix: string, client: Pick<DynamoDBDocumentClient, "config">): Inbox {
  async function ask(action: string, input: object): Promise<unknown> {
    const region = await client.config.region();
    const url = endpoint(region);
    const body = JSON.stringify(input);
    const signer = (await client.config.signer()) as unknown as Signer;
    const { headers } = await signer.sign(
      {
        method: "POST",
        protocol: url.protocol,
        hostname: url.hostname,
        port: url.port ? Number(url.port) : undefined,
        path: "/",
        query: {},
        headers: {
          host: url.host,
          "content-type": "application/x-amz-json-1.0",
          "x-amz-target": `AmazonSQS.${action}`,
        },
        body,
      },
      { signingService: "sqs", signingRegion: region },
    );
    const reply = await fetch(url, {
      method: "POST",
      headers,
      body,
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`SQS answered ${reply.status} to ${action}: ${text}`);
    return JSON.parse(text);
  }

  /** A tenant may have an inbox of its own: the record says which queue it came from. */
  const nameOf = ({ eventSourceARN, messageId }: QueueRecord) => {
    const name = eventSourceARN?.split(":").at(-1);
    if (!name) throw new Error(`Record ${messageId} does not say which queue it came from.`);
    return name;
  };

  return {
    async postpone(records, seconds) {
      const [first] = records;
      if (!first) return;
      const { Failed = [] } = (await ask("ChangeMessageVisibilityBatch", {
        QueueUrl: `${queueUrlPrefix}${nameOf(first)}`,
        Entries: records.map(({ receiptHandle }, index) => ({
          Id: String(index),
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: seconds,
        })),
      })) as { Failed?: readonly { Message?: string }[] };
      if (Failed[0])
        throw new Error(`SQS postponed not all: ${Failed.length} are left. ${Failed[0].Message}`);
    },
    async deadLetter(record, body, reason) {
      await ask("SendMessage", {
        QueueUrl: `${queueUrlPrefix}${nameOf(record).replace(/\.fifo$/, "-dlq.fifo")}`,
        MessageBody: body,
        MessageGroupId: record.attributes.MessageGroupId ?? record.messageId,
        MessageDeduplicationId: record.messageId,
        MessageAttributes: {
          reason: { DataType: "String", StringValue: reason.slice(0, reasonLength) },
        },
      });
    },
  };
}

/** Where the SDK would send it: AWS's own host, or the endpoint that its environment variables name. */
function endpoint(region: string): URL {
  const set = process.env.AWS_ENDPOINT_URL_SQS ?? process.env.AWS_ENDPOINT_URL;
  return new URL(set ?? `https://sqs.${region}.amazonaws.com/`);
}
