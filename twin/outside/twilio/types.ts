/** What Twilio's stand-in shows to the page, the drill and the tests. */
import type { Internet } from "../internet.ts";
import type { Content } from "./content.ts";

export type MessageStatus = "received" | "queued" | "sent" | "delivered" | "undelivered" | "failed";

/** One WhatsApp message between a customer and a restaurant. */
export interface WhatsAppMessage {
  readonly sid: string;
  readonly clientId: string;
  /** The customer's, "+5511999999999". */
  readonly phone: string;
  /** Seen from the restaurant: the customer writes inbound ones. */
  readonly direction: "inbound" | "outbound";
  readonly text: string;
  readonly media: readonly Media[];
  readonly button?: { readonly text: string; readonly payload?: string };
  /** A row of a list that the customer tapped. */
  readonly row?: { readonly title: string; readonly id: string };
  readonly location?: { readonly latitude: number; readonly longitude: number };
  /** Of the restaurant's: the content that it was made of, and what can be tapped. */
  readonly contentSid?: string;
  readonly choices?: readonly { readonly title: string; readonly id: string }[];
  /** Twin time, milliseconds since the epoch. */
  readonly at: number;
  readonly status: MessageStatus;
  /** Twilio's error code, e.g. 11205 when the webhook could not be reached or 63016 outside the 24 h window. */
  readonly errorCode?: number;
  /** The region that received the webhook, or that sent the reply through its own base URL. */
  readonly viaRegion?: string;
}

export interface Media {
  readonly url: string;
  readonly contentType?: string;
}

export interface Conversation {
  readonly clientId: string;
  readonly phone: string;
  readonly profileName: string;
  readonly messages: readonly WhatsAppMessage[];
}

/** An entry of the account's debugger. */
export interface TwilioError {
  readonly code: number;
  readonly message: string;
  /** Twin time, milliseconds since the epoch. */
  readonly at: number;
  readonly clientId: string;
  readonly messageSid: string;
  readonly url: string;
  readonly httpStatus?: number;
}

export interface CustomerSays {
  readonly clientId: string;
  readonly phone: string;
  readonly text: string;
  /** @default the phone's last profile name, or "Cliente" */
  readonly profileName?: string;
  /** A tapped quick reply; its text is what the customer sees, and the message's body. */
  readonly button?: { readonly text: string; readonly payload?: string };
  /** A tapped row of a list. */
  readonly row?: { readonly title: string; readonly id: string };
  /** With a `url`, what is there; with `content`, Twilio keeps it and gives it to the account alone. */
  readonly media?: readonly (
    | { readonly url: string; readonly contentType: string }
    | { readonly content: Uint8Array; readonly contentType: string }
  )[];
  readonly location?: { readonly latitude: number; readonly longitude: number };
}

/** What became of one delivery of an inbound webhook. */
export interface Delivery {
  readonly message: WhatsAppMessage;
  /** Absent when nobody answered. */
  readonly httpStatus?: number;
  readonly viaRegion?: string;
  readonly error?: TwilioError;
}

/** What goes wrong with the restaurants' messages, until it is changed. */
export interface TwilioFaults {
  /** Creating a message is answered so: an HTTP status and Twilio's code. */
  readonly refuse?: { readonly status: number; readonly code: number };
  /** A message is accepted and then fails with this code. */
  readonly fail?: { readonly code: number };
}

/** JSON; what `restore` takes. */
export interface TwilioSnapshot {
  readonly accounts: readonly {
    readonly accountSid: string;
    readonly authToken: string;
    readonly secondaryAuthToken?: string;
  }[];
  readonly senders: readonly Sender[];
  readonly conversations: readonly Conversation[];
  readonly errors: readonly TwilioError[];
}

export interface Sender {
  readonly accountSid: string;
  /** The restaurant's WhatsApp number, "+5511…". */
  readonly phoneNumber: string;
  readonly clientId: string;
  /** What the account holds, by content sid. */
  readonly contents?: Readonly<Record<string, Content>>;
}

export interface Twilio {
  readonly faults: TwilioFaults;
  /** Changes what is given and leaves the rest; undefined ends a fault. */
  setFaults(faults: Partial<TwilioFaults>): void;
  /** TWILIO_BASE_URL when it does not matter which region speaks. */
  readonly baseUrl: string;
  /** TWILIO_BASE_URL of one region, so that the phone shows who answered (as Twilio's edge host names do). */
  baseUrlFor(region: string): string;
  /** Opens the account on first use, with a new auth token, and gives it a WhatsApp sender. */
  register(sender: Sender): { readonly authToken: string };
  /** Throws when no such account was registered. */
  authToken(accountSid: string): string;
  connect(internet: Internet): void;
  /** Resolves when the webhook was answered or given up; the reply arrives later, as an outbound message. */
  customerSays(message: CustomerSays): Promise<Delivery>;
  /** The same signed webhook once more, as Twilio may do: same MessageSid. */
  redeliver(messageSid: string): Promise<Delivery>;
  conversation(clientId: string, phone: string): Conversation;
  conversations(): readonly Conversation[];
  errors(): readonly TwilioError[];
  snapshot(): TwilioSnapshot;
  stop(): Promise<void>;
}
