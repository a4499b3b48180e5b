/** What Twilio knows: accounts, WhatsApp senders, every conversation and the debugger's entries. */
import { randomBytes } from "node:crypto";
import type { TwinEvents } from "../../events.ts";
import type { Conversation, Sender, TwilioError, TwilioSnapshot, WhatsAppMessage } from "./types.ts";

/** Entries kept in the debugger. */
const errorsKept = 500;

interface MutableConversation extends Conversation {
  profileName: string;
  readonly messages: WhatsAppMessage[];
}

export class TwilioStore {
  readonly #events: TwinEvents;
  readonly #tokens = new Map<string, string>();
  readonly #secondaryTokens = new Map<string, string>();
  readonly #senders = new Map<string, Sender>();
  readonly #conversations = new Map<string, MutableConversation>();
  readonly #errors: TwilioError[] = [];

  constructor(events: TwinEvents, restore?: TwilioSnapshot) {
    this.#events = events;
    if (!restore) return;
    for (const { accountSid, authToken, secondaryAuthToken } of restore.accounts) {
      this.#tokens.set(accountSid, authToken);
      if (secondaryAuthToken) this.#secondaryTokens.set(accountSid, secondaryAuthToken);
    }
    for (const sender of restore.senders) this.#senders.set(sender.phoneNumber, sender);
    for (const { messages, ...rest } of restore.conversations) {
      this.#conversations.set(key(rest.clientId, rest.phone), { ...rest, messages: [...messages] });
    }
    this.#errors.push(...restore.errors);
  }

  register(sender: Sender): { authToken: string } {
    const taken = this.#senders.get(sender.phoneNumber);
    if (taken && taken.clientId !== sender.clientId) {
      throw new Error(
        `Twilio sender ${sender.phoneNumber} belongs to ${taken.clientId}; ${sender.clientId} needs a number of its own.`,
      );
    }
    this.#senders.set(sender.phoneNumber, sender);
    const authToken = this.#tokens.get(sender.accountSid) ?? randomBytes(16).toString("hex");
    this.#tokens.set(sender.accountSid, authToken);
    return { authToken };
  }

  /** The primary one: webhooks are signed with it. */
  token(accountSid: string): string | undefined {
    return this.#tokens.get(accountSid);
  }

  /** Requests may carry either. */
  accepts(accountSid: string, token: string): boolean {
    return [this.#tokens.get(accountSid), this.#secondaryTokens.get(accountSid)].includes(token);
  }

  /** Undefined when there is one already. */
  createSecondaryToken(accountSid: string): string | undefined {
    if (this.#secondaryTokens.has(accountSid)) return undefined;
    const token = randomBytes(16).toString("hex");
    this.#secondaryTokens.set(accountSid, token);
    return token;
  }

  /** False when there is none. */
  deleteSecondaryToken(accountSid: string): boolean {
    return this.#secondaryTokens.delete(accountSid);
  }

  /** The new primary token; undefined when there is no secondary one. The old one ends. */
  promoteSecondaryToken(accountSid: string): string | undefined {
    const token = this.#secondaryTokens.get(accountSid);
    if (token === undefined) return undefined;
    this.#secondaryTokens.delete(accountSid);
    this.#tokens.set(accountSid, token);
    return token;
  }

  sender(phoneNumber: string): Sender | undefined {
    return this.#senders.get(phoneNumber);
  }

  /** Throws when the restaurant has no WhatsApp number. */
  senderOf(clientId: string): Sender {
    for (const sender of this.#senders.values()) if (sender.clientId === clientId) return sender;
    throw new Error(`${clientId} has no WhatsApp number at Twilio: register one before its customers write.`);
  }

  conversation(clientId: string, phone: string): MutableConversation {
    const id = key(clientId, phone);
    let conversation = this.#conversations.get(id);
    if (!conversation) {
      conversation = { clientId, phone, profileName: "Cliente", messages: [] };
      this.#conversations.set(id, conversation);
    }
    return conversation;
  }

  conversations(): readonly Conversation[] {
    return [...this.#conversations.values()];
  }

  /** Twin milliseconds of the customer's last message; undefined when there is none. */
  lastInboundAt(clientId: string, phone: string): number | undefined {
    return this.conversation(clientId, phone).messages.findLast((m) => m.direction === "inbound")?.at;
  }

  add(message: WhatsAppMessage): void {
    this.conversation(message.clientId, message.phone).messages.push(message);
    this.#announce(message);
  }

  find(sid: string): WhatsAppMessage | undefined {
    for (const { messages } of this.#conversations.values()) {
      const found = messages.find((message) => message.sid === sid);
      if (found) return found;
    }
    return undefined;
  }

  update(sid: string, change: Partial<WhatsAppMessage>): WhatsAppMessage {
    for (const { messages } of this.#conversations.values()) {
      const index = messages.findIndex((message) => message.sid === sid);
      const before = messages[index];
      if (!before) continue;
      const after = { ...before, ...change };
      messages[index] = after;
      this.#announce(after);
      return after;
    }
    throw new Error(`No WhatsApp message ${sid}.`);
  }

  logError(error: TwilioError): TwilioError {
    this.#errors.push(error);
    if (this.#errors.length > errorsKept) this.#errors.shift();
    return error;
  }

  errors(): readonly TwilioError[] {
    return this.#errors;
  }

  snapshot(): TwilioSnapshot {
    return structuredClone({
      accounts: [...this.#tokens].map(([accountSid, authToken]) => ({
        accountSid,
        authToken,
        secondaryAuthToken: this.#secondaryTokens.get(accountSid),
      })),
      senders: [...this.#senders.values()],
      conversations: this.conversations(),
      errors: this.#errors,
    });
  }

  #announce({ clientId, phone }: WhatsAppMessage): void {
    this.#events.emit("whatsapp", { clientId, phone });
  }
}

/** Twilio's own shape: two letters and 32 hexadecimal digits. */
export function newMessageSid(): string {
  return `SM${randomBytes(16).toString("hex")}`;
}

function key(clientId: string, phone: string): string {
  return `${clientId}|${phone}`;
}
