/** What happens by the clock: the edge between time and the function behind it. */
export interface ScheduleRow {
  /** Part of the physical and the logical name. */
  readonly name: string;
  readonly description: string;
  /** `rate(…)`, or `cron(…)` in the time of São Paulo. */
  readonly expression: string;
  /** The function's name in the system. */
  readonly function: string;
  readonly input: Readonly<Record<string, string>>;
  /** A tick older than this is dropped: the next one does its work. 60–86400 */
  readonly maximumAgeSeconds: number;
  readonly maximumRetries: number;
}

export const schedules = [
  {
    name: "expire-orders",
    description: "Ends orders that nobody paid in time.",
    expression: "rate(5 minutes)",
    function: "OrderService",
    input: { action: "process_expired_orders" },
    maximumAgeSeconds: 300,
    maximumRetries: 3,
  },
  {
    name: "relay-outbox",
    description: "Sends what a crash left unsent to the kitchens and the customers.",
    expression: "rate(1 minute)",
    function: "SQSProducer",
    input: { action: "relay_outbox" },
    maximumAgeSeconds: 60,
    maximumRetries: 2,
  },
  {
    name: "reconcile-payments",
    description: "Settles what Asaas's webhooks missed, and looks whether they are paused.",
    expression: "rate(15 minutes)",
    function: "PaymentService",
    input: { action: "reconcile_payments" },
    maximumAgeSeconds: 900,
    maximumRetries: 2,
  },
  {
    name: "release-handoffs",
    description: "Gives conversations back to the bot that nobody has written in for a while.",
    expression: "rate(5 minutes)",
    function: "PosConversations",
    input: { action: "release_handoffs" },
    maximumAgeSeconds: 300,
    maximumRetries: 2,
  },
  {
    name: "send-surveys",
    description: "Asks customers how their order was.",
    expression: "rate(15 minutes)",
    function: "PosConversations",
    input: { action: "send_surveys" },
    maximumAgeSeconds: 900,
    maximumRetries: 2,
  },
] as const satisfies readonly ScheduleRow[];

/** Functions that a schedule starts. */
export type ScheduledFunction = (typeof schedules)[number]["function"];
