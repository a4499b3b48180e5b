/** The inbox's records given back or put aside, as SQS is asked for it. */
import { expect } from "chai";
import { openInbox } from "../../../handlers/adapters/inbox.ts";
import { openTables } from "../../../handlers/adapters/tables.ts";
import { type TestEndpoint, testEndpoint } from "../support/aws.ts";
import { batch, inbound } from "../support/conversation.ts";

describe("The inbox", () => {
  let aws: TestEndpoint;
  beforeEach(async () => {
    aws = await testEndpoint();
  });
  afterEach(() => aws.stop());

  const inbox = () => openInbox("https://sqs.us-east-1.amazonaws.com/123456789012/", openTables());
  const { Records } = batch(inbound(1, "oi"), inbound(2, "tudo bem?"));

  it("gives all records of a group back for the same while, in one signed call", async () => {
    await inbox().postpone(Records, 2);
    expect(aws.asked).to.have.length(1);
    const { headers, body } = aws.asked[0]!;
    expect(headers["x-amz-target"]).to.equal("AmazonSQS.ChangeMessageVisibilityBatch");
    expect(headers.authorization).to.match(/Credential=AKIDTEST\/\d{8}\/us-east-1\/sqs\/aws4_request/);
    expect(JSON.parse(body)).to.deep.equal({
      QueueUrl: "https://sqs.us-east-1.amazonaws.com/123456789012/chatbot-inbox.fifo",
      Entries: [
        { Id: "0", ReceiptHandle: "handle-1", VisibilityTimeout: 2 },
        { Id: "1", ReceiptHandle: "handle-2", VisibilityTimeout: 2 },
      ],
    });
  });

  it("says so when a record could not be given back", async () => {
    aws.answers = [{ body: { Failed: [{ Id: "0", Message: "gone" }] } }];
    const failure = await inbox()
      .postpone(Records, 2)
      .catch((error: Error) => error.message);
    expect(failure).to.include("gone");
  });

  it("puts a text into the dead-letter queue of the record's own queue, with the reason", async () => {
    const silo = { ...Records[0]!, eventSourceARN: "arn:aws:sqs:us-east-1:123456789012:chatbot-a.fifo" };
    await inbox().deadLetter(silo, "{}", "It is no message.");
    expect(JSON.parse(aws.asked[0]!.body)).to.deep.include({
      QueueUrl: "https://sqs.us-east-1.amazonaws.com/123456789012/chatbot-a-dlq.fifo",
      MessageBody: "{}",
      MessageAttributes: { reason: { DataType: "String", StringValue: "It is no message." } },
    });
  });

  it("fails when SQS refuses", async () => {
    aws.answers = [{ status: 403, body: { __type: "AccessDenied" } }];
    const failure = await inbox()
      .deadLetter(Records[0]!, "{}", "x")
      .catch((error: Error) => error.message);
    expect(failure).to.include("403").and.include("AccessDenied");
  });
});
