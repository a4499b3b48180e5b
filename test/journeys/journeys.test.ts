import type { Twin } from "../../twin/twin.ts";
import { activate } from "../support/journey/activate.ts";
import { play } from "../support/journey/play.ts";
import { readScripts, type Script } from "../support/journey/script.ts";
import { nextPhone, sharedTwin } from "../support/shared-twin.ts";

const scripts = readScripts(import.meta.dirname);

/** Each of its customers has a phone of their own. */
function playAll(twin: Twin, script: Script): Promise<void> {
  return play(twin, script, Array.from({ length: script.at_once }, nextPhone));
}

describe("a customer's journey", function () {
  this.timeout(60_000);
  let twin: Twin;

  before(async () => {
    twin = await sharedTwin();
  });

  describe("in us-east-1", () => {
    for (const { script } of scripts) it(script.title, () => playAll(twin, script));
  });

  describe("in sa-east-1, once us-east-1 is drained", () => {
    before(() => activate(twin, "sa-east-1"));
    after(() => activate(twin, "us-east-1"));

    for (const { script } of scripts)
      if (script.in_both_regions) it(script.title, () => playAll(twin, script));
  });
});
