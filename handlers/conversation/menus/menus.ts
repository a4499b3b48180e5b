/**
 * The conversation without a model: numbered choices over the same tools and the same basket. Its customer notices nothing
 * but the numbers.
 */
import type { OrderResult } from "../../shared/order-api.ts";
import type { Answerer } from "../answerer.ts";
import { act, answerAwaited } from "./actions.ts";
import { freely } from "./free-text.ts";
import { said } from "./said.ts";
import { home, type Scene, type Screen } from "./scene.ts";
import { notUnderstood } from "./words.ts";

export const menus: Answerer = async (turn, tools, _tenant, parts) => {
  const { menu } = tools.conversation();
  if (!menu) return undefined;
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
  const screen = await next(scene);
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
