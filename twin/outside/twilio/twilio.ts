/** Twilio's stand-in: its REST API for the bot, and the customers' phones behind it. */
import { Hono } from "hono";
import type { Clock } from "../../clock.ts";
import type { TwinEvents } from "../../events.ts";
import type { Internet } from "../internet.ts";
import { listen } from "../listen.ts";
import { deliver } from "./inbound.ts";
import { MediaStorage } from "./media-storage.ts";
import { Outbound } from "./outbound.ts";
import { notFound, restApi } from "./rest.ts";
import { newMessageSid, TwilioStore } from "./store.ts";
import { tokensApi } from "./tokens-api.ts";
import type { Delivery, Twilio, TwilioSnapshot, WhatsAppMessage } from "./types.ts";

export type * from "./types.ts";

export interface TwilioOptions {
  readonly clock: Clock;
  readonly events: TwinEvents;
  readonly restore?: TwilioSnapshot;
  /** @default a free one */
  readonly port?: number;
}

export async function startTwilio(options: TwilioOptions): Promise<Twilio> {
  const { clock, events } = options;
  const store = new TwilioStore(events, options.restore);
  let internet: Internet | undefined;
  const outbound = new Outbound(store, clock, () => internet);
  const storage = new MediaStorage();
  const api = restApi(store, outbound, storage, events);
  const app = new Hono().route("/via/:region", api).route("/", api).route("/v1/AuthTokens", tokensApi(store));
  app.notFound((context) => context.json(notFound(context.req.path), 404));
  const server = await listen("Twilio's stand-in", app, options.port);

  const deliverOnce = (message: WhatsAppMessage): Promise<Delivery> => {
    if (!internet) throw new Error("Twilio's stand-in knows no DNS yet: connect it before customers write.");
    return deliver(message, { store, clock, internet, outbound });
  };

  return {
    get faults() {
      return outbound.faults;
    },
    setFaults(faults) {
      outbound.faults = { ...outbound.faults, ...faults };
    },
    baseUrl: server.origin,
    baseUrlFor: (region) => `${server.origin}/via/${region}`,
    register: (sender) => store.register(sender),
    authToken(accountSid) {
      const token = store.token(accountSid);
      if (token === undefined)
        throw new Error(`No Twilio account ${accountSid}: register a sender of it first.`);
      return token;
    },
    connect(world) {
      internet = world;
    },
    async customerSays(said) {
      const sid = newMessageSid();
      const { clientId, accountSid } = store.senderOf(said.clientId);
      const place = `${server.origin}/2010-04-01/Accounts/${accountSid}/Messages/${sid}/Media/`;
      const message: WhatsAppMessage = {
        sid,
        clientId,
        phone: said.phone,
        direction: "inbound",
        text: said.button?.text ?? said.row?.title ?? said.text,
        media: (said.media ?? []).map((medium) =>
          "url" in medium
            ? medium
            : { url: `${place}${storage.keep(medium)}`, contentType: medium.contentType },
        ),
        button: said.button,
        row: said.row,
        location: said.location,
        at: clock.now(),
        status: "received",
      };
      if (said.profileName) store.conversation(said.clientId, said.phone).profileName = said.profileName;
      store.add(message);
      return deliverOnce(message);
    },
    async redeliver(messageSid) {
      const message = store.find(messageSid);
      if (message?.direction !== "inbound")
        throw new Error(`No customer's message ${messageSid} to deliver again.`);
      return deliverOnce(message);
    },
    conversation: (clientId, phone) => store.conversation(clientId, phone),
    conversations: () => store.conversations(),
    errors: () => store.errors(),
    snapshot: () => store.snapshot(),
    async stop() {
      outbound.stop();
      await server.close();
    },
  };
}
