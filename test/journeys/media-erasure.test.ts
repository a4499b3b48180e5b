import {
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { conversationIdOf } from "../../handlers/shared/identity.ts";
import { type Customer, customer } from "../../twin/outside/customer.ts";
import type { Credentials } from "../../twin/region/types.ts";
import type { Twin } from "../../twin/twin.ts";
import { eventually } from "../support/eventually.ts";
import { regionOf } from "../support/journey/orders.ts";
import { quiet } from "../support/journey/quiet.ts";
import { nextPhone, sharedTwin } from "../support/shared-twin.ts";

const clientId = "client_tempero_da_bahia";

describe("a customer who sent media and is erased", function () {
  this.timeout(60_000);
  let twin: Twin;
  before(async () => {
    twin = await sharedTwin();
  });

  const folderOf = ({ phone }: Customer) => `${clientId}/media/${conversationIdOf(clientId, phone)}/`;
  const versionsIn = (region: string, whose: Customer) => {
    const { s3 } = regionOf(twin, region);
    const all = s3.buckets.flatMap(({ name }) =>
      s3.versions(name).map((version) => ({ ...version, bucket: name })),
    );
    return all.filter(({ key }) => key.startsWith(folderOf(whose)));
  };
  /** How many versions and marks each region's bucket has. */
  const kept = (whose: Customer) =>
    [...twin.regions.keys()].map((region) => versionsIn(region, whose).length);
  const own = () => twin.activeRegion()!;
  const peer = () => [...twin.regions.keys()].find((region) => region !== own())!;

  async function sent(): Promise<Customer> {
    const { twilio, events } = twin;
    const client = customer({ twilio, events, clientId, phone: nextPhone() });
    const content = new TextEncoder().encode("JFIF…");
    await client.say("", { media: [{ content, contentType: "image/jpeg" }] });
    await client.hears(() => true);
    await eventually(() => expect(kept(client)).to.deep.equal([1, 1]), 20_000);
    return client;
  }
  async function erased(client: Customer) {
    await client.say("apagar meus dados");
    await client.hears(({ text }) => /APAGAR/.test(text));
    await client.say("apagar");
    await client.hears(({ text }) => /Seus dados foram apagados/.test(text));
  }
  async function asked<T>(region: string, credentials: Credentials, work: (s3: S3Client) => Promise<T>) {
    const { endpoint } = regionOf(twin, region);
    const s3 = new S3Client({ region, endpoint, credentials, forcePathStyle: true });
    return work(s3).finally(() => s3.destroy());
  }

  it("leaves no version of them in either region, and another's stay", async () => {
    const [ana, bia] = [await sent(), await sent()];
    const [{ bucket: Bucket, key: Key } = { bucket: "", key: "" }] = versionsIn(own(), ana);
    // A newer version, and a mark that hides both.
    await asked(own(), regionOf(twin, own()).operator, async (s3) => {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: "JFIF… again" }));
      await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    });
    await eventually(() => expect(kept(ana)).to.deep.equal([3, 3]), 20_000);
    await erased(ana);
    await eventually(() => expect(kept(ana)).to.deep.equal([0, 0]), 15_000);
    expect(kept(bia)).to.deep.equal([1, 1]);
    const lines = await eventually(() => {
      const found = regionOf(twin, own())
        .logs()
        .filter(({ logGroup }) => logGroup.endsWith("-MediaErasure"))
        .map(({ line }) => line);
      expect(found.join("\n")).to.contain('"erased":6');
      return found;
    });
    expect(lines.join("\n")).not.to.contain(ana.phone);
  });

  it("is erased in the other region as soon as that answers again", async () => {
    const client = await sent();
    await quiet(twin, own());
    await twin.setDark(peer(), true);
    try {
      await erased(client);
      await eventually(() => {
        const lines = regionOf(twin, own()).logs();
        const failed = lines.some(
          ({ logGroup, line }) =>
            logGroup.endsWith("-MediaErasure") && line.includes(`${peer()} could not be reached`),
        );
        expect(failed, "nobody says that the other region was not reached").to.equal(true);
      }, 20_000);
      expect(versionsIn(own(), client)).to.deep.equal([]);
      expect(versionsIn(peer(), client)).to.have.length(1);
    } finally {
      await quiet(twin, own());
      await twin.setDark(peer(), false);
    }
    // What Lambda waits before it tries again.
    twin.clock.advance(60_000);
    await eventually(() => expect(kept(client)).to.deep.equal([0, 0]), 15_000);
  });

  it("is erased by that function alone", async () => {
    const client = await sent();
    const errorOf = (outcome: Promise<unknown>) =>
      outcome.then(
        () => "none",
        ({ name }: Error) => name,
      );
    for (const region of twin.regions.keys()) {
      const [{ bucket: Bucket, key: Key, versionId: VersionId } = { bucket: "", key: "", versionId: "" }] =
        versionsIn(region, client);
      const Prefix = folderOf(client);
      for (const fn of ["AIConversation", "OrderService", "PaymentService"])
        await asked(region, regionOf(twin, own()).credentialsOf(roleOf(fn)), async (s3) => {
          const list = s3.send(new ListObjectVersionsCommand({ Bucket, Prefix }));
          expect(await errorOf(list), fn).to.equal("AccessDenied");
          const remove = s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
          expect(await errorOf(remove), fn).to.equal("AccessDenied");
        });
    }
    expect(kept(client)).to.deep.equal([1, 1]);
  });

  /** Name of the role that the function has in the active region. */
  function roleOf(fn: string): string {
    const { resources } = twin.graph.stacks[own()]!;
    const role = resources.find(({ type, name }) => type === "aws:iam/role:Role" && name === `${fn}-role`);
    return String(role?.outputs.arn);
  }
});
