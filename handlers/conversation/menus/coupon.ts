/** A coupon: its code is asked for unless it was written along. */
import { plain } from "../routing.ts";
import { basketOrConfirmation } from "./closing.ts";
import { home, joined, orderOf, refusalOf, type Scene, type Screen } from "./scene.ts";

const askCode = "Qual é o código do cupom? (0 volta ao início)";
/** "tenho o cupom BEMVINDO10", "cupom de desconto: BEMVINDO10" */
const codeAfterWord = /\bcupo[mn](?: de desconto)? ([a-z0-9]{4,20})\b/;
const codeAlone = /^\s*(\S{3,20})\s*$/;

/** @param argument "none" takes the coupon off. */
export async function coupon(argument: string, scene: Scene): Promise<Screen> {
  if (argument === "none") return withoutCoupon(scene);
  const code = codeAfterWord.exec(plain(scene.turn.text))?.[1];
  return code ? apply(code, scene) : ask();
}

/** undefined when it is no code. */
export async function takeCode(text: string, scene: Scene): Promise<Screen | undefined> {
  const code = codeAlone.exec(text)?.[1];
  return code ? apply(code, scene) : undefined;
}

function ask(lead?: string): Screen {
  return { text: joined(lead, askCode), choices: [], awaiting: { what: "coupon" } };
}

async function apply(code: string, scene: Scene): Promise<Screen> {
  const result = await scene.call("apply_coupon", { code });
  const order = orderOf(result);
  if (!order) return ask(refusalOf(result));
  // Why it takes nothing off, the basket says.
  return basketOrConfirmation(order, scene, order.coupon?.problem ? "Cupom anotado." : "Cupom aplicado.");
}

async function withoutCoupon(scene: Scene): Promise<Screen> {
  const result = await scene.call("remove_coupon");
  const order = orderOf(result);
  return order ? basketOrConfirmation(order, scene, "Cupom retirado.") : home(scene, refusalOf(result));
}
