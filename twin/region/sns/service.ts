/** SNS's API, in the query protocol that its SDK speaks: Publish. */
import { randomUUID } from "node:crypto";
import { type AwsCall, AwsError, type AwsReply, type AwsService, type Permission } from "../aws-service.ts";
import type { Publication } from "./sns.ts";

const xmlns = "http://sns.amazonaws.com/doc/2010-03-31/";

export function createService(sns: {
  publish(topicArn: string, publication: Publication): string;
  sms(phoneNumber: string, message: string): string;
  /** What publishing to a topic asks of its key. */
  keyPermissions(topicArn: string): readonly Permission[];
}): AwsService {
  return {
    name: "sns",
    permissions(call) {
      const form = formOf(call);
      const resource = form.get("TopicArn") ?? form.get("TargetArn") ?? "*";
      return [{ action: `sns:${form.get("Action")}`, resource }, ...sns.keyPermissions(resource)];
    },
    async handle(call) {
      try {
        return published(publish(formOf(call)));
      } catch (error) {
        if (error instanceof AwsError) return refused(error);
        throw error;
      }
    },
  };

  function publish(form: URLSearchParams): string {
    const action = form.get("Action");
    if (action !== "Publish")
      throw new AwsError("InvalidAction", `The twin's SNS knows Publish only, not ${action}.`);
    const message = form.get("Message");
    if (!message) throw new AwsError("InvalidParameter", "Invalid parameter: Empty message");
    const phoneNumber = form.get("PhoneNumber");
    if (phoneNumber) return sns.sms(phoneNumber, message);
    const topicArn = form.get("TopicArn") ?? form.get("TargetArn");
    if (!topicArn)
      throw new AwsError("InvalidParameter", "Invalid parameter: TopicArn or TargetArn Reason: no value");
    return sns.publish(topicArn, {
      message,
      subject: form.get("Subject") ?? undefined,
      attributes: attributesOf(form),
      groupId: form.get("MessageGroupId") ?? undefined,
      deduplicationId: form.get("MessageDeduplicationId") ?? undefined,
    });
  }
}

function formOf(call: AwsCall): URLSearchParams {
  return new URLSearchParams(call.body.toString("utf8"));
}

/** "MessageAttributes.entry.1.Name" and so on. */
function attributesOf(form: URLSearchParams): Record<string, string> | undefined {
  const attributes: [string, string][] = [];
  for (let index = 1; ; index++) {
    const prefix = `MessageAttributes.entry.${index}`;
    const name = form.get(`${prefix}.Name`);
    if (!name) break;
    attributes.push([name, form.get(`${prefix}.Value.StringValue`) ?? ""]);
  }
  return attributes.length > 0 ? Object.fromEntries(attributes) : undefined;
}

function published(messageId: string): AwsReply {
  return xml(
    200,
    `<PublishResponse xmlns="${xmlns}"><PublishResult><MessageId>${messageId}</MessageId></PublishResult><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></PublishResponse>`,
  );
}

function refused(error: AwsError): AwsReply {
  const message = error.message.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return xml(
    error.status,
    `<ErrorResponse xmlns="${xmlns}"><Error><Type>Sender</Type><Code>${error.code}</Code><Message>${message}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
  );
}

function xml(status: number, body: string): AwsReply {
  return { status, headers: { "content-type": "text/xml" }, body };
}
