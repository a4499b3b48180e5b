import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { refuseUnless } from "../refuse.ts";
import { createAlertTopic, type Severity } from "./alert-topic.ts";

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

    const create = (severity: Severity) =>
      createAlertTopic(
        name,
        {
          prefix: args.prefix,
          severity,
          keyArn: args.keyArn,
          emails: emails[severity],
          phones: severity === "critical" ? phones : [],
        },
        { parent: this },
      );
    this.critical = create("critical");
    this.warning = create("warning");
    this.business = create("business");
    this.security = create("security");
    this.registerOutputs({
      criticalArn: this.critical.arn,
      warningArn: this.warning.arn,
      businessArn: this.business.arn,
      securityArn: this.security.arn,
    });
  }
}
