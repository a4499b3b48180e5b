import { expect } from "chai";
import { EvaluationError } from "../../../twin/engine/errors.ts";
import { evaluate } from "../../../twin/engine/evaluate.ts";
import { fixture } from "./support/fixtures.ts";

/** Each misdeed of the fixture, and the sentence that it earns. */
const sentences = {
  throws: /^Stack dev: The delivery fee must not be negative\. \(index\.ts:\d+\)$/,
  rejectsLater: /^Stack dev: The menu cannot be read\. \(index\.ts:\d+\)$/,
  failsInApply: /^Stack dev: No such zone\. \(index\.ts:\d+\)$/,
  waitsForever:
    /^Stack dev: the program ended while "queue" \[aws:sqs\/queue:Queue\] was waiting for the value of its input property "name"/,
  neverEnds: /^Stack dev: the program ended before it was done/,
  exits: /^Stack dev: the program ended with exit code 3: Out of disk\.$/,
  exitsAsIfAllWereWell: /^Stack dev: the program ended before it was done/,
  logsAnError: /^Stack dev: The tenant file is empty\.$/,
  sameName:
    /^Stack dev: Two resources have the URN urn:pulumi:dev::misbehaving::aws:sqs\/queue:Queue::queue;/,
  unknownLookUp: /^Stack dev: The program looks up aws:ec2\/getAmi:getAmi, which this engine cannot answer/,
  badFifoName: /^Stack dev: aws:sqs\/queue:Queue "queue" is refused: its name "inbox" is not of the form/,
  failingTransform: /^Stack dev: aws:sqs\/queue:Queue "queue" is not made: .*This type takes no tags\.$/,
  hooks: /^Stack dev: The Pulumi CLI does not support resource hooks/,
} as const;

async function refusal(run: Promise<unknown>): Promise<EvaluationError> {
  try {
    await run;
  } catch (error) {
    if (error instanceof EvaluationError) return error;
    throw error;
  }
  throw new Error("The program was accepted.");
}

describe("refusing a program", () => {
  const refusals = new Map<string, EvaluationError>();

  before(async () => {
    const misdeeds = Object.keys(sentences);
    const next = async (): Promise<void> => {
      for (let misdeed = misdeeds.shift(); misdeed; misdeed = misdeeds.shift())
        refusals.set(
          misdeed,
          await refusal(evaluate({ dir: fixture("misbehaving"), config: { dev: { misdeed } } })),
        );
    };
    await Promise.all([next(), next(), next()]);
  });

  for (const [misdeed, sentence] of Object.entries(sentences))
    it(`says in one sentence why: ${misdeed}`, () => {
      const { problems } = refusals.get(misdeed)!;
      expect(problems).to.have.lengthOf(1);
      expect(problems[0]).to.match(sentence);
    });

  it("keeps what the program printed", () => {
    expect(refusals.get("exits")?.output).to.equal("Out of disk.\n");
  });

  it("refuses a reference to a stack that is not there to refer to", async () => {
    const error = await refusal(evaluate({ dir: fixture("features"), stacks: ["second"] }));
    expect(error.problems).to.have.lengthOf(1);
    expect(error.message).to.match(
      /^Stack second: StackReference "organization\/features\/first" names a stack that is not part of this run \(there is features\/second\); deploy that stack first\.$/,
    );
  });

  it("tells only the cause when one stack's failure takes another along", async () => {
    const error = await refusal(
      evaluate({
        dir: fixture("features"),
        config: { first: { limits: "no object" } },
      }),
    );
    expect(error.problems).to.have.lengthOf(1);
    expect(error.message).to.match(/^Stack first: .*features:limits/);
  });
});
