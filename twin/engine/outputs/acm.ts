import { createHash } from "node:crypto";
import { idOf, MADE_AT, type TypeRules } from "./rule.ts";

export const acm: TypeRules = {
  "aws:acm/certificate:Certificate": {
    secret: ["privateKey"],
    id: (_inputs, place) => place.arn("acm", `certificate/${place.uuid()}`),
    outputs: (inputs, place, id) => {
      const names: string[] = [...new Set([inputs.domainName, ...(inputs.subjectAlternativeNames ?? [])])];
      return {
        arn: id,
        domainValidationOptions: names
          .filter((name) => name && inputs.validationMethod !== "EMAIL")
          .map((name) => validationOption(name, place.accountId)),
        notBefore: MADE_AT,
        notAfter: "2027-02-01T00:00:00Z",
        renewalEligibility: "INELIGIBLE",
        status: "PENDING_VALIDATION",
        subjectAlternativeNames: names,
        type: inputs.privateKey ? "IMPORTED" : "AMAZON_ISSUED",
      };
    },
  },
  "aws:acm/certificateValidation:CertificateValidation": { id: idOf("certificateArn") },
};

/** AWS asks an account for the same record whichever region asks, and for a wildcard what it asks for its parent. */
function validationOption(domainName: string, accountId: string) {
  const proved = domainName.replace(/^\*\./, "");
  const drawn = createHash("sha256").update(`${accountId}\0${proved}`).digest("hex");
  return {
    domainName,
    resourceRecordName: `_${drawn.slice(0, 32)}.${proved}.`,
    resourceRecordType: "CNAME",
    resourceRecordValue: `_${drawn.slice(32)}.acm-validations.aws.`,
  };
}
