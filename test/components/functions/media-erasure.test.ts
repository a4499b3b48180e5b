import { expect } from "chai";
import { functionNames } from "../../../components/functions/catalogue.ts";
import type { Graph } from "../../../twin/engine/graph.ts";
import { principalsOf } from "../../../twin/region/iam/principals.ts";
import { byName, descendantsOf, projectGraph } from "../../support/graph.ts";

const regions = ["us-east-1", "sa-east-1"];
const bucketIn = (region: string) => `arn:aws:s3:::chatbot-media-123456789012-${region}`;
const medium = "client_a/media/conv_1/SM1-0.jpg";

describe("who may delete customers' media", () => {
  let graph: Graph;
  before(async () => {
    graph = await projectGraph();
  });
  const roleOf = (fn: string, stack: string) => {
    const { urn } = byName(graph, "chatbot:functions:HandlerFunction", fn, stack);
    const role = descendantsOf(graph, urn).find(({ type }) => type === "aws:iam/role:Role");
    return String(role?.outputs.arn);
  };
  /** As S3 asks in the bucket's own region. */
  const may = (fn: string, stack: string, home: string) => {
    const principals = principalsOf(graph, home);
    const { accessKeyId } = principals.credentialsFor(roleOf(fn, stack));
    const { principal } = principals.identify(accessKeyId)!;
    return (action: string, resource: string, context = {}) =>
      principals.allows(principal, {
        action: `s3:${action}`,
        resource,
        context: { "aws:SecureTransport": "true", ...context },
      }).allowed;
  };
  const listing = (prefix: string) => ({ "s3:prefix": prefix });

  for (const stack of regions)
    for (const home of regions)
      it(`is MediaErasure of ${stack} alone in ${home}`, () => {
        const bucket = bucketIn(home);
        for (const fn of functionNames) {
          const ask = may(fn, stack, home);
          expect(ask("DeleteObjectVersion", `${bucket}/${medium}`), fn).to.equal(fn === "MediaErasure");
          expect(ask("ListBucketVersions", bucket, listing("client_a/media/conv_1/")), fn).to.equal(
            fn === "MediaErasure",
          );
          // A mark of a deletion hides media and keeps them.
          for (const action of ["DeleteObject", "ListBucket"])
            for (const resource of [bucket, `${bucket}/${medium}`])
              expect(ask(action, resource, listing("client_a/media/")), `${fn} ${action}`).to.equal(false);
        }
      });

  it("reads and writes none, finds nothing else, and deletes nothing else", () => {
    for (const home of regions) {
      const ask = may("MediaErasure", "us-east-1", home);
      const bucket = bucketIn(home);
      for (const action of ["GetObject", "GetObjectVersion", "PutObject"])
        expect(ask(action, `${bucket}/${medium}`), action).to.equal(false);
      for (const context of [{}, listing(""), listing("client_a/"), listing("client_a/pix/")])
        expect(ask("ListBucketVersions", bucket, context), JSON.stringify(context)).to.equal(false);
      expect(ask("DeleteObjectVersion", `${bucket}/client_a/pix/chg_1.png`)).to.equal(false);
      expect(ask("DeleteObjectVersion", `arn:aws:s3:::chatbot-archive-${home}/${medium}`)).to.equal(false);
    }
  });

  it("is given the other region's bucket beside its own, and OrderService alone starts it", () => {
    for (const [own, peer] of [regions, regions.toReversed()] as [string, string][]) {
      const { inputs } = byName(graph, "aws:lambda/function:Function", "MediaErasure-function", own);
      const { variables } = inputs.environment as { variables: object };
      expect(variables).to.include({
        MEDIA_BUCKET: `chatbot-media-123456789012-${own}`,
        PEER_MEDIA_BUCKET: `chatbot-media-123456789012-${peer}`,
        PEER_REGION: peer,
      });
      const principals = principalsOf(graph, own);
      const resource = `arn:aws:lambda:${own}:123456789012:function:chatbot-MediaErasure:live`;
      const starts = functionNames.filter((fn) => {
        const { accessKeyId } = principals.credentialsFor(roleOf(fn, own));
        const { principal } = principals.identify(accessKeyId)!;
        return principals.allows(principal, { action: "lambda:InvokeFunction", resource }).allowed;
      });
      expect(starts).to.deep.equal(["OrderService"]);
    }
  });
});
