import { expect } from "chai";
import { nextOpening as next, type Opening, isOpen as opens } from "../../../handlers/order/opening-hours.ts";
import { WeeklyHours } from "../../../handlers/shared/hours.ts";

const never: WeeklyHours = {
  monday: [],
  tuesday: [],
  wednesday: [],
  thursday: [],
  friday: [],
  saturday: [],
  sunday: [],
};
/** São Paulo is three hours behind UTC. 2026-11-24 is a Tuesday. */
const at = (local: string) => new Date(`${local}:00-03:00`);

const isOpen = (hours: WeeklyHours, when: Date, more: Partial<Opening> = {}) =>
  opens({ hours, ...more }, when);
const nextOpening = (hours: WeeklyHours, when: Date, more: Partial<Opening> = {}) =>
  next({ hours, ...more }, when);

describe("opening hours", () => {
  const lunchAndDinner = { ...never, tuesday: ["11:00-15:00", "18:00-23:00"] };

  it("take orders within a range, its first and its last minute included", () => {
    for (const open of ["11:00", "14:59", "15:00", "18:00", "23:00"])
      expect(isOpen(lunchAndDinner, at(`2026-11-24T${open}`)), open).to.equal(true);
    for (const closed of ["10:59", "15:01", "17:59", "23:01"])
      expect(isOpen(lunchAndDinner, at(`2026-11-24T${closed}`)), closed).to.equal(false);
  });

  it("are São Paulo's, wherever the function runs", () => {
    expect(isOpen(lunchAndDinner, new Date("2026-11-25T01:30:00Z"))).to.equal(true);
    expect(isOpen(lunchAndDinner, new Date("2026-11-24T11:30:00Z"))).to.equal(false);
  });

  it("run past midnight into the next day, and only that one", () => {
    const late = { ...never, saturday: ["18:00-02:00"] };
    expect(isOpen(late, at("2026-11-28T23:59"))).to.equal(true);
    expect(isOpen(late, at("2026-11-29T01:59"))).to.equal(true);
    expect(isOpen(late, at("2026-11-29T02:01"))).to.equal(false);
    expect(isOpen(late, at("2026-11-28T01:30"))).to.equal(false);
  });

  it("wrap around the week: Saturday night is open on Sunday morning", () => {
    const late = { ...never, saturday: ["22:00-04:00"], sunday: ["12:00-13:00"] };
    expect(isOpen(late, at("2026-11-29T03:00"))).to.equal(true);
    expect(isOpen(late, at("2026-11-30T03:00"))).to.equal(false);
  });

  it('never close with "00:00-23:59" on every day', () => {
    const always = Object.fromEntries(Object.keys(never).map((d) => [d, ["00:00-23:59"]])) as typeof never;
    for (let minute = 0; minute < 24 * 60; minute++)
      expect(isOpen(always, new Date(at("2026-11-24T00:00").getTime() + minute * 60_000 + 59_000))).to.equal(
        true,
      );
  });

  it("name the next opening as a person would", () => {
    expect(nextOpening(lunchAndDinner, at("2026-11-24T09:00"))).to.equal("hoje às 11:00");
    expect(nextOpening(lunchAndDinner, at("2026-11-24T16:00"))).to.equal("hoje às 18:00");
    expect(nextOpening(lunchAndDinner, at("2026-11-23T16:00"))).to.equal("amanhã às 11:00");
    expect(nextOpening(lunchAndDinner, at("2026-11-26T16:00"))).to.equal("terça-feira às 11:00");
    expect(nextOpening(lunchAndDinner, at("2026-11-24T23:30"))).to.equal("terça-feira às 11:00");
    expect(nextOpening(never, at("2026-11-24T23:30"))).to.equal(undefined);
  });

  it("leave out a day that is closed, but not the end of the night before", () => {
    const late = { ...never, tuesday: ["18:00-02:00"], wednesday: ["18:00-02:00"] };
    const closedOn = ["2026-11-25"];
    expect(isOpen(late, at("2026-11-25T01:00"), { closedOn })).to.equal(true);
    expect(isOpen(late, at("2026-11-25T19:00"), { closedOn })).to.equal(false);
    expect(isOpen(late, at("2026-11-26T01:00"), { closedOn })).to.equal(false);
    expect(nextOpening(late, at("2026-11-25T03:00"), { closedOn })).to.equal("terça-feira às 18:00");
  });

  it("are refused when two ranges overlap, on one day or from one night into the next day", () => {
    const problem = (hours: Partial<WeeklyHours>) =>
      WeeklyHours.safeParse({ ...never, ...hours }).error?.issues.map(
        ({ path, message }) => `${path.join(".")}: ${message}`,
      );
    expect(problem({ monday: ["11:00-15:00", "14:00-18:00"] })).to.deep.equal([
      "monday.1: 14:00-18:00 overlaps 11:00-15:00: an instant belongs to one range",
    ]);
    expect(problem({ saturday: ["18:00-03:00"], sunday: ["02:00-10:00"] })).to.deep.equal([
      "sunday.0: 02:00-10:00 overlaps saturday's 18:00-03:00: an instant belongs to one range",
    ]);
    expect(problem({ monday: ["11:00-15:00", "15:00-18:00"], tuesday: ["00:00-23:59"] })).to.equal(undefined);
  });
});
