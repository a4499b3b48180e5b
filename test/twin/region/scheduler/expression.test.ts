import { expect } from "chai";
import { parseExpression } from "../../../../twin/region/scheduler/expression.ts";

const anchor = Date.parse("2026-11-22T00:00:00Z");

/** The first `count` moments after the anchor. */
function moments(text: string, count = 1, timezone = "UTC"): string[] {
  const expression = parseExpression(text, timezone, anchor);
  const found: string[] = [];
  let time = anchor;
  for (let i = 0; i < count; i++) {
    const next = expression.next(time);
    if (next === undefined) break;
    found.push(new Date(next).toISOString().replace(".000Z", "Z"));
    time = next;
  }
  return found;
}

describe("A schedule expression", () => {
  it("counts a rate from its anchor", () => {
    expect(moments("rate(5 minutes)", 2)).to.deep.equal(["2026-11-22T00:05:00Z", "2026-11-22T00:10:00Z"]);
    expect(moments("rate(1 day)")).to.deep.equal(["2026-11-23T00:00:00Z"]);
    const hourly = parseExpression("rate(1 hour)", "UTC", anchor);
    expect(hourly.next(anchor + 90 * 60_000)).to.equal(anchor + 120 * 60_000);
  });

  // 22 November 2026 is a Sunday.
  const crons: readonly (readonly [text: string, first: string])[] = [
    ["cron(0 10 * * ? *)", "2026-11-22T10:00:00Z"],
    ["cron(0/15 * * * ? *)", "2026-11-22T00:15:00Z"],
    ["cron(15 12 * * ? *)", "2026-11-22T12:15:00Z"],
    ["cron(0 18 ? * MON-FRI *)", "2026-11-23T18:00:00Z"],
    ["cron(0 18 ? * 2-6 *)", "2026-11-23T18:00:00Z"],
    ["cron(0 9 ? * 1 *)", "2026-11-22T09:00:00Z"],
    ["cron(0 9 ? * 7,1 *)", "2026-11-22T09:00:00Z"],
    ["cron(0 9 ? * 2#1 *)", "2026-12-07T09:00:00Z"],
    ["cron(0 0 ? * 6L *)", "2026-11-27T00:00:00Z"],
    ["cron(0 0 L * ? *)", "2026-11-30T00:00:00Z"],
    ["cron(0 12 15W * ? *)", "2026-12-15T12:00:00Z"],
    ["cron(0/5 8-17 ? * MON-FRI *)", "2026-11-23T08:00:00Z"],
    ["cron(0 0 1 1 ? 2028-2030)", "2028-01-01T00:00:00Z"],
    ["cron(0 8 1 1/3 ? *)", "2027-01-01T08:00:00Z"],
  ];
  for (const [text, first] of crons)
    it(`reads ${text} as AWS does`, () => {
      expect(moments(text)).to.deep.equal([first]);
    });

  it("keeps a time zone, with its daylight saving time", () => {
    expect(moments("cron(0 11 * * ? *)", 1, "America/Sao_Paulo")).to.deep.equal(["2026-11-22T14:00:00Z"]);
    const newYork = parseExpression("cron(0 9 * * ? *)", "America/New_York", anchor);
    const hourOn = (day: string) => new Date(newYork.next(Date.parse(day)) ?? 0).getUTCHours();
    expect([hourOn("2027-01-10T00:00:00Z"), hourOn("2027-07-10T00:00:00Z")]).to.deep.equal([14, 13]);
  });

  it("comes once for at()", () => {
    expect(moments("at(2026-12-24T20:00:00)", 2, "America/Sao_Paulo")).to.deep.equal([
      "2026-12-24T23:00:00Z",
    ]);
    expect(moments("at(2020-01-01T00:00:00)")).to.deep.equal([]);
  });

  const refused: readonly (readonly [text: string, why: RegExp])[] = [
    ["every(5 minutes)", /no schedule/],
    ["rate(0 minutes)", /no rate/],
    ["rate(5 seconds)", /no rate/],
    ["cron(0 10 * * *)", /six fields/],
    ["cron(0 10 * * * *)", /exactly one/],
    ["cron(0 10 ? * ? *)", /exactly one/],
    ["cron(99 10 * * ? *)", /no cron expression of AWS/],
    ["at(tomorrow)", /no moment/],
  ];
  for (const [text, why] of refused)
    it(`refuses ${text}`, () => {
      expect(() => parseExpression(text, "UTC", anchor)).to.throw(why);
    });
});
