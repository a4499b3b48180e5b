import { expect } from "chai";
import { principalsOf, servicePrincipal } from "../../../../twin/region/iam/principals.ts";
import { ACCOUNT, graphOf, PEER, REGION, resource, role } from "../endpoint/fixture.ts";

const QUEUE = `arn:aws:sqs:${REGION}:${ACCOUNT}:q`;
const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:fn`;
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1`;
const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;

function ask(resources: Parameters<typeof graphOf>, name: string) {
  const principals = principalsOf(graphOf(...resources), REGION);
  const caller = principals.identify(principals.credentialsFor(name).accessKeyId);
  if (!caller) throw new Error(`${name} is not identified`);
  return (action: string, arn: string, context: Record<string, string> = {}) =>
    principals.allows(caller.principal, { action, resource: arn, context });
}

const queuePolicy = (Statement: object) =>
  resource("aws:sqs/queuePolicy:QueuePolicy", "qp", {
    queueUrl: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/q`,
    policy: JSON.stringify({ Statement: { Action: "sqs:*", Resource: QUEUE, ...Statement } }),
  });

describe("Principals of a graph", () => {
  it("have the same credentials on every start and in every region", () => {
    const graph = graphOf(...role("fn"));
    const here = principalsOf(graph, REGION).credentialsFor("fn");
    expect(principalsOf(graph, PEER).credentialsFor(roleArn("fn"))).to.deep.equal(here);
    expect(here.accessKeyId).to.match(/^ASIA[0-9A-F]{16}$/);
  });

  it("are named when one is asked for that does not exist", () => {
    expect(() => principalsOf(graphOf(...role("fn")), REGION).credentialsFor("other")).to.throw(
      "The graph has no IAM role or user other; it has: fn.",
    );
  });

  it("collect inline, attached, inlined and AWS managed policies", () => {
    const custom = `arn:aws:iam::${ACCOUNT}:policy/custom`;
    const document = (action: string) => ({ Statement: { Effect: "Allow", Action: action, Resource: "*" } });
    const [fn] = role("fn");
    const can = ask(
      [
        {
          ...fn!,
          inputs: {
            ...fn!.inputs,
            inlinePolicies: [{ name: "i", policy: JSON.stringify(document("a:One")) }],
          },
        },
        resource("aws:iam/rolePolicy:RolePolicy", "rp", { role: "fn", policy: document("a:Two") }),
        resource(
          "aws:iam/policy:Policy",
          "custom",
          { policy: document("a:Three") },
          { outputs: { arn: custom } },
        ),
        resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "c", { role: "fn", policyArn: custom }),
        resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "m", {
          role: "fn",
          policyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
        }),
      ],
      "fn",
    );
    for (const action of ["a:One", "a:Two", "a:Three", "logs:PutLogEvents"]) {
      expect(can(action, "*").allowed, action).to.equal(true);
    }
    expect(can("a:Four", "*")).to.deep.equal({
      allowed: false,
      reason: "because no identity-based policy allows the a:Four action",
    });
  });

  it("get nothing from a managed policy whose content is not known, and say so", () => {
    const can = ask(
      [
        ...role("fn"),
        resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "m", {
          role: "fn",
          policyArn: "arn:aws:iam::aws:policy/Obscure",
        }),
      ],
      "fn",
    );
    expect(can("sqs:SendMessage", QUEUE).reason).to.contain("arn:aws:iam::aws:policy/Obscure");
  });

  it("fail over an attached policy that nobody creates", () => {
    const graph = graphOf(
      ...role("fn"),
      resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "m", {
        role: "fn",
        policyArn: "arn:aws:iam::123456789012:policy/gone",
      }),
    );
    expect(() => principalsOf(graph, REGION)).to.throw(
      "attaches the policy arn:aws:iam::123456789012:policy/gone",
    );
  });

  it("fail over two roles of one name, since IAM is global", () => {
    expect(() => principalsOf(graphOf(...role("fn"), ...role("fn")), REGION)).to.throw(
      "Two resources create arn:aws:iam::123456789012:role/fn",
    );
  });

  it("stay within their permissions boundary", () => {
    const boundary = `arn:aws:iam::${ACCOUNT}:policy/boundary`;
    const [fn, policy] = role("fn", ["*", "*"]);
    const can = ask(
      [
        { ...fn!, inputs: { ...fn!.inputs, permissionsBoundary: boundary } },
        policy!,
        resource(
          "aws:iam/policy:Policy",
          "boundary",
          { policy: { Statement: { Effect: "Allow", Action: "sqs:*", Resource: "*" } } },
          { outputs: { arn: boundary } },
        ),
      ],
      "fn",
    );
    expect(can("sqs:SendMessage", QUEUE).allowed).to.equal(true);
    expect(can("s3:GetObject", "arn:aws:s3:::b/k").reason).to.contain("no permissions boundary allows");
  });

  it("may be let in by a resource's own policy", () => {
    const can = ask(
      [...role("fn"), queuePolicy({ Effect: "Allow", Principal: { AWS: roleArn("fn") } })],
      "fn",
    );
    expect(can("sqs:SendMessage", QUEUE).allowed).to.equal(true);
    expect(can("sqs:SendMessage", `${QUEUE}2`).allowed).to.equal(false);
  });

  it("are not let in by a resource policy that only names the account", () => {
    const can = ask(
      [...role("fn"), queuePolicy({ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } })],
      "fn",
    );
    expect(can("sqs:SendMessage", QUEUE).allowed).to.equal(false);
  });

  it("are shut out by a resource policy's deny, except whom it spares", () => {
    const resources = [
      ...role("fn", ["sqs:*", "*"]),
      ...role("pos", ["sqs:*", "*"]),
      queuePolicy({ Effect: "Deny", NotPrincipal: { AWS: roleArn("pos") } }),
    ];
    expect(ask(resources, "pos")("sqs:ReceiveMessage", QUEUE).allowed).to.equal(true);
    expect(ask(resources, "fn")("sqs:ReceiveMessage", QUEUE).reason).to.equal(
      "with an explicit deny in a resource-based policy",
    );
  });

  it("are told apart by the tags of their sessions, which hide the role's own", () => {
    const [pos, policy] = role("pos", ["sqs:*", "*"]);
    const graph = graphOf(
      { ...pos!, inputs: { ...pos!.inputs, tags: { team: "b" } } },
      policy!,
      queuePolicy({
        Effect: "Deny",
        Principal: "*",
        Condition: { StringNotEquals: { "aws:PrincipalTag/team": "a" } },
      }),
    );
    const may = (tags?: Record<string, string>, askedIn = REGION) => {
      const { accessKeyId } = principalsOf(graph, askedIn).credentialsFor("pos", tags);
      const here = principalsOf(graph, REGION);
      const permission = { action: "sqs:ReceiveMessage", resource: QUEUE, context: {} };
      return here.allows(here.identify(accessKeyId)!.principal, permission).allowed;
    };
    expect(may({ team: "a" })).to.equal(true);
    expect(may({ team: "a" }, PEER)).to.equal(true);
    expect([may(), may({}), may({ team: "c" }), may({ floor: "a" })]).to.deep.equal([
      false,
      false,
      false,
      false,
    ]);
  });

  it("have no tag that neither the role nor the session has", () => {
    const may = (Condition: object, tags?: Record<string, string>) => {
      const principals = principalsOf(
        graphOf(
          ...role("pos"),
          queuePolicy({ Effect: "Allow", Principal: { AWS: roleArn("pos") }, Condition }),
        ),
        REGION,
      );
      const { principal } = principals.identify(principals.credentialsFor("pos", tags).accessKeyId)!;
      return principals.allows(principal, { action: "sqs:ReceiveMessage", resource: QUEUE, context: {} })
        .allowed;
    };
    const absent = { Null: { "aws:PrincipalTag/x509Subject/OU": "true" } };
    expect(may(absent)).to.equal(true);
    expect(may(absent, { "x509Subject/OU": "a" })).to.equal(false);
    expect(may({ StringEquals: { "aws:PrincipalTag/x509Subject/OU": "a" } })).to.equal(false);
  });

  it("have the same credentials for the same tags, and others for others", () => {
    const graph = graphOf(...role("pos"));
    const key = (tags?: Record<string, string>) =>
      principalsOf(graph, REGION).credentialsFor("pos", tags).accessKeyId;
    expect(key({ a: "1", b: "2" })).to.equal(key({ b: "2", a: "1" }));
    expect(new Set([key(), key({ a: "1" }), key({ a: "2" }), key({ a: "1", b: "2" })])).to.have.lengthOf(4);
  });

  it("meet a bucket's policy at its objects", () => {
    const tlsOnly = (secure: string) =>
      resource("aws:s3/bucketPolicy:BucketPolicy", "bp", {
        bucket: "b",
        policy: {
          Statement: {
            Effect: "Deny",
            Principal: "*",
            Action: "s3:*",
            Resource: ["arn:aws:s3:::b", "arn:aws:s3:::b/*"],
            Condition: { Bool: { "aws:SecureTransport": secure } },
          },
        },
      });
    const read = (secure: string) =>
      ask([...role("fn", ["s3:*", "*"]), tlsOnly(secure)], "fn")("s3:GetObject", "arn:aws:s3:::b/k/1");
    // The twin's loopback stands for TLS.
    expect(read("false").allowed).to.equal(true);
    expect(read("true").allowed).to.equal(false);
  });

  describe("and keys", () => {
    const key = (policy?: object) =>
      resource("aws:kms/key:Key", "k", policy ? { policy } : {}, { outputs: { arn: KEY } });
    const statement = (principal: string) => ({
      Statement: { Effect: "Allow", Principal: { AWS: principal }, Action: "kms:*", Resource: "*" },
    });
    const decrypt = (policy?: object) =>
      ask([...role("fn", ["kms:Decrypt", KEY]), key(policy)], "fn")("kms:Decrypt", KEY).allowed;

    it("follow IAM policies when the key has AWS's default policy or names the account", () => {
      expect(decrypt()).to.equal(true);
      expect(decrypt(statement(`arn:aws:iam::${ACCOUNT}:root`))).to.equal(true);
    });
    it("ignore IAM policies when the key's policy names only others", () => {
      expect(decrypt(statement(roleArn("admin")))).to.equal(false);
    });
  });

  describe("of services", () => {
    const permission = (more: object) =>
      resource("aws:lambda/permission:Permission", "p", {
        function: "fn",
        action: "lambda:InvokeFunction",
        principal: "apigateway.amazonaws.com",
        ...more,
      });
    const invoke = (more: object, arn: string, sourceArn: string) =>
      principalsOf(graphOf(permission(more)), REGION).allows(servicePrincipal("apigateway.amazonaws.com"), {
        action: "lambda:InvokeFunction",
        resource: arn,
        context: { "aws:SourceArn": sourceArn },
      }).allowed;

    it("invoke what a permission opens, from where it says", () => {
      const sourceArn = "arn:aws:execute-api:us-east-1:1:api/*/POST/hook";
      expect(invoke({ sourceArn }, FUNCTION, "arn:aws:execute-api:us-east-1:1:api/live/POST/hook")).to.equal(
        true,
      );
      expect(invoke({ sourceArn }, FUNCTION, "arn:aws:execute-api:us-east-1:1:api/live/GET/hook")).to.equal(
        false,
      );
    });
    it("need a permission on the alias that they call", () => {
      expect(invoke({ qualifier: "live" }, `${FUNCTION}:live`, "arn:x")).to.equal(true);
      expect(invoke({ qualifier: "live" }, FUNCTION, "arn:x")).to.equal(false);
      expect(invoke({}, `${FUNCTION}:live`, "arn:x")).to.equal(false);
    });
    it("assume roles that trust them", () => {
      const principals = principalsOf(graphOf(...role("fn")), REGION);
      expect(principals.mayAssume("lambda.amazonaws.com", "fn")).to.equal(true);
      expect(principals.mayAssume("scheduler.amazonaws.com", "fn")).to.equal(false);
    });
  });
});
