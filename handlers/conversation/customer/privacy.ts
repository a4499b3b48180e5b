/** The restaurant's privacy notice: shown with the first reply, once a version, and noted with its time. */
import { customerIdOf } from "../../shared/identity.ts";
import type { TenantConfig } from "../../shared/tenant.ts";
import type { StepParts } from "../ports.ts";
import type { Conversation, Outgoing } from "../record.ts";

export interface Told {
  readonly conversation: Conversation;
  readonly replies: readonly Outgoing[];
}

export async function withPrivacyNotice(
  conversation: Conversation,
  replies: readonly Outgoing[],
  { privacyNotice }: Pick<TenantConfig, "privacyNotice">,
  { customers, clock, log }: Pick<StepParts, "customers" | "clock" | "log">,
): Promise<Told> {
  const [first, ...others] = replies;
  const known = conversation.privacyNotice === privacyNotice?.version;
  if (!privacyNotice || known || conversation.erased || !first) return { conversation, replies };
  const { version, text } = privacyNotice;
  const { clientId, phone } = conversation;
  try {
    const consent = { version, at: clock().toISOString() };
    await customers.note(clientId, customerIdOf(clientId, phone), { consent });
  } catch (error) {
    log.error("The privacy notice could not be noted; it comes with the next reply.", { version, error });
    return { conversation, replies };
  }
  return {
    conversation: { ...conversation, privacyNotice: version },
    replies: [{ ...first, text: `${first.text}\n\n${text.trim()}` }, ...others],
  };
}
