/** What an alarm's actions receive: the mail and JSON that a topic publishes, the event that a function gets. */
import type { AlarmTransition } from "./alarms.ts";

export interface Notice {
  readonly subject: string;
  readonly message: string;
  /** The alarm's ARN. */
  readonly sourceArn: string;
}

interface Where {
  readonly region: string;
  readonly accountId: string;
  /** Twin time. */
  readonly time: number;
}

/** As the console and alarm mails call them. */
const regionNames: Readonly<Record<string, string>> = {
  "us-east-1": "US East (N. Virginia)",
  "us-west-2": "US West (Oregon)",
  "eu-west-1": "EU (Ireland)",
  "sa-east-1": "South America (Sao Paulo)",
};

export function noticeOf({ alarm, from, to }: AlarmTransition, { region, accountId, time }: Where): Notice {
  const place = regionNames[region] ?? region;
  return {
    sourceArn: alarm.arn,
    // SNS allows a hundred characters.
    subject: `${to.state}: "${alarm.name}" in ${place}`.slice(0, 100),
    message: JSON.stringify({
      AlarmName: alarm.name,
      AlarmDescription: alarm.description ?? null,
      AWSAccountId: accountId,
      NewStateValue: to.state,
      NewStateReason: to.reason,
      StateChangeTime: new Date(time).toISOString().replace("Z", "+0000"),
      Region: place,
      AlarmArn: alarm.arn,
      OldStateValue: from,
    }),
  };
}

export function eventOf({ alarm, from, to }: AlarmTransition, { region, accountId, time }: Where) {
  const timestamp = new Date(time).toISOString().replace("Z", "+0000");
  return {
    source: "aws.cloudwatch",
    alarmArn: alarm.arn,
    accountId,
    time: timestamp,
    region,
    alarmData: {
      alarmName: alarm.name,
      state: { value: to.state, reason: to.reason, timestamp },
      previousState: { value: from },
      configuration: { description: alarm.description },
    },
  };
}
