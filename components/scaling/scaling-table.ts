/** Which functions are kept warm, and when: restaurants sell at noon and in the evening. */
import type { FunctionName } from "../functions/catalogue.ts";

/**
 * The functions on the way of a message, and what share of the environments that wait for it each has: every message
 * passes the first two, every third or so places or changes an order, few ask for a charge.
 */
export const warmShares = {
  WebhookHandler: 1,
  AIConversation: 1,
  OrderService: 0.5,
  PaymentService: 0.2,
} as const satisfies Partial<Record<FunctionName, number>>;

export type WarmFunction = keyof typeof warmShares;
export const warmFunctions = Object.keys(warmShares) as WarmFunction[];

/** The same reservation for each of them. @param each 0: none */
export function reservations(each: number): Partial<Record<FunctionName, number>> {
  return each ? Object.fromEntries(warmFunctions.map((fn) => [fn, each])) : {};
}

export interface Rush {
  readonly name: string;
  /** Half an hour before the doors open, and when the last order is in: cron in the time of São Paulo. */
  readonly begins: string;
  readonly ends: string;
}

export const rushes: readonly Rush[] = [
  { name: "lunch", begins: "cron(30 10 * * ? *)", ends: "cron(0 15 * * ? *)" },
  { name: "dinner", begins: "cron(30 17 * * ? *)", ends: "cron(30 23 * * ? *)" },
];
