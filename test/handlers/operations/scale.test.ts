import { expect } from "chai";
import { scaleHandler } from "../../../handlers/operations/concurrency.ts";
import { invocation, testLog } from "../support/fakes.ts";

function scaler(batches: number | undefined) {
  const written: number[] = [];
  let now = batches;
  const { log, entries } = testLog();
  const handler = scaleHandler({
    concurrency: {
      read: async () => now,
      async write(value) {
        written.push(value);
        now = value;
      },
    },
    usual: 20,
    peak: 100,
    log,
  });
  const tell = (...states: string[]) =>
    handler(
      {
        Records: states.map((NewStateValue) => ({
          EventSource: "aws:sns",
          Sns: {
            Message: JSON.stringify({ AlarmName: "chatbot-backlog-inbox", NewStateValue, Region: "US East" }),
          },
        })),
      },
      invocation(),
    );
  return { handler, tell, written, entries };
}

describe("The scale action", () => {
  it("works on more batches at once while the inbox piles up, and on as many as usual afterwards", async () => {
    const { tell, written, entries } = scaler(20);
    await tell("ALARM");
    await tell("OK");
    expect(written).to.deep.equal([100, 20]);
    expect(entries.map(({ message, data }) => [message, data?.before, data?.batches])).to.deep.equal([
      ["Raised the queue's concurrency.", 20, 100],
      ["Lowered the queue's concurrency again.", 100, 20],
    ]);
  });

  it("changes nothing when it is told the same again", async () => {
    const { tell, written } = scaler(20);
    await tell("ALARM", "ALARM");
    expect(written).to.deep.equal([100]);
  });

  it("does not act on an alarm that knows nothing", async () => {
    const { tell, written } = scaler(100);
    await tell("INSUFFICIENT_DATA");
    expect(written).to.deep.equal([]);
  });

  it("gives a mapping without a limit its usual one", async () => {
    const { tell, written } = scaler(undefined);
    await tell("OK");
    expect(written).to.deep.equal([20]);
  });

  it("fails on what is no alarm's notice, so that it is kept with the dead letters", async () => {
    const { handler } = scaler(20);
    const failure = (event: unknown) =>
      handler(event, invocation()).then(
        () => "taken",
        (error: Error) => error.message,
      );
    expect(await failure({})).to.equal(
      "The event is no notification of SNS's: subscribe the function to a topic.",
    );
    expect(await failure({ Records: [{ Sns: { Message: "Budget exceeded" } }] })).to.equal(
      "The notification is no alarm's: filter the subscription by AlarmName.",
    );
  });
});
