/**
 * People write one sentence in several messages. The first delivery of a short text is given back to the queue for the
 * tenant's pause: meanwhile the queue holds what follows it in the same group, and hands all of it over together.
 *
 * Nothing is kept outside the queue, no function waits, and a message is processed by the delivery that is not given back,
 * once, as ever. Each pause costs one of the deliveries that the queue grants a message; `pausesAtMost` leaves the others
 * for failures.
 */
import type { Tenants } from "../adapters/tenants.ts";
import { receiveCountOf, type Step } from "./steps.ts";

/** Who writes more at a time has said it. */
const shortCharacters = 120;
/** A burst that never ends is answered meanwhile. */
const pausesAtMost = 2;

/** Whole seconds; 0: to be processed now. */
export async function burstPause(steps: readonly Step[], tenants: Tenants, now: Date): Promise<number> {
  const [step] = steps;
  if (steps.length !== 1 || step?.kind !== "burst") return 0;
  const last = step.messages.at(-1)!;
  const isShort =
    last.text.trim() !== "" &&
    last.text.length <= shortCharacters &&
    !last.choice &&
    !last.location &&
    last.media.length === 0;
  const isNew = receiveCountOf(step.records.at(-1)!) === 1;
  if (!isShort || !isNew || receiveCountOf(step.records[0]!) > pausesAtMost) return 0;
  const tenant = await tenants.find(last.clientId);
  const pause = tenant?.aiConfig.burstPauseSeconds ?? 0;
  const age = (now.getTime() - Date.parse(last.receivedAt)) / 1_000;
  // What has waited in the queue has had its pause.
  return age < pause ? Math.ceil(pause - age) : 0;
}
