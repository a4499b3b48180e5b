/** What happens inside the twin, as it happens: the page, the drill and the tests listen to it. */
import { EventEmitter } from "node:events";

export interface LogLine {
  readonly region: string;
  readonly logGroup: string;
  readonly functionName: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly line: string;
}

export interface Invocation {
  readonly region: string;
  readonly functionName: string;
  readonly requestId: string;
  readonly trigger: "api" | "queue" | "invoke" | "async" | "schedule";
  readonly durationMs: number;
  readonly cold: boolean;
  /** The error type that the caller saw; absent when it succeeded. */
  readonly error?: string;
}

export interface ApiRequest {
  readonly region: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
  /** Absent when no API answered to the name. */
  readonly apiName?: string;
  readonly stage?: string;
}

export interface QueueDepth {
  readonly region: string;
  readonly queue: string;
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

export interface Denied {
  readonly region: string;
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
}

export interface AlarmChange {
  readonly region: string;
  readonly alarm: string;
  readonly state: "OK" | "ALARM" | "INSUFFICIENT_DATA";
  readonly reason: string;
}

export interface HealthChange {
  readonly healthCheck: string;
  readonly healthy: boolean;
  /** Twin time, milliseconds. */
  readonly time: number;
}

export interface RegionChange {
  readonly region: string;
  readonly dark: boolean;
}

/** One tick of a schedule, when it has come to its end. */
export interface ScheduleRun {
  readonly region: string;
  readonly kind: "schedule" | "rule";
  readonly group: string;
  readonly schedule: string;
  /** When it was due; twin time, milliseconds. */
  readonly planned: number;
  readonly attempts: number;
  readonly outcome: "delivered" | "dead-letter" | "dropped";
  readonly error?: string;
}

/** A request that an AWS service of a region, or an outside company's API, was sent by whom it knows. */
export interface ServiceCall {
  /** The region's name; "outside" for a company. */
  readonly at: string;
  /** "dynamodb", "sqs"… as its signatures name it; "twilio", "asaas". */
  readonly service: string;
  /** The API's own name for it, or a method and a path. */
  readonly action: string;
  /** The caller's ARN; the account at a company. */
  readonly principal: string;
  /** What an AWS service was sent, as it was. */
  readonly body?: Buffer;
}

interface TwinEventMap {
  log: [LogLine];
  invocation: [Invocation];
  request: [ApiRequest];
  queue: [QueueDepth];
  call: [ServiceCall];
  denied: [Denied];
  schedule: [ScheduleRun];
  alarm: [AlarmChange];
  health: [HealthChange];
  region: [RegionChange];
  /** A WhatsApp message reached or left a customer's phone. */
  whatsapp: [{ readonly clientId: string; readonly phone: string }];
  /** A charge was created, paid or cancelled at the payment provider. */
  charge: [{ readonly id: string; readonly status: string }];
  /** An order reached a kitchen or changed there. */
  kitchen: [{ readonly clientId: string; readonly storeId: string; readonly orderId: string }];
}

export class TwinEvents extends EventEmitter<TwinEventMap> {
  constructor() {
    super();
    this.setMaxListeners(0);
  }
}
