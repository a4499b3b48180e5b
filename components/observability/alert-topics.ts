import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../arns.ts";
import { refuseUnless } from "../refuse.ts";

/**
 * critical: customers notice; wakes somebody. warning: will be critical if nobody looks. business: sales are not what
 * they should be. security: somebody tries something.
 */
export type Severity = "critical" | "warning" | "business" | "security";

export interface AlertTopicsArgs {
  /** First part of every physical name. */
  readonly prefix: string;
  /** E-mail addresses that hear of critical alarms, each after confirming. @default nobody */
  readonly criticalEmails?: readonly string[];
  /** "+5511999999999": who gets an SMS for critical alarms. @default nobody */
  readonly criticalPhones?: readonly string[];
  /** @default nobody */
  readonly warningEmails?: readonly string[];
  /** @default nobody */
  readonly businessEmails?: readonly string[];
  /** @default nobody */
  readonly securityEmails?: readonly string[];
  /** ARN of a key whose policy lets CloudWatch, Budgets and EventBridge use it: with SNS's own key no alarm gets through. */
  readonly keyArn: pulumi.Input<string>;
}

/** The four topics that alarms act on, and who listens to them. Create it first: everything that alarms needs one. */
export class AlertTopics extends pulumi.ComponentResource {
  readonly critical: aws.sns.Topic;
  readonly warning: aws.sns.Topic;
  readonly business: aws.sns.Topic;
  readonly security: aws.sns.Topic;
  /** Whoever publishes needs it too. */
  readonly keyArn: pulumi.Output<string>;

  constructor(name: string, args: AlertTopicsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:observability:AlertTopics", name, {}, opts);
    this.keyArn = pulumi.output(args.keyArn);
    const emails = {
      critical: args.criticalEmails ?? [],
      warning: args.warningEmails ?? [],
      business: args.businessEmails ?? [],
      security: args.securityEmails ?? [],
    };
    const phones = args.criticalPhones ?? [];
    for (const phone of phones)
      refuseUnless(
        /^\+\d{10,15}$/.test(phone),
        `${name}: criticalPhones`,
        phone,
        "E.164, such as +5511999999999",
      );
    for (const [severity, list] of Object.entries(emails))
      for (const email of list)
        refuseUnless(/^\S+@\S+\.\S+$/.test(email), `${name}: ${severity}Emails`, email, "an e-mail address");

    const create = (severity: Severity) => this.#topic(name, severity, args, emails[severity]);
    this.critical = create("critical");
    this.warning = create("warning");
    this.business = create("business");
    this.security = create("security");
    for (const phone of new Set(phones))
      new aws.sns.TopicSubscription(
        `${name}-critical-${phone.slice(1)}`,
        { topic: this.critical.arn, protocol: "sms", endpoint: phone },
        { parent: this },
      );
    this.registerOutputs({
      criticalArn: this.critical.arn,
      warningArn: this.warning.arn,
      businessArn: this.business.arn,
      securityArn: this.security.arn,
    });
  }

  #topic(name: string, severity: Severity, args: AlertTopicsArgs, emails: readonly string[]): aws.sns.Topic {
    const child = { parent: this };
    const topic = new aws.sns.Topic(
      `${name}-${severity}`,
      {
        name: `${args.prefix}-${severity}`,
        displayName: `${args.prefix} ${severity}`,
        kmsMasterKeyId: args.keyArn,
      },
      child,
    );
    new aws.sns.TopicPolicy(
      `${name}-${severity}-policy`,
      {
        arn: topic.arn,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            {
              Sid: "AlarmsAndBudgets",
              Effect: "Allow",
              Principal: { Service: ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"] },
              Action: "sns:Publish",
              Resource: topic.arn,
              Condition: { StringEquals: { "aws:SourceAccount": accountOf(topic.arn) } },
            },
            {
              // AWS takes no condition for EventBridge in a topic's policy.
              Sid: "Events",
              Effect: "Allow",
              Principal: { Service: "events.amazonaws.com" },
              Action: "sns:Publish",
              Resource: topic.arn,
            },
            {
              Sid: "EncryptedConnectionsOnly",
              Effect: "Deny",
              Principal: "*",
              Action: "sns:Publish",
              Resource: topic.arn,
              Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
          ],
        }),
      },
      child,
    );
    for (const email of new Set(emails))
      new aws.sns.TopicSubscription(
        `${name}-${severity}-${email.replace(/[^A-Za-z0-9]+/g, "-")}`,
        { topic: topic.arn, protocol: "email", endpoint: email },
        child,
      );
    return topic;
  }
}
