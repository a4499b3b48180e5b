import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { block, listOf, text, variables } from "../support/shapes.ts";

/** Names of variables that would hold a secret, unless they hold where it is. */
const secretName = /(SECRET|TOKEN|PASSWORD|PASSWD|PRIVATE_KEY|API_?KEY|ACCESS_KEY|CREDENTIALS?|AUTH)$/i;
/** A secret's name in Secrets Manager, with its path, or its ARN. */
const reference = /^(arn:aws[\w-]*:(secretsmanager|ssm):\S+|\/?[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)+)$/;
const secretValue = [
  { form: "an AWS access key", pattern: /\b(AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { form: "a private key", pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
  { form: "an Asaas key", pattern: /\$aact_/ },
  { form: "a Twilio API key or auth token", pattern: /^(SK)?[0-9a-f]{32}$/ },
  { form: "a token of the form JWT", pattern: /^eyJ[\w-]{8,}\.[\w-]{8,}\./ },
  { form: "a URL with a password", pattern: /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]+:[^/\s@]+@/i },
];

export default resourceRule({
  name: "no-secret-in-environment",
  description: "No environment variable holds a secret, only the name of one.",
  why: "A function's environment is shown to everybody who may describe it, and in its console page.",
  source: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html",
  level: "mandatory",
  types: ["aws:lambda/function:Function", "aws:codebuild/project:Project"],
  props: z.object({
    environment: block({
      variables,
      environmentVariables: listOf(z.object({ name: z.string(), value: text, type: text })),
    }),
  }),
  check({ environment }, report) {
    const ofBuild = (environment?.environmentVariables ?? [])
      .filter(({ type = "PLAINTEXT" }) => type === "PLAINTEXT")
      .map(({ name, value = "" }): [string, string] => [name, value]);
    for (const [name, value] of [...Object.entries(environment?.variables ?? {}), ...ofBuild]) {
      const found =
        secretValue.find(({ pattern }) => pattern.test(value))?.form ??
        (secretName.test(name) && !reference.test(value) ? "what its name calls a secret" : undefined);
      if (found)
        report({
          what: `holds ${found} in its environment variable ${name}`,
          mend: "Keep the value in Secrets Manager and give the variable the secret's name.",
        });
    }
  },
});
