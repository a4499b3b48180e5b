import { expect } from "chai";
import { policyDocument } from "../../../twin/engine/invokes/policy-document.ts";
import type { Inputs } from "../../../twin/engine/outputs/rule.ts";

const compute = (args: Inputs) => {
  const answer = policyDocument["aws:iam/getPolicyDocument:getPolicyDocument"]!;
  return String(answer(args, { accountId: "123456789012", region: "us-east-1" }).json);
};
const statements = (args: Inputs) => JSON.parse(compute(args)).Statement;

describe("a policy document", () => {
  it("is indented JSON with AWS's version, single values as texts", () => {
    const json = compute({ statements: [{ actions: ["sqs:SendMessage"], resources: ["*"] }] });
    expect(json).to.equal(
      `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "sqs:SendMessage",
      "Resource": "*"
    }
  ]
}`,
    );
  });

  it("has principals by type, and anybody as a star", () => {
    const principals = [
      { type: "Service", identifiers: ["lambda.amazonaws.com"] },
      { type: "AWS", identifiers: ["arn:aws:iam::1:root", "arn:aws:iam::2:root"] },
    ];
    const [services, anybody] = statements({
      statements: [{ principals }, { principals: [{ type: "*", identifiers: ["*"] }] }],
    });
    expect(services.Principal).to.deep.equal({
      Service: "lambda.amazonaws.com",
      AWS: ["arn:aws:iam::2:root", "arn:aws:iam::1:root"],
    });
    expect(anybody.Principal).to.equal("*");
  });

  it("joins conditions of one test, and leaves IAM's own variables to IAM", () => {
    const conditions = [
      { test: "StringEquals", variable: "aws:SourceAccount", values: ["123456789012"] },
      { test: "StringEquals", variable: "aws:PrincipalTag/tenant", values: ["&{aws:userid}", "b"] },
      { test: "Bool", variable: "aws:SecureTransport", values: ["false"] },
    ];
    expect(statements({ statements: [{ effect: "Deny", conditions }] })[0].Condition).to.deep.equal({
      StringEquals: {
        "aws:SourceAccount": "123456789012",
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM's.
        "aws:PrincipalTag/tenant": ["${aws:userid}", "b"],
      },
      Bool: { "aws:SecureTransport": "false" },
    });
  });

  it("puts sources below and overrides above, by statement id", () => {
    const source = compute({
      statements: [{ sid: "A", actions: ["s3:GetObject"] }, { actions: ["s3:List*"] }],
    });
    const override = compute({ statements: [{ sid: "A", effect: "Deny", actions: ["s3:GetObject"] }] });
    const merged = statements({
      sourcePolicyDocuments: [source],
      overridePolicyDocuments: [override],
      statements: [{ sid: "B", actions: ["s3:PutObject"] }],
    });
    expect(merged).to.deep.equal([
      { Sid: "A", Effect: "Deny", Action: "s3:GetObject" },
      { Effect: "Allow", Action: "s3:List*" },
      { Sid: "B", Effect: "Allow", Action: "s3:PutObject" },
    ]);
  });
});
