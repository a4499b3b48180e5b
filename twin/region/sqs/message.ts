/** A message as a queue keeps it. Times are milliseconds of twin time since the epoch. */
export interface Message {
  readonly id: string;
  readonly body: string;
  readonly md5: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly traceHeader?: string;
  readonly senderId: string;
  readonly sentAt: number;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly sequenceNumber?: string;
  /** ARN of the queue that gave it up. */
  readonly deadLetterSource?: string;
  state: "ready" | "delayed" | "inFlight";
  /** When a delayed message or one in flight becomes ready. */
  hiddenUntil: number;
  /** Receives over all queues: what ApproximateReceiveCount shows. */
  receiveCount: number;
  /** Receives from this queue: what maxReceiveCount counts. */
  receivesHere: number;
  firstReceivedAt?: number;
  /** Of the latest receive. */
  receivedAt?: number;
  receiptHandle?: string;
}

/** In the wire's form: binary values are base64. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}
