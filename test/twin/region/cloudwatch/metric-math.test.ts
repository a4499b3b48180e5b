import { expect } from "chai";
import { parseMath, type Value } from "../../../../twin/region/cloudwatch/metric-math.ts";

describe("Metric math", () => {
  const metrics: Record<string, Value> = { errors: 3, calls: 60, none: undefined, zero: 0, errorsB: 5 };
  const value = (text: string) =>
    parseMath(text)({
      value: (id) => metrics[id],
      metrics: (part) => Object.keys(metrics).flatMap((id) => (id.includes(part) ? [metrics[id]] : [])),
      periodSeconds: () => 300,
    });

  const results: readonly (readonly [text: string, result: Value])[] = [
    ["100 * errors / calls", 5],
    ["errors + calls * 2 - 1", 122],
    ["(errors + 1) * 2", 8],
    ["-errors + 2 ^ 3", 5],
    ["calls / zero", undefined],
    ["errors / none", undefined],
    ["FILL(none, 7) + 1", 8],
    ["SUM(METRICS())", 68],
    ['SUM(METRICS("errors"))', 8],
    ["MAX([errors, none, 9])", 9],
    ["SUM(FILL([errors, none], 10))", 13],
    ["IF(calls > 50, 100 * errors / calls, 0)", 5],
    ["IF(calls < 50, 1, 0)", 0],
    ["errors == 3 && zero == 0", 1],
    ["calls / PERIOD(calls)", 0.2],
    ["AVG([errors, 5])", 4],
  ];
  for (const [text, result] of results)
    it(`${text} is ${result ?? "no data"}`, () => {
      if (typeof result === "number") expect(value(text)).to.be.closeTo(result, 1e-9);
      else expect(value(text)).to.equal(undefined);
    });

  for (const text of [
    "errors +",
    "errors errors",
    "SEARCH('x')",
    "RATE(errors)",
    "(errors",
    "SUM(errors)",
    "Errors + 1",
  ])
    it(`refuses ${text}`, () => {
      expect(() => value(text)).to.throw();
    });
});
