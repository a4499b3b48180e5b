import { named, type Outputs, settingsOf, type TypeRules } from "./rule.ts";

export const secretsmanager: TypeRules = {
  "aws:secretsmanager/secret:Secret": {
    naming: named("name", 512, { pattern: /^[\w/+=.@-]+$/ }),
    defaults: { forceOverwriteReplicaSecret: false, recoveryWindowInDays: 30 },
    // Six drawn characters keep a secret's ARN from fitting an older secret of the same name; replicas share them.
    id: (inputs, place) => place.arn("secretsmanager", `secret:${inputs.name}-${place.token(6)}`),
    outputs: (inputs, _place, id) => ({
      arn: id,
      ...(inputs.replicas && {
        replicas: inputs.replicas.map((replica: Outputs) => ({ ...replica, status: "InSync" })),
      }),
    }),
    read: (id) => ({ name: /:secret:(.+)-[^-]{6}$/.exec(id)?.[1] ?? id }),
  },
  "aws:secretsmanager/secretVersion:SecretVersion": {
    secret: ["secretBinary", "secretString"],
    id: (inputs, place) => `${inputs.secretId}|${place.uuid()}`,
    outputs: (inputs, place) => ({
      arn: inputs.secretId,
      secretArn: inputs.secretId,
      versionId: place.uuid(),
      versionStages: inputs.versionStages ?? ["AWSCURRENT"],
    }),
  },
  "aws:secretsmanager/secretRotation:SecretRotation": settingsOf("secretId"),
  "aws:secretsmanager/secretPolicy:SecretPolicy": settingsOf("secretArn"),
};
