/**
 * The conversation without a model: numbered choices over the same tools and the same basket. Its customer notices nothing
 * but the numbers.
 */
import type { OrderResult } from "../../shared/order-api.ts";
import type { Answerer } from "../answerer.ts";
import { handedOverText } from "../people/texts.ts";
import { act, answerAwaited } from "./actions.ts";
import { freely } from "./free-text.ts";
import { said } from "./said.ts";
import { home, orderOf, type Scene, type Screen } from "./scene.ts";
import { notUnderstood } from "./words.ts";

export const menus: Answerer = async (turn, tools, _tenant, parts) => {
  const { menu, openTurn, handoff } = tools.conversation();
  if (!menu) return undefined;
  const begun = openTurn?.rounds.length && openTurn.messageSids[0] === turn.messageSids[0];
  if (begun && handoff) return [{ text: handedOverText }];
  // An old copy of the conversation is found out here, before it acts on what it once offered.
  if (!begun) tools.replace(await parts.conversations.save({ ...tools.conversation(), openTurn: turn }));
  let calls = 0;
  const scene: Scene = {
    tools,
    turn,
    menu,
    now: parts.clock(),
    async call(name, input = {}) {
      const use = { toolUseId: `menu-${++calls}`, name, input };
      // Apart from a model's numbers, which this very turn may have used.
      const { result } = await tools.run(use, `${turn.messageSids[0]}#menu${calls}`);
      return result as OrderResult;
    },
  };
  const screen = await (begun ? whatChanged(scene) : next(scene));
  tools.change({ menu: { ...menu, offered: [...screen.choices], awaiting: screen.awaiting } });
  parts.metrics.count("MenuMode");
  parts.log.info("Answered with menus.", {
    reason: menu.reason,
    messageSids: turn.messageSids,
    choices: screen.choices.length,
    awaiting: screen.awaiting?.what,
  });
  return [{ text: screen.text, ...(screen.choices.length > 0 && { choices: [...screen.choices] }) }];
};

/** A model has carried the words out, wholly or in part, and said nothing: done again they would be done twice. */
async function whatChanged(scene: Scene): Promise<Screen> {
  const order = orderOf(await scene.call("view_cart"));
  const open = order?.status === "cart" && order.items.length > 0;
  return open ? home(scene, undefined, order) : act("status", scene);
}

/** What was chosen; what was asked for; what the words name; else the same question again. */
async function next(scene: Scene): Promise<Screen> {
  const { turn, menu } = scene;
  const words = said(turn, menu);
  if (words.kind === "back") return home(scene);
  if (words.kind === "choice" && menu.awaiting?.what !== "options") return act(words.id, scene);
  const awaited = await answerAwaited(words, scene);
  if (awaited) return awaited;
  const named = await freely(turn.text, scene);
  if (named) return named;
  const begins = menu.offered.length === 0 && !menu.awaiting;
  return begins ? home(scene) : { ...menu, text: notUnderstood, choices: menu.offered };
}
