/** The restaurants: `tenants/*.yaml`, checked as a whole before anything is made of them. */
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { TenantFile } from "../handlers/shared/tenant.ts";
import { type Checked, checkTenants, sentenceOf } from "../tenants/checks/folder.ts";

const projectRoot = path.resolve(import.meta.dirname, "..");
export const tenantsFolder = path.join(projectRoot, "tenants");

/**
 * Every tenant of the folder, in the order of their ids.
 * @param folder absolute, or from the project's root.
 * @throws RunError with a sentence for every problem: the file, its line and column, the place in the document, and what
 * is wrong.
 */
export function readTenants(folder: string = tenantsFolder): TenantFile[] {
  const { files, tenants, problems } = check(path.resolve(projectRoot, folder));
  // Without any, an update would take every restaurant's queues away.
  if (files === 0)
    throw new pulumi.RunError(
      `The tenants' folder ${folder} has no restaurant's file, <clientId>.yaml: write one with \`npm run tenant -- new\`, or set chatbot:tenantsDir to another folder.`,
    );
  if (problems.length)
    throw new pulumi.RunError(`The tenants are not accepted:\n${problems.map(sentenceOf).join("\n")}`);
  return tenants.map(({ tenant }) => tenant);
}

function check(folder: string): Checked {
  try {
    return checkTenants(folder);
  } catch (error) {
    throw new pulumi.RunError(
      `The tenants' folder ${folder} cannot be read (${(error as NodeJS.ErrnoException).code}): make it, or set chatbot:tenantsDir to another.`,
    );
  }
}
