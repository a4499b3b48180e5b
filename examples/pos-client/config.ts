/** What the client must know about its store: one JSON file, the key by preference from the environment. */
import { readFileSync } from "node:fs";
import * as z from "zod";

const text = z.string().min(1);

const Config = z.strictObject({
  clientId: text,
  storeId: text,
  /** The ordering system's public address: "https://api.posmodern.example". */
  apiUrl: z.url(),
  /** Sent as `x-api-key`. @default the environment variable POS_API_KEY */
  apiKey: text.optional(),
  /** Both: an order may come from either. */
  regions: z
    .array(
      z.strictObject({
        name: text,
        /** "https://sqs.us-east-1.amazonaws.com/123456789012/client_x_store_y.fifo" */
        queueUrl: z.url(),
        /** In ~/.aws/config, such as one with a credential_process for IAM Roles Anywhere. @default the SDK's own search */
        profile: text.optional(),
        /** Instead of AWS's own. */
        endpoint: z.url().optional(),
        credentials: z
          .strictObject({ accessKeyId: text, secretAccessKey: text, sessionToken: text.optional() })
          .optional(),
      }),
    )
    .min(1),
  /** Where the client remembers what it has received. */
  memoryFile: text.default("pos-client-memory.json"),
  /** Said to the customer with each order that is taken. Absent: orders wait for `status … accepted`. */
  acceptMinutes: z.int().min(1).max(600).optional(),
  /** How long a call waits for messages, 0–20. */
  waitSeconds: z.int().min(0).max(20).default(20),
});
export type Config = z.output<typeof Config> & { readonly apiKey: string };
export type Region = Config["regions"][number];

/** @throws a sentence that names what is wrong in the file. */
export function readConfig(file: string, environment: NodeJS.ProcessEnv = process.env): Config {
  const parsed = Config.safeParse(contentOf(file));
  if (!parsed.success) throw new Error(`${file} is not accepted:\n${z.prettifyError(parsed.error)}`);
  const apiKey = parsed.data.apiKey ?? environment.POS_API_KEY;
  if (!apiKey) throw new Error(`Set POS_API_KEY to the restaurant's key, or apiKey in ${file}.`);
  return { ...parsed.data, apiKey };
}

function contentOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(
      code === "ENOENT"
        ? `There is no ${file}: copy examples/pos-client/pos-client.example.json, or give another one to --config.`
        : `${file} cannot be read: ${message}`,
    );
  }
}
