import { expect } from "chai";
import { watchedFunctions } from "../../../components/observability/observability-pack.ts";
import type { Graph, GraphResource } from "../../../twin/engine/graph.ts";
import { ofType, projectGraph } from "../../support/graph.ts";

// biome-ignore lint/suspicious/noExplicitAny: inputs have the shape of their resource type.
type Values = Record<string, any>;

let graph: Graph;
const all = (region: string, type: string) => ofType(graph, `aws:${type}`, region);
const alarms = (region: string) => [
  ...all(region, "cloudwatch/metricAlarm:MetricAlarm"),
  ...all(region, "cloudwatch/compositeAlarm:CompositeAlarm"),
];

for (const region of ["us-east-1", "sa-east-1"])
  describe(`alarms in ${region}`, () => {
    const alarm = (slug: string): Values =>
      all(region, "cloudwatch/metricAlarm:MetricAlarm").find(
        ({ inputs }) => inputs.name === `chatbot-${slug}`,
      )!.inputs;
    const topicArn = (severity: string) =>
      all(region, "sns/topic:Topic").find(({ inputs }) => inputs.name === `chatbot-${severity}`)!.outputs.arn;
    const tells = (inputs: Values, severity: string) => {
      expect(inputs.alarmActions).to.deep.equal([topicArn(severity)]);
      expect(inputs.okActions).to.deep.equal([topicArn(severity)]);
    };
    const result = (inputs: Values) => inputs.metricQueries.find((query: Values) => query.returnData);
    const parts = (inputs: Values): Values[] =>
      inputs.metricQueries.flatMap((query: Values) => (query.metric ? [query.metric] : []));

    before(async () => {
      graph = await projectGraph();
    });

    it("the plan's 'Erro de Lambda': more than 5 % of a function's calls in 5 min, to e-mail and SMS", () => {
      for (const service of watchedFunctions) {
        const inputs = alarm(`errors-${service}`);
        expect(inputs).to.include({
          comparisonOperator: "GreaterThanThreshold",
          threshold: 5,
          evaluationPeriods: 1,
        });
        expect(result(inputs).expression).to.equal("100 * errors / invocations");
        expect(parts(inputs).map(({ metricName, period, stat }) => [metricName, period, stat])).to.deep.equal(
          [
            ["Errors", 300, "Sum"],
            ["Invocations", 300, "Sum"],
          ],
        );
        expect(
          parts(inputs).every(({ dimensions }) => dimensions.FunctionName === `chatbot-${service}`),
        ).to.equal(true);
        tells(inputs, "critical");
      }
    });

    it("the plan's 'Latência Alta': p95 over 3000 ms in 5 min, to e-mail", () => {
      const inputs = alarm("latency");
      expect(inputs).to.include({
        namespace: "AWS/ApiGateway",
        metricName: "Latency",
        extendedStatistic: "p95",
        comparisonOperator: "GreaterThanThreshold",
        threshold: 3000,
        period: 300,
        evaluationPeriods: 1,
      });
      tells(inputs, "warning");
    });

    it("the plan's 'Fila Acumulando': more than 1000 messages for 15 min, to e-mail", () => {
      for (const queue of ["inbox", "payments"]) {
        const inputs = alarm(`backlog-${queue}`);
        expect(inputs).to.include({
          comparisonOperator: "GreaterThanThreshold",
          threshold: 1000,
          statistic: "Minimum",
        });
        expect(inputs.period * inputs.evaluationPeriods).to.equal(15 * 60);
        expect(inputs.dimensions).to.deep.equal({ QueueName: `chatbot-${queue}.fifo` });
        tells(inputs, "warning");
      }
    });

    it("the plan's 'Falha de Pagamento': more than 10 % of charges in 15 min, to e-mail and SMS", () => {
      const inputs = alarm("payment-failures");
      expect(inputs).to.include({
        comparisonOperator: "GreaterThanThreshold",
        threshold: 10,
        evaluationPeriods: 1,
      });
      expect(result(inputs).expression).to.equal("100 * failed / requested");
      for (const metric of parts(inputs))
        expect(metric).to.deep.include({
          namespace: "Chatbot",
          dimensions: { service: "PaymentService" },
          period: 900,
        });
      tells(inputs, "critical");
    });

    it("one payment that no order wants, one dispute, one paused webhook: each by itself", () => {
      for (const [slug, metricName, severity] of [
        ["payment-unapplied", "PaymentUnapplied", "critical"],
        ["payment-disputed", "PaymentDisputed", "business"],
        ["payment-queue-paused", "PaymentQueuePaused", "critical"],
      ] as const) {
        const inputs = alarm(slug);
        expect(inputs).to.deep.include({
          ...{ namespace: "Chatbot", metricName, dimensions: { service: "PaymentService" } },
          ...{ statistic: "Sum", comparisonOperator: "GreaterThanThreshold", threshold: 0 },
        });
        tells(inputs, severity);
      }
      expect(alarm("payment-queue-paused").period, "longer than from one look to the next").to.equal(1800);
    });

    it("fewer orders than is usual at this hour, by a band that is learnt", () => {
      const { metricQueries, ...inputs } = alarm("orders-below-usual");
      const [orders, band] = metricQueries;
      expect(orders.metric).to.deep.include({
        namespace: "Chatbot",
        metricName: "OrdersPlaced",
        period: 900,
      });
      expect(band).to.deep.include({ id: "usual", expression: "ANOMALY_DETECTION_BAND(orders, 3)" });
      expect(inputs).to.include({
        ...{ comparisonOperator: "LessThanLowerThreshold", thresholdMetricId: "usual", evaluationPeriods: 3 },
      });
      expect(inputs.threshold).to.equal(undefined);
      tells({ ...inputs, metricQueries }, "business");
    });

    it("one answer in five by menus", () => {
      const menus = alarm("menu-mode");
      expect(menus).to.include({ comparisonOperator: "GreaterThanThreshold", threshold: 20 });
      expect(result(menus).expression).to.equal("100 * menus / answered");
      expect(
        parts(menus).map(({ metricName, dimensions }) => [metricName, dimensions.service]),
      ).to.deep.equal([
        ["MenuMode", "AIConversation"],
        ["MessagesAnswered", "AIConversation"],
      ]);
      tells(menus, "warning");
    });

    it("anything in a dead-letter queue between functions", () => {
      const inputs = alarm("dead-letters");
      expect(inputs).to.include({ comparisonOperator: "GreaterThanThreshold", threshold: 0 });
      expect(result(inputs).expression).to.equal("MAX(METRICS())");
      expect(
        parts(inputs).map(({ dimensions, stat, period }) => [dimensions.QueueName, stat, period]),
      ).to.deep.equal(
        ["inbox-dlq.fifo", "payments-dlq.fifo", "schedules-dlq"].map((name) => [
          `chatbot-${name}`,
          "Maximum",
          60,
        ]),
      );
      tells(inputs, "critical");
    });

    it("the plan's 'Limite de Concorrência': more than 10 throttled calls in 5 min, to e-mail", () => {
      const inputs = alarm("throttles");
      expect(inputs).to.include({
        ...{ namespace: "AWS/Lambda", metricName: "Throttles", statistic: "Sum", period: 300 },
        ...{ comparisonOperator: "GreaterThanThreshold", threshold: 10, evaluationPeriods: 1 },
      });
      expect(inputs.dimensions, "of every function").to.equal(undefined);
      tells(inputs, "warning");
    });

    it("are fifteen to twenty in the pack, as planned", () => {
      const pack = alarms(region).filter(({ parent }) => parent?.endsWith("::chatbot-observability"));
      expect(pack.length).to.be.within(15, 20);
    });

    it("come with the parts that raise them, and no more than they need", () => {
      const count = new Map<string, number>();
      for (const { parent } of alarms(region)) {
        const part = parent!
          .split("::")
          .at(-1)!
          .replace(/^client_.*/, "a restaurant");
        count.set(part, (count.get(part) ?? 0) + 1);
      }
      const primary = region === "us-east-1";
      expect(Object.fromEntries(count)).to.deep.equal({
        "chatbot-observability": 19,
        "chatbot-cache": 3,
        "chatbot-functions": 1,
        "chatbot-dns": primary ? 2 : 1,
        "chatbot-operations-archive": 1,
        "chatbot-operations-dead-letters": 1,
        "chatbot-operations-rotation": 1,
        ...(primary && { "chatbot-operations-audit": 6 }),
        // Three stores of the two restaurants, two each.
        "a restaurant": 9,
      });
    });

    it("each say what is wrong and tell somebody, also when it is over", () => {
      for (const { inputs, name } of alarms(region)) {
        expect(inputs.alarmDescription, name).to.match(/\.$/);
        expect(inputs.alarmActions, name).to.have.length(1);
        expect(inputs.okActions, name).to.deep.equal(inputs.alarmActions);
      }
    });

    it("watch functions, queues and APIs that exist", () => {
      const existing = new Set<unknown>(
        ["lambda/function:Function", "sqs/queue:Queue", "apigateway/restApi:RestApi"].flatMap((type) =>
          all(region, type).map(({ inputs }) => inputs.name),
        ),
      );
      const watched = all(region, "cloudwatch/metricAlarm:MetricAlarm").flatMap(({ inputs }) =>
        [inputs as Values, ...(inputs.metricQueries ? parts(inputs) : [])].flatMap(({ dimensions }) =>
          ["FunctionName", "QueueName", "ApiName"].flatMap((key) => dimensions?.[key] ?? []),
        ),
      );
      expect(watched.length).to.be.greaterThan(15);
      for (const name of watched) expect(existing.has(name), name).to.equal(true);
    });

    it("call the region unhealthy when messages do not get in, or are not answered", () => {
      const [composite] = all(region, "cloudwatch/compositeAlarm:CompositeAlarm") as [GraphResource];
      expect(composite.inputs.alarmRule).to.equal(
        'ALARM("chatbot-api-5xx") OR ALARM("chatbot-errors-WebhookHandler") OR (ALARM("chatbot-errors-AIConversation") AND ALARM("chatbot-backlog-inbox"))',
      );
      tells(composite.inputs, "critical");
    });

    it("let CloudWatch publish to each of the four topics, for this account alone", () => {
      const topics = all(region, "sns/topic:Topic");
      expect(topics).to.have.length(4);
      for (const { outputs } of topics) {
        const policy = all(region, "sns/topicPolicy:TopicPolicy").find(
          ({ inputs }) => inputs.arn === outputs.arn,
        )!;
        const [statement] = JSON.parse(policy.inputs.policy as string).Statement;
        expect(statement.Principal.Service).to.include("cloudwatch.amazonaws.com");
        expect(statement.Condition.StringEquals).to.deep.equal({ "aws:SourceAccount": graph.accountId });
      }
    });
  });
