/** When a conversation goes on with menus, and when it tries a model again. */
import type { Log } from "../../shared/logger.ts";
import type { MenuReason, MenuState } from "./state.ts";

/** Seconds until a model is tried again: after the first failure, after each further one in a row, and at most. */
const waits: Readonly<Record<MenuReason, { readonly first: number; readonly most: number }>> = {
  no_model: { first: 30, most: 600 },
  tokens_per_day: { first: 600, most: 600 },
  messages_per_minute: { first: 10, most: 10 },
};

export function modelsAreDue({ retryAt }: MenuState, now: Date): boolean {
  return now.getTime() >= Date.parse(retryAt);
}

/** What was offered stays: the switch, or another try that failed, changes nothing of what the customer sees. */
export function goOnWithMenus(
  before: MenuState | undefined,
  reason: MenuReason,
  now: Date,
  log: Log,
): MenuState {
  const failures = before?.reason === reason ? before.failures + 1 : 1;
  const { first, most } = waits[reason];
  const seconds = Math.min(first * 2 ** (failures - 1), most);
  const retryAt = new Date(now.getTime() + seconds * 1_000).toISOString();
  log.warn(`The conversation goes on with menus (${reason}).`, { reason, failures, retryAt });
  return {
    reason,
    since: before?.since ?? now.toISOString(),
    retryAt,
    failures,
    offered: before?.offered ?? [],
    awaiting: before?.awaiting,
  };
}

export function backToModels({ reason, since, failures }: MenuState, now: Date, log: Log): void {
  const seconds = Math.round((now.getTime() - Date.parse(since)) / 1_000);
  log.info("The conversation is back with a model.", { reason, failures, seconds });
}
