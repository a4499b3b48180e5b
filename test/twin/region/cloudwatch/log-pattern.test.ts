import { expect } from "chai";
import { parsePattern } from "../../../../twin/region/cloudwatch/log-pattern.ts";

describe("A log filter pattern", () => {
  const document = {
    status: 403,
    level: "ERROR",
    ok: false,
    nothing: null,
    user: { name: "Maria Silva", tags: ["a", "b"] },
    latency: 12.5,
  };
  const matches = (pattern: string, value: unknown = document) => {
    const line = typeof value === "string" ? value : JSON.stringify(value);
    return parsePattern(pattern)(line, typeof value === "string" ? undefined : (value as object as never));
  };

  const holding = [
    "{ $.status = 403 }",
    "{ ($.status = 401) || ($.status = 403) }",
    '{ $.level = "ERROR" && $.latency > 12 }',
    "{ $.level = ERROR }",
    '{ $.user.name = "Maria*" }',
    '{ $.user.tags[1] = "b" }',
    "{ $.user.name = %^Maria\\s% }",
    "{ $.status != 200 }",
    "{ $.latency <= 12.5 && $.status >= 4e2 }",
    "{ $.ok IS FALSE }",
    "{ $.nothing IS NULL }",
    "{ $.absent NOT EXISTS }",
    "{ $.status = 1 || $.status = 403 && $.ok IS FALSE }",
    "",
  ];
  for (const pattern of holding)
    it(`holds: ${pattern || "nothing asked"}`, () => expect(matches(pattern)).to.equal(true));

  const failing = [
    "{ $.status = 200 }",
    '{ $.status = "403" }',
    "{ ($.status = 401) || ($.status = 404) }",
    '{ $.level = "error" }',
    "{ $.absent != 1 }",
    "{ $.level > 3 }",
    "{ $.ok IS TRUE }",
    "{ ($.status = 403 || $.status = 1) && $.ok IS TRUE }",
  ];
  for (const pattern of failing)
    it(`does not hold: ${pattern}`, () => expect(matches(pattern)).to.equal(false));

  it("asks for JSON where it compares fields", () => {
    expect(matches("{ $.status = 403 }", "status 403")).to.equal(false);
  });

  it("finds words, phrases, any and none", () => {
    const line = "Task timed out after 29.00 seconds";
    expect(matches('"timed out"', line)).to.equal(true);
    expect(matches("Task seconds", line)).to.equal(true);
    expect(matches("Task minutes", line)).to.equal(false);
    expect(matches("?minutes ?seconds", line)).to.equal(true);
    expect(matches("Task -timed", line)).to.equal(false);
    expect(matches("%\\d+\\.00%", line)).to.equal(true);
  });

  const wrong = [
    "{ $.a }",
    "{ $.a = 1",
    "{ a = 1 }",
    "{ $.a = 1 } x",
    "[a, b]",
    "{ $.a < text }",
    "{ $.a IS MAYBE }",
  ];
  for (const pattern of wrong)
    it(`is refused: ${pattern}`, () => {
      expect(() => parsePattern(pattern)).to.throw();
    });
});
