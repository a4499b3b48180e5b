import { expect } from "chai";
import { evaluate } from "../../../../twin/region/iam/evaluate.ts";
import type { RequestContext } from "../../../../twin/region/iam/pattern.ts";
import { parsePolicy } from "../../../../twin/region/iam/policy.ts";

const TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/orders";
const ROLE = "arn:aws:iam::123456789012:role/fn";

type Statement = Record<string, unknown>;

const allow = (Action: unknown, Resource: unknown, Condition?: object): Statement => ({
  Effect: "Allow",
  Action,
  Resource,
  ...(Condition && { Condition }),
});
const deny = (...args: Parameters<typeof allow>): Statement => ({ ...allow(...args), Effect: "Deny" });

function verdict(statements: Statement[], action: string, resource: string, context: RequestContext = {}) {
  const policy = parsePolicy("identity", "test", { Version: "2012-10-17", Statement: statements });
  return evaluate([policy], { action, resource, context });
}

describe("IAM evaluation", () => {
  const rows: [behaviour: string, expected: string, ...Parameters<typeof verdict>][] = [
    ["allows what is named", "allow", [allow("dynamodb:PutItem", TABLE)], "dynamodb:PutItem", TABLE],
    [
      "is silent about a longer name",
      "none",
      [allow("dynamodb:PutItem", TABLE)],
      "dynamodb:PutItem",
      `${TABLE}2`,
    ],
    [
      "keeps an index apart from its table",
      "none",
      [allow("dynamodb:Query", TABLE)],
      "dynamodb:Query",
      `${TABLE}/index/A`,
    ],
    [
      "opens indexes by wildcard",
      "allow",
      [allow("dynamodb:Query", `${TABLE}/index/*`)],
      "dynamodb:Query",
      `${TABLE}/index/A`,
    ],
    ["takes actions in any case", "allow", [allow("DynamoDB:put*", "*")], "dynamodb:PutItem", TABLE],
    [
      "takes resources in their case",
      "none",
      [allow("dynamodb:PutItem", TABLE.toUpperCase())],
      "dynamodb:PutItem",
      TABLE,
    ],
    [
      "takes ? for one character",
      "none",
      [allow("secretsmanager:GetSecretValue", "arn:x:secret:twilio-??????")],
      "secretsmanager:GetSecretValue",
      "arn:x:secret:twilio-AbCdE",
    ],
    [
      "does not read a dot as any character",
      "none",
      [allow("sqs:SendMessage", "arn:q.fifo")],
      "sqs:SendMessage",
      "arn:qxfifo",
    ],
    [
      "lets a deny win, in any order",
      "deny",
      [deny("sqs:*", "*"), allow("*", "*")],
      "sqs:SendMessage",
      "arn:q",
    ],
    [
      "allows all but NotAction",
      "allow",
      [{ Effect: "Allow", NotAction: "sqs:Delete*", Resource: "*" }],
      "sqs:SendMessage",
      "arn:q",
    ],
    [
      "is silent about a NotAction",
      "none",
      [{ Effect: "Allow", NotAction: "sqs:Delete*", Resource: "*" }],
      "sqs:DeleteMessage",
      "arn:q",
    ],
    [
      "allows all but NotResource",
      "none",
      [{ Effect: "Allow", Action: "sqs:*", NotResource: "arn:q" }],
      "sqs:SendMessage",
      "arn:q",
    ],
    [
      "denies all but NotResource",
      "deny",
      [allow("*", "*"), { Effect: "Deny", Action: "*", NotResource: "arn:q" }],
      "sqs:SendMessage",
      "arn:other",
    ],
    ["is silent when nothing is said", "none", [], "sqs:SendMessage", "arn:q"],
  ];
  for (const [behaviour, expected, ...request] of rows) {
    it(behaviour, () => expect(verdict(...request)).to.equal(expected));
  }

  describe("policy variables", () => {
    const policy = [allow("s3:GetObject", `arn:aws:s3:::b/\${aws:PrincipalTag/tenant}/*`)];
    const get = (key: string, context: RequestContext) =>
      verdict(policy, "s3:GetObject", `arn:aws:s3:::b/${key}`, context);

    it("stand for the caller's value", () => {
      expect(get("a/1", { "aws:PrincipalTag/tenant": "a" })).to.equal("allow");
      expect(get("b/1", { "aws:PrincipalTag/tenant": "a" })).to.equal("none");
    });
    it("match nothing when the caller has no value", () => expect(get("/1", {})).to.equal("none"));
    it("are taken literally, wildcards and all", () => {
      expect(get("b/1", { "aws:PrincipalTag/tenant": "*" })).to.equal("none");
    });
    it("can have a default", () => {
      const withDefault = [allow("s3:GetObject", `arn:aws:s3:::b/\${aws:username, 'nobody'}`)];
      expect(verdict(withDefault, "s3:GetObject", "arn:aws:s3:::b/nobody")).to.equal("allow");
    });
    it("can escape a wildcard", () => {
      const star = [allow("s3:GetObject", `arn:aws:s3:::b/a\${*}c`)];
      expect(verdict(star, "s3:GetObject", "arn:aws:s3:::b/a*c")).to.equal("allow");
      expect(verdict(star, "s3:GetObject", "arn:aws:s3:::b/abc")).to.equal("none");
    });
  });

  describe("conditions", () => {
    const given = (Condition: object, context: RequestContext) =>
      verdict([allow("*", "*", Condition)], "dynamodb:PutItem", TABLE, context) === "allow";

    const cases: [behaviour: string, expected: boolean, condition: object, context: RequestContext][] = [
      ["need the key", false, { StringEquals: { "aws:x": "1" } }, {}],
      ["need not have it with IfExists", true, { StringEqualsIfExists: { "aws:x": "1" } }, {}],
      ["still test it with IfExists", false, { StringEqualsIfExists: { "aws:x": "1" } }, { "aws:x": "2" }],
      ["take an absent key for different", true, { StringNotEquals: { "aws:x": "1" } }, {}],
      [
        "need all keys of an operator",
        false,
        { StringEquals: { "aws:x": "1", "aws:y": "1" } },
        { "aws:x": "1" },
      ],
      ["need any one of the values", true, { StringEquals: { "aws:x": ["1", "2"] } }, { "aws:x": "2" }],
      [
        "need none of the values when negated",
        false,
        { StringNotEquals: { "aws:x": ["1", "2"] } },
        { "aws:x": "2" },
      ],
      ["find keys in any case", true, { StringEquals: { "AWS:X": "1" } }, { "aws:x": "1" }],
      ["match text with wildcards", true, { StringLike: { "s3:prefix": "a/*" } }, { "s3:prefix": "a/1" }],
      [
        "take wildcards literally in StringEquals",
        false,
        { StringEquals: { "s3:prefix": "a/*" } },
        { "s3:prefix": "a/1" },
      ],
      [
        "compare ARNs part by part",
        false,
        { ArnLike: { "aws:SourceArn": "arn:aws:sqs:*:q" } },
        { "aws:SourceArn": "arn:aws:sqs:us-east-1:1:q" },
      ],
      [
        "match ARNs with wildcards in their parts",
        true,
        { ArnLike: { "aws:SourceArn": "arn:aws:sqs:*:*:q*" } },
        { "aws:SourceArn": "arn:aws:sqs:us-east-1:1:q1" },
      ],
      ["compare truth", false, { Bool: { "aws:SecureTransport": true } }, { "aws:SecureTransport": "false" }],
      ["compare numbers as numbers", true, { NumericLessThan: { "aws:n": "10" } }, { "aws:n": "9" }],
      [
        "compare dates",
        true,
        { DateGreaterThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" } },
        { "aws:CurrentTime": "2026-06-01T00:00:00Z" },
      ],
      [
        "know networks",
        true,
        { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
        { "aws:SourceIp": "10.1.2.3" },
      ],
      [
        "know what is outside a network",
        true,
        { NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
        { "aws:SourceIp": "11.1.2.3" },
      ],
      ["ask for absence with Null", true, { Null: { "aws:x": "true" } }, {}],
      ["ask for presence with Null", false, { Null: { "aws:x": "false" } }, {}],
      [
        "need every member with ForAllValues",
        false,
        { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["a"] } },
        { "dynamodb:LeadingKeys": ["a", "b"] },
      ],
      [
        "hold for no member with ForAllValues",
        true,
        { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["a"] } },
        {},
      ],
      [
        "need one member with ForAnyValue",
        true,
        { "ForAnyValue:StringLike": { "dynamodb:LeadingKeys": ["a*"] } },
        { "dynamodb:LeadingKeys": ["b", "a1"] },
      ],
      [
        "fail for no member with ForAnyValue",
        false,
        { "ForAnyValue:StringLike": { "dynamodb:LeadingKeys": ["a*"] } },
        {},
      ],
      [
        "fail for no member with a negated ForAnyValue",
        false,
        { "ForAnyValue:StringNotEquals": { "dynamodb:LeadingKeys": ["a"] } },
        {},
      ],
      [
        "fill in variables",
        true,
        { StringEquals: { "aws:x": `t-\${aws:PrincipalTag/t}` } },
        { "aws:x": "t-1", "aws:PrincipalTag/t": "1" },
      ],
    ];
    for (const [behaviour, expected, condition, context] of cases) {
      it(behaviour, () => expect(given(condition, context)).to.equal(expected));
    }
  });

  describe("malformed policies", () => {
    const broken =
      (Statement: unknown, kind: "identity" | "resource" = "identity") =>
      () =>
        parsePolicy(kind, "urn:policy", { Statement });

    it("name the policy and the place", () => {
      expect(broken([{ Effect: "Permit", Action: "*", Resource: "*" }])).to.throw(
        /^The policy urn:policy is malformed: Statement.*Effect/,
      );
      expect(() => parsePolicy("identity", "urn:policy", "{")).to.throw("The policy urn:policy is no JSON");
    });
    it("must name a resource, or a principal", () => {
      expect(broken({ Effect: "Allow", Action: "*" })).to.throw("needs a Resource");
      expect(broken({ Effect: "Allow", Action: "*", Resource: "*" }, "resource")).to.throw(
        "needs a Principal",
      );
    });
    it("cannot use an operator that IAM does not have", () => {
      expect(broken(allow("*", "*", { StringMatches: { "aws:x": "1" } }))).to.throw("StringMatches");
    });
  });

  it("reads a role's ARN as a resource", () => {
    expect(verdict([allow("iam:PassRole", ROLE)], "iam:PassRole", ROLE)).to.equal("allow");
  });
});
