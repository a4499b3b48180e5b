/**
 * The schedules of conversations: gives back those that nobody has written in for a while, and asks how orders were. It
 * only wakes the conversations up, which look themselves whether it is time: a tick that comes twice changes nothing.
 */
import * as z from "zod/mini";
import { usualSilenceMinutes } from "../shared/conversation-config.ts";
import type { Wake } from "../shared/messages.ts";
import { inboxQueueName, type TenantConfig } from "../shared/tenant.ts";
import type { DeskParts } from "./desk.ts";
import type { DeskRow } from "./desk-store.ts";

/** The ticks, as EventBridge Scheduler sends them. */
export const SweepConversations = z.object({ action: z.enum(["release_handoffs", "send_surveys"]) });
type Action = z.infer<typeof SweepConversations>["action"];

export interface SweepParts extends DeskParts {
  readonly activeTenants: () => Promise<readonly string[]>;
}

export interface Swept {
  readonly woken: number;
}

/** In the active region only. One tenant's trouble does not stop the next. */
export async function sweep(action: Action, parts: SweepParts): Promise<Swept> {
  if ((await parts.active.current()) !== parts.region) return { woken: 0 };
  let woken = 0;
  for (const clientId of await parts.activeTenants()) {
    try {
      const tenant = await parts.tenants.find(clientId);
      if (tenant) woken += await sweepTenant(action, tenant, parts);
    } catch (error) {
      parts.log
        .with({ clientId })
        .error(`${action} failed for a restaurant; the next tick tries again.`, { error });
    }
  }
  return { woken };
}

async function sweepTenant(action: Action, tenant: TenantConfig, parts: SweepParts): Promise<number> {
  const { clientId } = tenant;
  const now = parts.clock();
  const rows =
    action === "send_surveys"
      ? await parts.store.toSurvey(clientId, now.toISOString())
      : (await parts.store.handedOver(clientId)).filter((row) => isSilent(row, tenant, now));
  for (const { conversationId, phone } of rows) {
    const what = action === "send_surveys" ? "survey" : "release_handoff";
    const body: Wake = { v: 1, kind: "wake", clientId, conversationId, phone, what };
    await parts.queues.send(parts.region, {
      ...{ queue: inboxQueueName(parts.inboxQueue, tenant), body, group: conversationId },
      // Once in a queue's five minutes, however often a tick comes.
      deduplicationId: `${what}#${conversationId}#${now.toISOString().slice(0, 15)}`,
    });
  }
  return rows.length;
}

function isSilent({ handoff }: DeskRow, tenant: TenantConfig, now: Date): boolean {
  const allowed = (tenant.handoff?.silenceMinutes ?? usualSilenceMinutes) * 60_000;
  return handoff !== undefined && now.getTime() - Date.parse(handoff.lastAt) >= allowed;
}
