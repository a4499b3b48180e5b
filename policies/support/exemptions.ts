/** exemptions.yaml: findings that somebody accepted, for a reason and for a time. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { RunError } from "@pulumi/pulumi";
import { parseDocument } from "yaml";
import * as z from "zod";
import type { Finding } from "./rule.ts";

const file = path.resolve(import.meta.dirname, "../exemptions.yaml");
const longestDays = 366;

const Entry = z
  .strictObject({
    rule: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "expected a rule's name"),
    /** Logical names of resources; `*` stands for any text. */
    resources: z.array(z.string().min(1)).min(1),
    /** Which of the findings on such a resource, for rules that tell them apart; `*` stands for itself. */
    subjects: z.array(z.string().min(1)).min(1).optional(),
    reason: z.string().trim().min(40, "expected a reason that convinces a reviewer: 40 characters or more"),
    granted: z.iso.date(),
    expires: z.iso.date(),
  })
  .refine(({ granted, expires }) => days(granted, expires) > 0 && days(granted, expires) <= longestDays, {
    path: ["expires"],
    message: `expected a day after "granted", ${longestDays} days later at most: an exemption is looked at again every year`,
  });

export interface Exemption extends z.output<typeof Entry> {
  covers(rule: string, resource: string | undefined, finding: Finding): boolean;
  /** It holds to the end of its last day, UTC. */
  expired(now: Date): boolean;
}

/** @throws RunError, which Pulumi shows without a stack: a sentence that names the entry and what is wrong with it */
export function readExemptions(text: string = readFileSync(file, "utf8")): Exemption[] {
  const document = parseDocument(text);
  const [slip] = document.errors;
  if (slip) throw new RunError(`policies/exemptions.yaml is no YAML:\n${slip.message}`);
  const parsed = z.array(Entry).safeParse(document.toJS() ?? []);
  if (!parsed.success)
    throw new RunError(`policies/exemptions.yaml is wrong:\n${z.prettifyError(parsed.error)}`);
  return parsed.data.map((entry) => ({
    ...entry,
    covers: (rule, resource, finding) =>
      rule === entry.rule &&
      resource !== undefined &&
      entry.resources.some((pattern) => matches(pattern, resource)) &&
      // A rule that tells its findings apart is never exempted wholesale.
      (finding.subject === undefined ? !entry.subjects : !!entry.subjects?.includes(finding.subject)),
    expired: (now) => now.toISOString().slice(0, 10) > entry.expires,
  }));
}

function days(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}

function matches(pattern: string, name: string): boolean {
  const expression = pattern
    .split("*")
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${expression}$`).test(name);
}
