/** A customer who writes and waits for answers: what drills, benchmarks and journeys play. */
import type { TwinEvents } from "../events.ts";
import type { CustomerSays, Delivery, Twilio, WhatsAppMessage } from "./twilio/types.ts";

export interface Customer {
  readonly phone: string;
  say(text: string, more?: Partial<CustomerSays>): Promise<Delivery>;
  /**
   * The first message from the restaurant, after the last one heard, that fits; the ones before it are passed over.
   * Rejects after `withinMs` of real time with what was said instead.
   */
  hears(what: RegExp | ((message: WhatsAppMessage) => boolean), withinMs?: number): Promise<WhatsAppMessage>;
  /** Says it and hears the next message, whatever it is. */
  ask(text: string): Promise<WhatsAppMessage>;
  /** Everything that the restaurant has sent so far. */
  heard(): readonly WhatsAppMessage[];
}

export interface CustomerParts {
  readonly twilio: Twilio;
  readonly events: TwinEvents;
  readonly clientId: string;
  /** "+5511…" */
  readonly phone: string;
  readonly profileName?: string;
}

export function customer({ twilio, events, clientId, phone, profileName }: CustomerParts): Customer {
  let cursor = 0;
  const heard = () =>
    twilio.conversation(clientId, phone).messages.filter((message) => message.direction === "outbound");
  const hears: Customer["hears"] = (what, withinMs = 10_000) => {
    const fits = typeof what === "function" ? what : (message: WhatsAppMessage) => what.test(message.text);
    return new Promise((resolve, reject) => {
      const finish = (act: () => void) => {
        clearTimeout(timer);
        events.off("whatsapp", check);
        act();
      };
      const check = () => {
        const index = heard().findIndex((message, at) => at >= cursor && fits(message));
        if (index < 0) return;
        cursor = index + 1;
        finish(() => resolve(heard()[index]!));
      };
      const timer = setTimeout(() => {
        const instead = heard()
          .slice(cursor)
          .map(({ text }) => JSON.stringify(text));
        const expected = typeof what === "function" ? "what was expected" : String(what);
        finish(() =>
          reject(
            new Error(
              `${clientId} did not say ${expected} within ${withinMs / 1000} s; it said ${instead.join(", ") || "nothing"}.`,
            ),
          ),
        );
      }, withinMs);
      events.on("whatsapp", check);
      check();
    });
  };
  const say: Customer["say"] = (text, more) =>
    twilio.customerSays({ clientId, phone, profileName, text, ...more });
  return {
    phone,
    say,
    hears,
    heard,
    async ask(text) {
      cursor = heard().length;
      const { error } = await say(text);
      if (error) throw new Error(`"${text}" did not reach ${clientId}: ${error.message} (${error.code}).`);
      return hears(() => true);
    },
  };
}
