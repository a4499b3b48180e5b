import type { Place } from "../place.ts";
import { named, settingsOf, type TypeRules } from "./rule.ts";

export const kms: TypeRules = {
  "aws:kms/key:Key": {
    defaults: {
      customerMasterKeySpec: "SYMMETRIC_DEFAULT",
      deletionWindowInDays: 30,
      enableKeyRotation: false,
      isEnabled: true,
      keyUsage: "ENCRYPT_DECRYPT",
      multiRegion: false,
    },
    id: (inputs, place) => (inputs.multiRegion ? `mrk-${place.hex(32)}` : place.uuid()),
    outputs: (_inputs, place, id) => ({ arn: place.arn("kms", `key/${id}`), keyId: id }),
  },
  "aws:kms/replicaKey:ReplicaKey": {
    defaults: { deletionWindowInDays: 30, enabled: true },
    // A replica shares its primary's id.
    id: ({ primaryKeyArn }) => primaryKeyArn.split("/").at(-1),
    outputs: (_inputs, place, id) => ({
      arn: place.arn("kms", `key/${id}`),
      keyId: id,
      keyRotationEnabled: false,
      keySpec: "SYMMETRIC_DEFAULT",
      keyUsage: "ENCRYPT_DECRYPT",
    }),
    unique: "region",
  },
  "aws:kms/alias:Alias": {
    naming: named("name", 256, {
      pattern: /^alias\/(?!aws\/)[A-Za-z0-9/_-]+$/,
      form: (name) => `alias/${name}`,
    }),
    id: ({ name }) => name,
    outputs: (inputs, place) => ({
      arn: place.arn("kms", inputs.name),
      targetKeyArn: keyArn(inputs.targetKeyId, place),
    }),
    unique: "region",
  },
  "aws:kms/keyPolicy:KeyPolicy": settingsOf("keyId"),
  "aws:kms/grant:Grant": {
    secret: ["grantToken"],
    id: (inputs, place) => `${inputs.keyId}:${place.hex(64)}`,
    outputs: (_inputs, place) => ({ grantId: place.hex(64), grantToken: place.hex(64, "token") }),
  },
};

function keyArn(key: string, place: Place): string {
  return key.startsWith("arn:") ? key : place.arn("kms", `key/${key}`);
}
