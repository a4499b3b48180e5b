/** Gives a worker the twin's time: whoever asks what time it is hears the twin's clock. */
import { type SharedTime, sharedNow } from "../../../clock.ts";

/** Timers stay real: code runs at the machine's own pace, however fast the twin's time passes. */
export function followClock(time: SharedTime): void {
  const RealDate = Date;
  const realNow = RealDate.now;
  const now = () => Math.floor(sharedNow(time, realNow()));
  // A proxy and no subclass, so that dates made by Node itself remain instances of Date.
  const TwinDate: DateConstructor = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length ? args : [now()], newTarget === TwinDate ? target : newTarget),
    apply: (target) => new target(now()).toString(),
    get: (target, property, receiver) => (property === "now" ? now : Reflect.get(target, property, receiver)),
  });
  RealDate.prototype.constructor = TwinDate;
  globalThis.Date = TwinDate;
}
