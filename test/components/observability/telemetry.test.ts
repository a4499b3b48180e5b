import { expect } from "chai";
import { logQueries } from "../../../components/observability/log-queries.ts";
import type { Graph } from "../../../twin/engine/graph.ts";
import { ofType, projectGraph } from "../../support/graph.ts";

// biome-ignore lint/suspicious/noExplicitAny: inputs have the shape of their resource type.
type Values = Record<string, any>;

let graph: Graph;
const all = (region: string, type: string) => ofType(graph, `aws:${type}`, region);

for (const region of ["us-east-1", "sa-east-1"])
  describe(`telemetry in ${region}`, () => {
    const groups = () => all(region, "cloudwatch/logGroup:LogGroup").map(({ inputs }) => inputs.name);

    before(async () => {
      graph = await projectGraph();
    });

    it("has the plan's three dashboards, whose names no other region overwrites, with nothing unknown in them", () => {
      const dashboards = all(region, "cloudwatch/dashboard:Dashboard");
      expect(dashboards.map(({ inputs }) => inputs.dashboardName)).to.have.members([
        `chatbot-operacao-${region}`,
        `chatbot-por-cliente-${region}`,
        `chatbot-negocios-${region}`,
      ]);
      for (const { inputs } of dashboards) {
        const body = inputs.dashboardBody as string;
        expect(JSON.parse(body).widgets).not.to.be.empty;
        expect(body).not.to.match(/undefined|Calling \[toString\]/);
      }
    });

    it("traces five requests in a hundred, one a second at least, and no probe", () => {
      const rules = all(region, "xray/samplingRule:SamplingRule").map(({ inputs }) => inputs as Values);
      const shares = Object.fromEntries(
        rules.map((rule) => [rule.urlPath, [rule.fixedRate, rule.reservoirSize]]),
      );
      expect(shares).to.deep.equal({ "*": [0.05, 1], "*/health": [0, 0], "*/drain/*": [0, 0] });
      const general = rules.find((rule) => rule.urlPath === "*")!;
      expect(rules.every((rule) => rule === general || rule.priority < general.priority)).to.equal(true);
    });

    it("counts refusals and logged errors from groups that exist", () => {
      const filters = all(region, "cloudwatch/logMetricFilter:LogMetricFilter");
      const functions = all(region, "lambda/function:Function");
      expect(filters.map(({ inputs }) => inputs.logGroupName)).to.include.members([
        "/aws/apigateway/chatbot-api",
        ...functions.map(({ inputs }) => `/aws/lambda/${inputs.name}`),
      ]);
      expect(groups()).to.include.members(filters.map(({ inputs }) => inputs.logGroupName));
    });

    it("saves the questions that an on-call engineer asks, over groups that exist", () => {
      const saved = all(region, "cloudwatch/queryDefinition:QueryDefinition");
      expect(saved).to.have.length(logQueries.length);
      for (const { inputs } of saved) expect(groups()).to.include.members(inputs.logGroupNames as string[]);
    });
  });
