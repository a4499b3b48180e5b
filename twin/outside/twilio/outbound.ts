/** A message on its way to the customer's phone: statuses, status callbacks and the 24 h window. */
import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import type { Clock } from "../../clock.ts";
import { type Internet, postPublic } from "../internet.ts";
import type { NewMessage } from "./refusal.ts";
import { newMessageSid, type TwilioStore } from "./store.ts";
import type { MessageStatus, TwilioFaults, WhatsAppMessage } from "./types.ts";

/** Twin milliseconds from queued to sent, and from sent to delivered. */
const stepMs = 150;
/** Free-form messages reach a customer within 24 h of the customer's last one. */
const windowMs = 24 * 60 * 60 * 1000;
const outsideWindow = {
  code: 63016,
  message:
    "Failed to send freeform message because you are outside the allowed window. If you are using WhatsApp, please use a Message Template.",
};

export class Outbound {
  readonly #store: TwilioStore;
  readonly #clock: Clock;
  readonly #internet: () => Internet | undefined;
  readonly #timers = new Set<() => void>();
  faults: TwilioFaults = {};

  constructor(store: TwilioStore, clock: Clock, internet: () => Internet | undefined) {
    this.#store = store;
    this.#clock = clock;
    this.#internet = internet;
    // What was on its way when the state was saved goes on.
    for (const { messages } of store.conversations()) {
      for (const message of messages) {
        if (message.status === "queued" || message.status === "sent") this.#advance(message);
      }
    }
  }

  /** Accepts the message; it arrives later. Outside the window it is accepted and then fails, as at Twilio. */
  send(message: NewMessage, viaRegion?: string): WhatsAppMessage {
    const accepted: WhatsAppMessage = {
      sid: newMessageSid(),
      clientId: message.sender.clientId,
      phone: message.to,
      direction: "outbound",
      text: message.body,
      media: message.mediaUrls.map((url) => ({ url })),
      at: this.#clock.now(),
      status: "queued",
      contentSid: message.content?.sid,
      choices: message.content?.choices,
      viaRegion,
    };
    this.#store.add(accepted);
    this.#advance(accepted, message.statusCallback);
    return accepted;
  }

  stop(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  #advance(message: WhatsAppMessage, callback?: string): void {
    const next = this.#next(message);
    if (!next) return;
    const error = next === "failed" ? (this.faults.fail?.code ?? outsideWindow.code) : undefined;
    const cancel = this.#clock.after(stepMs, () => {
      this.#timers.delete(cancel);
      const moved = this.#store.update(message.sid, {
        status: next,
        errorCode: error,
      });
      if (error !== undefined) this.#logFailure(moved, error);
      if (callback) void this.#report(moved, callback);
      this.#advance(moved, callback);
    });
    this.#timers.add(cancel);
  }

  #next(message: WhatsAppMessage): MessageStatus | undefined {
    if (message.status === "sent") return "delivered";
    if (message.status !== "queued") return undefined;
    if (this.faults.fail) return "failed";
    const { contents } = this.#store.senderOf(message.clientId);
    if (message.contentSid && contents?.[message.contentSid]?.approved) return "sent";
    const last = this.#store.lastInboundAt(message.clientId, message.phone);
    return last !== undefined && message.at - last <= windowMs ? "sent" : "failed";
  }

  #logFailure(message: WhatsAppMessage, code: number): void {
    this.#store.logError({
      code,
      message: code === outsideWindow.code ? outsideWindow.message : "The message could not be delivered.",
      at: this.#clock.now(),
      clientId: message.clientId,
      messageSid: message.sid,
      url: "",
    });
  }

  async #report(message: WhatsAppMessage, callback: string): Promise<void> {
    const internet = this.#internet();
    if (!internet) return;
    const { accountSid, phoneNumber } = this.#store.senderOf(message.clientId);
    const form: Record<string, string> = {
      SmsSid: message.sid,
      SmsStatus: message.status,
      MessageStatus: message.status,
      MessageSid: message.sid,
      AccountSid: accountSid,
      From: `whatsapp:${phoneNumber}`,
      To: `whatsapp:${message.phone}`,
      ApiVersion: "2010-04-01",
      ...(message.errorCode && { ErrorCode: String(message.errorCode) }),
    };
    const reply = await postPublic(internet, this.#clock, {
      url: callback,
      headers: {
        "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
        "x-twilio-signature": getExpectedTwilioSignature(this.#store.token(accountSid)!, callback, form),
      },
      body: new URLSearchParams(form).toString(),
      budgetMs: 15_000,
    });
    if (reply.ok && reply.status < 400) return;
    this.#store.logError({
      code: reply.ok ? 11200 : 11205,
      message: reply.ok ? `Status callback answered HTTP ${reply.status}` : reply.reason,
      at: this.#clock.now(),
      clientId: message.clientId,
      messageSid: message.sid,
      url: callback,
      httpStatus: reply.ok ? reply.status : undefined,
    });
  }
}
