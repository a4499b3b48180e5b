/** When a restaurant's people take over, and when its customers are asked how it was. */
import { usualSilenceMinutes } from "../../shared/conversation-config.ts";
import type { TenantConfig } from "../../shared/tenant.ts";

export interface HandoffRules {
  readonly enabled: boolean;
  readonly afterMisunderstandings: number;
  readonly phrases: readonly string[];
  readonly silenceMs: number;
  readonly contentSid?: string;
}

export function handoffRules({ handoff = {} }: Pick<TenantConfig, "handoff">): HandoffRules {
  const {
    enabled = true,
    afterMisunderstandings = 3,
    phrases = [],
    silenceMinutes = usualSilenceMinutes,
    contentSid,
  } = handoff;
  return { enabled, afterMisunderstandings, phrases, silenceMs: silenceMinutes * 60_000, contentSid };
}
