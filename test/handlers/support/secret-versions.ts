/** Secrets Manager in memory, as a rotation uses it: one secret, its versions and their labels. */
import { randomUUID } from "node:crypto";
import type { SecretVersions } from "../../../handlers/operations/rotate.ts";

export const secretArn = (name: string) =>
  `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}-AbCdEf`;

/** @param value @default nobody has written one yet */
export function memorySecret(value?: object) {
  const texts = new Map<string, string>();
  const labels = new Map<string, string>();
  const put = (version: string, text: string, label: string) => {
    texts.set(version, text);
    const before = labels.get("AWSCURRENT");
    if (label === "AWSCURRENT" && before && before !== version) labels.set("AWSPREVIOUS", before);
    labels.set(label, version);
  };
  if (value) put("first", JSON.stringify(value), "AWSCURRENT");
  let inSync = true;
  const versions: SecretVersions = {
    describe: async () => ({
      labels: Object.fromEntries(
        [...labels.values()].map((version) => [
          version,
          [...labels].filter(([, holder]) => holder === version).map(([label]) => label),
        ]),
      ),
      inSync,
    }),
    async read(_secret, { label, version = labels.get(label ?? "") ?? "" }) {
      const text = texts.get(version);
      return text === undefined ? undefined : { version, text };
    },
    put: async (_secret, { version, text, label }) => put(version, text, label),
    async makeCurrent(_secret, version, insteadOf) {
      if (labels.get("AWSCURRENT") !== insteadOf) throw new Error("AWSCURRENT is elsewhere.");
      put(version, texts.get(version)!, "AWSCURRENT");
    },
  };
  return {
    versions,
    /** As RotateSecret does: an empty version, and the label on it. */
    begin(): string {
      const token = randomUUID();
      labels.set("AWSPENDING", token);
      return token;
    },
    set inSync(value: boolean) {
      inSync = value;
    },
    // biome-ignore lint/suspicious/noExplicitAny: the test knows what it wrote.
    current: (): any => JSON.parse(texts.get(labels.get("AWSCURRENT")!)!),
    /** By version. */
    values: () => Object.fromEntries(texts),
    write: (value: object) => put(randomUUID(), JSON.stringify(value), "AWSCURRENT"),
  };
}
