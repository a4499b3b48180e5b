/** What a customer's messages tell the conversation besides their text: a name, a place, a document, media. */
import { customerIdOf, mediaFolderOf } from "../shared/identity.ts";
import type { InboundMessage } from "../shared/messages.ts";
import type { TenantConfig } from "../shared/tenant.ts";
import type { ConversationParts } from "./ports.ts";
import type { Conversation } from "./record.ts";

/** Kept for whoever takes the conversation over; a type that is not here is not fetched. */
export const acceptedMedia: Readonly<Record<string, string>> = {
  "audio/ogg": "ogg",
  "audio/mpeg": "mp3",
  "audio/mp4": "m4a",
  "audio/amr": "amr",
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/webp": "webp",
  "video/mp4": "mp4",
  "application/pdf": "pdf",
};
/** WhatsApp's own limit is 16 MB; a photo has less than one. */
export const maximumMediaBytes = 8 * 1024 * 1024;
const rememberedMedia = 10;

/** @param messages what is new to the conversation, at least one. */
export async function takeIn(
  conversation: Conversation,
  messages: readonly InboundMessage[],
  tenant: TenantConfig,
  parts: ConversationParts,
): Promise<Conversation> {
  const { clientId, phone } = conversation;
  const customerName = customerNameOf(messages) ?? conversation.customerName;
  const known =
    conversation.lastInboundAt === undefined
      ? await parts.customers.greet(clientId, {
          ...{ customerId: customerIdOf(clientId, phone), phone, name: customerName ?? "Cliente" },
        })
      : undefined;
  const located = messages.findLast(({ location }) => location);
  return {
    ...conversation,
    customerName,
    addresses: conversation.addresses ?? known?.addresses,
    privacyNotice: conversation.privacyNotice ?? known?.consent?.version,
    location: located?.location ? { ...located.location, at: located.receivedAt } : conversation.location,
    sealedDocument:
      messages.findLast(({ sealedDocument }) => sealedDocument)?.sealedDocument ??
      conversation.sealedDocument,
    media: await keepMedia(conversation, messages, tenant, parts),
    // Who writes can be reached.
    undeliverable: undefined,
    lastInboundAt: messages.at(-1)!.receivedAt,
  };
}

/** A medium that cannot be had is logged and left out: the customer is answered all the same. */
async function keepMedia(
  conversation: Conversation,
  messages: readonly InboundMessage[],
  tenant: TenantConfig,
  { fetchMedium, mediaStore, log }: ConversationParts,
): Promise<Conversation["media"]> {
  const { clientId, conversationId } = conversation;
  const keep = async (message: InboundMessage, index: number) => {
    const { url, contentType: said } = message.media[index]!;
    const contentType = said.split(";")[0]!.trim().toLowerCase();
    const extension = acceptedMedia[contentType];
    const data = { messageSid: message.messageSid, contentType };
    if (!extension) {
      log.info("A customer's medium is of no accepted type; it is not fetched.", data);
      return [];
    }
    const medium = await fetchMedium(tenant.twilioConfig.accountSid, url, maximumMediaBytes);
    if (!medium.ok) {
      log.warn(`A customer's medium is not kept (${medium.error.kind}). ${medium.error.message}`, data);
      return [];
    }
    const key = `${mediaFolderOf(clientId, conversationId)}${message.messageSid}-${index}.${extension}`;
    try {
      await mediaStore.put(key, medium.content, contentType);
    } catch (error) {
      log.error("A customer's medium could not be stored.", { ...data, error });
      return [];
    }
    log.info("Kept a customer's medium.", { ...data, key, bytes: medium.content.length });
    return [{ key, contentType, at: message.receivedAt }];
  };
  const kept = await Promise.all(
    messages.flatMap((message) => message.media.map((_, index) => keep(message, index))),
  );
  if (kept.length === 0) return conversation.media;
  const keys = new Set(kept.flat().map(({ key }) => key));
  const before = (conversation.media ?? []).filter(({ key }) => !keys.has(key));
  return [...before, ...kept.flat()].slice(-rememberedMedia);
}

const nameLength = 40;

/** A profile name is whatever its owner likes: letters of it may reach the prompt and the kitchen. */
function customerNameOf(messages: readonly InboundMessage[]): string | undefined {
  const profileName = messages.findLast((message) => message.profileName)?.profileName;
  const name = profileName
    ?.replace(/[^\p{L}\p{M}'’. -]/gu, "")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, nameLength);
  return name || undefined;
}
