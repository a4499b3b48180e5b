/** How the batches of all inbox queues fit into what the one function that answers them may use. */
import * as pulumi from "@pulumi/pulumi";
import type { TenantFile } from "../../handlers/shared/tenant.ts";
import type { Configuration } from "../configuration.ts";

type Settings = Pick<Configuration, "project" | "inboxPeakConcurrency" | "reservedConcurrency">;

/**
 * What tenants of tier silo were promised is theirs also while the shared inbox piles up and is given more.
 * @throws RunError with a sentence where that is more than the function may use
 */
export function refuseCrowdedInboxes(
  { project, inboxPeakConcurrency: peak, reservedConcurrency: reserved }: Settings,
  tenants: readonly TenantFile[],
): void {
  const silos = tenants.filter(({ tier }) => tier === "silo");
  const promised = silos.reduce((sum, { limits }) => sum + (limits.maxConcurrency ?? 0), 0);
  if (!promised || !reserved || promised + peak <= reserved) return;
  throw new pulumi.RunError(
    `limits.maxConcurrency of ${silos.map(({ clientId }) => clientId).join(", ")} adds up to ${promised}; with ${peak} for the shared inbox (${project}:inboxPeakConcurrency) that is more than the ${reserved} that AIConversation may use (${project}:reservedConcurrency); raise the latter or lower one of the others.`,
  );
}
