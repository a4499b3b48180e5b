import { expect } from "chai";
import { isOpen, nextOpening, type OperatingHours } from "../../../handlers/order/opening-hours.ts";

const never: OperatingHours = {
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
});
