import type * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { checkConfiguration } from "../../components/configuration.ts";
import { DataKey } from "../../components/data/data-key.ts";
import { type PrimaryInputs, readPrimary } from "../../components/primary-outputs.ts";
import { tables } from "../../handlers/shared/tables.ts";
import { type Mocks, made } from "./mocked.ts";

const configuration = checkConfiguration(
  { "aws:region": "sa-east-1", "chatbot:role": "secondary", "chatbot:peerRegion": "us-east-1" },
  "chatbot",
  "sa-east-1",
);
const shared = {
  dataKeyArn: "arn:aws:kms:us-east-1:123456789012:key/mrk-1",
  tableArns: Object.fromEntries(Object.keys(tables).map((name) => [name, `arn:${name}`])),
  secretArns: { twilio: "arn:twilio", asaas: "arn:asaas", pos: "arn:pos" },
  mediaBuckets: { "us-east-1": "a", "sa-east-1": "b" },
  zoneId: "Z1",
};
const sentence =
  "Stack sa-east-1 needs the outputs of us-east-1, which is not deployed yet: run `pulumi up -s us-east-1` first.";

/** As the engine's error reaches a program. */
const noSuchStack = () => {
  throw Object.assign(new Error(), { details: 'unknown stack "organization/chatbot/us-east-1"' });
};

async function read(mocks: Mocks): Promise<{ primary?: PrimaryInputs; error?: string }> {
  let outcome: { primary?: PrimaryInputs; error?: string } = {};
  await made(
    async () => {
      outcome = await readPrimary(configuration).then(
        (primary) => ({ primary }),
        (error: Error) => ({ error: error.message }),
      );
    },
    { stack: "sa-east-1", ...mocks },
  );
  return outcome;
}

describe("the secondary, before anything of it is made,", () => {
  it("takes what the primary made", async () => {
    expect(await read({ referenced: { shared } })).to.deep.equal({ primary: shared });
  });

  it("stops with a sentence where the primary's stack is not there", async () => {
    expect(await read({ call: noSuchStack })).to.deep.equal({ error: sentence });
  });

  it("stops with the same sentence where the primary's stack is empty", async () => {
    expect(await read({ referenced: {} })).to.deep.equal({ error: sentence });
  });

  it("stops where the primary does not have all that this version needs", async () => {
    const { WhatsAppBotOrders: _, ...fewer } = shared.tableArns;
    expect(await read({ referenced: { shared: { ...shared, tableArns: fewer } } })).to.deep.equal({
      error: sentence,
    });
  });

  it("stops where it is not in the region that the primary replicates to", async () => {
    const elsewhere = { ...shared, mediaBuckets: { "us-east-1": "a", "us-west-2": "b" } };
    expect((await read({ referenced: { shared: elsewhere } })).error).to.match(
      /^Stack sa-east-1 is in sa-east-1, and us-east-1 replicates to us-west-2: set chatbot:peerRegion of us-east-1/,
    );
    const alone = { ...shared, mediaBuckets: { "us-east-1": "a" } };
    expect((await read({ referenced: { shared: alone } })).error).to.include("replicates to no other region");
  });

  it("goes on in a preview, with what it needs unknown", async () => {
    let isKnown: boolean | undefined;
    await made(
      async () => {
        const { dataKeyArn } = await readPrimary(configuration);
        const key = new DataKey("key", {
          prefix: "chatbot",
          region: "sa-east-1",
          peerRegion: "us-east-1",
          replicaOf: dataKeyArn,
        });
        isKnown = await (key.arn as unknown as pulumi.OutputInstance<string> & { isKnown: Promise<boolean> })
          .isKnown;
      },
      { stack: "sa-east-1", preview: true, call: noSuchStack },
    );
    expect(isKnown).to.equal(false);
  });
});
