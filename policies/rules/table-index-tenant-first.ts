import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { listOf, text } from "../support/shapes.ts";

/** Attributes that hold a tenant's id, or begin with it; and the one number that tells which tenant it is. */
const ofTenant = /^(clientId|tenant[A-Z]\w*|\w+Tenant|whatsAppNumber)$/;

export default resourceRule({
  name: "table-index-tenant-first",
  description: "The partition key of every index begins with the tenant.",
  why: "A query on a key that tenants share, such as a phone number, answers with another restaurant's customers.",
  source:
    "https://docs.aws.amazon.com/whitepapers/latest/multi-tenant-saas-storage-strategies/multitenancy-on-dynamodb.html",
  level: "mandatory",
  types: ["aws:dynamodb/table:Table"],
  props: z.object({
    globalSecondaryIndexes: listOf(
      z.object({
        name: text,
        hashKey: text,
        keySchemas: listOf(z.object({ attributeName: z.string(), keyType: z.string() })),
      }),
    ),
  }),
  check({ globalSecondaryIndexes }, report) {
    for (const { name, hashKey, keySchemas } of globalSecondaryIndexes) {
      const key = hashKey ?? keySchemas.find(({ keyType }) => keyType === "HASH")?.attributeName;
      if (key && !ofTenant.test(key))
        report({
          what: `has an index ${name} that is partitioned by ${key}`,
          mend: `Partition it by an attribute that begins with the clientId, such as tenant${key[0]?.toUpperCase()}${key.slice(1)}.`,
        });
    }
  },
});
