/** Plays a script against the twin and checks what it ends in. */
import { expect } from "chai";
import { customer } from "../../../twin/outside/customer.ts";
import type { Twin } from "../../../twin/twin.ts";
import { eventually } from "../eventually.ts";
import { act, type Play } from "./act.ts";
import { endOf } from "./end.ts";
import { changeRows, quiet, type RowChange } from "./quiet.ts";
import type { Configuration, Outcome, Script, Step } from "./script.ts";

/** @param phones one for each of the script's customers, of nobody else in this twin. */
export async function play(twin: Twin, script: Script, phones: readonly string[]): Promise<void> {
  const putBack: (() => Promise<void>)[] = [];
  const configure = async (configuration: Configuration) => {
    const region = twin.activeRegion() ?? "";
    putBack.push(await changeRows(twin, region, changesOf(script.restaurant, configuration)));
  };
  try {
    if (script.configure) await configure(script.configure);
    const since = twin.clock.now();
    const together = meeting(phones.length);
    const plays = phones.map((phone): Play => {
      const { twilio, events } = twin;
      const { restaurant: clientId, customer: profileName } = script;
      const client = customer({ twilio, events, clientId, phone, profileName });
      return { twin, script, client, orderIds: new Set(), configure, together };
    });
    await Promise.all(plays.map(playSteps));
    await eventually(() => checkEnds(plays, [script.outcome].flat(), since));
  } finally {
    for (const { bedrock } of twin.regions.values())
      bedrock.setFaults({ throttled: false, unavailable: false, callsLeft: undefined });
    twin.asaas.faults({ failNext: 0, dropWebhooks: false });
    for (const one of putBack.reverse()) await one();
  }
}

async function playSteps(play: Play): Promise<void> {
  for (const [index, step] of play.script.steps.entries()) {
    try {
      const heard = play.client.heard().length;
      await act(play, step);
      if (step.silence) {
        await quiet(play.twin, play.twin.activeRegion() ?? "");
        expect(play.client.heard().slice(heard), "answers").to.deep.equal([]);
      }
      for (const text of [step.hear ?? []].flat())
        await play.client.hears((message) => fits(message.text, text), 30_000);
    } catch (error) {
      throw new Error(`step ${index + 1} (${JSON.stringify(step)}): ${(error as Error).message}`, {
        cause: error,
      });
    }
  }
}

/** One outcome is everybody's; of several each is somebody's, and they name the same fields. */
async function checkEnds(plays: readonly Play[], outcomes: readonly Outcome[], since: number) {
  const wanted = outcomes.length > 1 ? outcomes : plays.map(() => outcomes[0]!);
  const ends = await Promise.all(plays.map((one) => endOf(one, wanted[0]!, since)));
  const inOrder = wanted.map((outcome) => ({
    ...{ order: undefined, charge: undefined },
    ...outcome,
    ...(outcome.items && { items: [...outcome.items].sort() }),
    ...(outcome.basket && { basket: [...outcome.basket].sort() }),
  }));
  if (plays.length === 1) expect(ends[0]).to.deep.equal(inOrder[0]);
  else expect(ends).to.have.deep.members(inOrder);
}

/** Lets nobody pass a step before everybody is there. */
function meeting(customers: number): (step: Step) => Promise<void> {
  const arrived = new Map<Step, number>();
  const gates = new Map<Step, PromiseWithResolvers<void>>();
  return (step) => {
    const gate = gates.get(step) ?? Promise.withResolvers<void>();
    gates.set(step, gate);
    const here = (arrived.get(step) ?? 0) + 1;
    arrived.set(step, here);
    if (here === customers) gate.resolve();
    return gate.promise;
  };
}

function changesOf(clientId: string, configuration: Configuration): RowChange[] {
  return Object.entries(configuration).map(
    ([what, set]): RowChange =>
      what === "restaurant"
        ? { table: "TenantConfigTable", key: { clientId }, set }
        : { table: "OrderConfigTable", key: { clientId, storeId: what }, set },
  );
}

function fits(text: string, wanted: string): boolean {
  const pattern = /^\/(.*)\/$/s.exec(wanted)?.[1];
  return pattern === undefined ? plain(text).includes(plain(wanted)) : new RegExp(pattern, "s").test(text);
}

function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();
}
