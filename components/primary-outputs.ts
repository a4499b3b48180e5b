/** What the secondary stack takes from the primary's: names and ids that AWS chose, and that it cannot work out. */
import * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import { type TableName, tables } from "../handlers/shared/tables.ts";
import type { Configuration } from "./configuration.ts";
import { type SecretName, secretNames } from "./data/secrets.ts";

const PrimaryOutputs = z.object({
  dataKeyArn: z.string(),
  tableArns: z.record(z.enum(Object.keys(tables) as TableName[]), z.string()),
  secretArns: z.record(z.enum(secretNames), z.string()),
  /** Names by region. */
  mediaBuckets: z.record(z.string(), z.string()),
  zoneId: z.string(),
});
export type PrimaryOutputs = z.infer<typeof PrimaryOutputs>;
/** The same, where some may not be known yet. */
export type PrimaryInputs = { readonly [K in keyof PrimaryOutputs]: pulumi.Input<PrimaryOutputs[K]> };

/** Name of the primary's stack output. */
const sharedOutput = "shared";

/** The primary's stack output for its peer. */
export function shareWithPeer(
  made: Omit<PrimaryInputs, "tableArns" | "secretArns"> & {
    readonly tableArns: Readonly<Record<TableName, pulumi.Input<string>>>;
    readonly secretArns: Readonly<Record<SecretName, pulumi.Input<string>>>;
  },
): Record<typeof sharedOutput, unknown> {
  // As texts, whatever a provider answered: an output that is undefined would not be exported at all.
  const text = (value: pulumi.Input<string>) => pulumi.interpolate`${value}`;
  const texts = (values: Readonly<Record<string, pulumi.Input<string>>>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, text(value)]));
  return {
    [sharedOutput]: {
      dataKeyArn: text(made.dataKeyArn),
      tableArns: texts(made.tableArns),
      secretArns: texts(made.secretArns),
      mediaBuckets: made.mediaBuckets,
      zoneId: text(made.zoneId),
    },
  };
}

/**
 * Reads the primary's outputs before anything of the secondary is made. A preview goes on without them.
 * @throws RunError with a sentence when the primary is not deployed yet.
 */
export async function readPrimary(configuration: Configuration): Promise<PrimaryInputs> {
  const stack = configuration.primaryStack ?? configuration.primaryRegion;
  const fullName = `${pulumi.getOrganization()}/${configuration.project}/${stack}`;
  const shared = (await stackExists(fullName))
    ? (await new pulumi.StackReference("primary", { name: fullName }).getOutputDetails(sharedOutput)).value
    : undefined;
  const parsed = PrimaryOutputs.safeParse(shared);
  if (parsed.success) return ofPeer(parsed.data, stack, configuration);
  const sentence = `Stack ${configuration.stack} needs the outputs of ${stack}, which is not deployed yet: run \`pulumi up -s ${stack}\` first.`;
  if (!pulumi.runtime.isDryRun()) throw new pulumi.RunError(sentence);
  await pulumi.log.warn(`${sentence} This preview takes them as unknown.`);
  const unknown = <T>() => pulumi.output(pulumi.unknown as unknown as T);
  return {
    dataKeyArn: unknown<string>(),
    tableArns: unknown<PrimaryOutputs["tableArns"]>(),
    secretArns: unknown<PrimaryOutputs["secretArns"]>(),
    mediaBuckets: unknown<PrimaryOutputs["mediaBuckets"]>(),
    zoneId: unknown<string>(),
  };
}

/** What is replicated is in the primary's peer region alone. @throws RunError with a sentence for any other region. */
function ofPeer(
  made: PrimaryOutputs,
  stack: string,
  { stack: own, region, primaryRegion }: Configuration,
): PrimaryOutputs {
  if (made.mediaBuckets[region]) return made;
  const peers = Object.keys(made.mediaBuckets).filter((one) => one !== primaryRegion);
  throw new pulumi.RunError(
    `Stack ${own} is in ${region}, and ${stack} replicates to ${peers.join(", ") || "no other region"}: set chatbot:peerRegion of ${stack} to ${region} and deploy it first, or aws:region of ${own} to that region.`,
  );
}

/** Asks first: a reference to a stack that is not there ends the whole run before the program can say why. */
async function stackExists(fullName: string): Promise<boolean> {
  try {
    await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name: fullName });
    return true;
  } catch (error) {
    return !/unknown stack|not found/i.test(String(error));
  }
}
