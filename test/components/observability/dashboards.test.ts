import { readFileSync } from "node:fs";
import { expect } from "chai";
import { businessMetrics } from "../../../components/observability/business-metrics.ts";
import { businessDashboard } from "../../../components/observability/dashboards/business.ts";
import type { DashboardFacts } from "../../../components/observability/dashboards/facts.ts";
import { operationsDashboard } from "../../../components/observability/dashboards/operations.ts";
import { tenantDashboard } from "../../../components/observability/dashboards/tenant.ts";
import { type DashboardBody, dashboard, text } from "../../../components/observability/dashboards/widgets.ts";
import { inboxQueueName, storeQueueName } from "../../../handlers/shared/tenant.ts";

const facts: DashboardFacts = {
  region: "us-east-1",
  peerRegion: "sa-east-1",
  apiName: "chatbot-api",
  stageName: "live",
  webAclName: "chatbot-api",
  functions: { WebhookHandler: "chatbot-WebhookHandler", OrderService: "chatbot-OrderService" },
  queues: { inbox: "chatbot-inbox.fifo" },
  deadLetterQueues: { inbox: "chatbot-inbox-dlq.fifo" },
  tableNames: ["chatbot-ConversationTable"],
  accessLogGroup: "/aws/apigateway/chatbot-api",
  functionLogGroups: ["/aws/lambda/chatbot-WebhookHandler", "/aws/lambda/chatbot-OrderService"],
  alarmArns: ["arn:aws:cloudwatch:us-east-1:123456789012:alarm:chatbot-latency"],
  healthChecks: { own: "11111111-1111-1111-1111-111111111111" },
};

interface Placed {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: { readonly title?: string; readonly query?: string; readonly metrics?: unknown[][] };
}
const widgets = (body: DashboardBody) => body.widgets as Placed[];
const bodies = {
  operations: operationsDashboard(facts),
  business: businessDashboard(facts),
  tenant: tenantDashboard(facts),
};

describe("each dashboard", () => {
  for (const [name, body] of Object.entries(bodies)) {
    it(`${name}: lies within 24 columns, and no widget covers another`, () => {
      const cells = widgets(body).flatMap(({ x, y, width, height }) => {
        expect(x + width).to.be.at.most(24);
        return Array.from(
          { length: width * height },
          (_, i) => `${x + (i % width)},${y + Math.floor(i / width)}`,
        );
      });
      expect(new Set(cells).size).to.equal(cells.length);
    });

    it(`${name}: is the same text from the same facts`, () => {
      const again = { operations: operationsDashboard, business: businessDashboard, tenant: tenantDashboard };
      const build = again[name as keyof typeof again];
      expect(JSON.stringify(build({ ...facts }))).to.equal(JSON.stringify(body));
    });

    it(`${name}: shows only business metrics that a function counts, under that function`, () => {
      const shown = widgets(body)
        .flatMap(({ properties }) => properties.metrics ?? [])
        .filter(([namespace, metric]) => namespace === "Chatbot" && metric !== "ErrorsLogged");
      for (const [, metric, dimension, service] of shown) {
        expect(dimension).to.equal("service");
        expect(service, String(metric)).to.equal(businessMetrics[metric as keyof typeof businessMetrics]);
      }
    });
  }

  for (const [title, ...metrics] of [
    ["Saúde vista pelo Route 53", "AWS/Route53 HealthCheckStatus"],
    ["Erros por função", "AWS/Lambda Errors", "AWS/Lambda Invocations"],
    ["Latência da API", "AWS/ApiGateway Latency"],
    ["Execuções simultâneas", "AWS/Lambda ConcurrentExecutions"],
  ] as const)
    it(`operations: draws ${title} from what AWS measures of it`, () => {
      const widget = widgets(bodies.operations).find(({ properties }) => properties.title === title);
      const drawn = (widget?.properties.metrics ?? [])
        .filter(([first]) => typeof first === "string")
        .map(([namespace, metric]) => `${namespace} ${metric}`);
      expect(new Set(drawn)).to.deep.equal(new Set(metrics));
    });

  it("operations: has every line of a sum that an expression names", () => {
    for (const { properties } of [...widgets(bodies.operations), ...widgets(bodies.business)]) {
      const options = (properties.metrics ?? []).map(
        (line) => line.at(-1) as { id?: string; expression?: string },
      );
      const ids = new Set(options.map(({ id }) => id));
      // What a search looks for is a text within quotes.
      for (const { expression } of options)
        for (const used of expression?.replace(/'[^']*'/g, "").match(/\b[a-z][a-z0-9_]*\b/g) ?? [])
          expect(ids.has(used), `${properties.title}: ${used}`).to.equal(true);
    }
  });
});

describe("the business dashboard", () => {
  it("shows what kitchens reject, what is given back, and how customers found it", () => {
    const metrics = widgets(bodies.business).flatMap(({ properties }) => properties.metrics ?? []);
    const shown = metrics.map((line) => [line[1], (line.at(-1) as { stat?: string }).stat]);
    expect(shown).to.deep.include.members([
      ["OrdersRejected", undefined],
      ["OrdersRefunded", undefined],
      ["Satisfaction", "Average"],
      ["Satisfaction", "SampleCount"],
    ]);
  });
});

describe("the operations dashboard", () => {
  it("shows what each table refused to read and to write", () => {
    const shown = widgets(bodies.operations)
      .flatMap(({ properties }) => properties.metrics ?? [])
      .filter(([namespace, metric]) => namespace === "AWS/DynamoDB" && /Thrott/.test(String(metric)));
    expect(shown.map((line) => line.slice(1, 4))).to.deep.equal([
      ["ReadThrottleEvents", "TableName", "chatbot-ConversationTable"],
      ["WriteThrottleEvents", "TableName", "chatbot-ConversationTable"],
    ]);
  });

  it("finds the inboxes that tenants have of their own, and neither shared queues nor stores' nor dead letters", () => {
    const shown = widgets(bodies.operations)
      .filter(({ properties }) => properties.title?.startsWith("Mensage"))
      .map(({ properties }) => properties.metrics!.at(-1)![0] as { expression: string });
    expect(shown).to.have.length(2);
    for (const { expression } of shown) {
      const [, words] = /^SEARCH\('\{AWS\/SQS,QueueName\} MetricName="\w+" (.+)', 'Maximum', 300\)$/.exec(
        expression,
      )!;
      const [wanted, unwanted] = words!.split(" NOT ").map((part) => part.split(" "));
      const found = (name: string) => {
        const tokens = name.split(/[^a-z0-9]+/);
        return (
          wanted!.every((word) => tokens.includes(word)) && !unwanted!.some((word) => tokens.includes(word))
        );
      };
      const shared = "chatbot-inbox.fifo";
      const silo = { clientId: "client_bella_napoli", tier: "silo" } as const;
      expect(found(inboxQueueName(shared, silo))).to.equal(true);
      for (const other of [
        shared,
        inboxQueueName(shared, silo).replace(".fifo", "-dlq.fifo"),
        storeQueueName("client_bella_napoli", "store_centro"),
        "chatbot-payments.fifo",
      ])
        expect(found(other), other).to.equal(false);
    }
  });
});

describe("the tenant's dashboard", () => {
  it("asks every query for the tenant of its one field", () => {
    const [variable] = bodies.tenant.variables!;
    const queries = widgets(bodies.tenant).flatMap(({ properties }) => properties.query ?? []);
    expect(queries.length).to.be.greaterThan(4);
    for (const query of queries) expect(query).to.contain(`clientId like /^${variable!.pattern}$/`);
  });

  it("reads what functions really log", () => {
    const text = widgets(bodies.tenant)
      .map(({ properties }) => properties.query ?? "")
      .join("\n");
    const source = (file: string) =>
      readFileSync(new URL(`../../../handlers/${file}`, import.meta.url), "utf8");
    expect(text).to.contain("Order is awaiting_payment").and.to.contain('parse message "Order is *."');
    expect(source("order/applying.ts")).to.match(/`Order is \$\{status\}\.`/);
    expect(text).to.contain("data.responseMs");
    expect(source("conversation/process.ts")).to.match(/log\.info\(.*responseMs/);
  });

  it("names no restaurant, so that a new one changes nothing", () => {
    expect(JSON.stringify(bodies.tenant.variables)).not.to.match(/client_[a-z]/);
    expect(bodies.tenant.variables![0]!.defaultValue).to.equal(".*");
  });
});

describe("the business dashboard", () => {
  it("asks for payment methods and refunds in the words that functions log", () => {
    const queries = widgets(bodies.business)
      .map(({ properties }) => properties.query ?? "")
      .join("\n");
    const source = (file: string) =>
      readFileSync(new URL(`../../../handlers/${file}`, import.meta.url), "utf8");
    expect(queries).to.contain('parse message "Made a charge by *."');
    expect(source("payment/charging.ts")).to.match(/`Made a charge by \$\{method\}\.`/);
    expect(queries).to.contain('message = "Asked for a refund."').and.to.contain("data.amountCentavos");
    expect(source("payment/refunding.ts")).to.match(
      /log\.info\("Asked for a refund\.", \{[^}]*amountCentavos/,
    );
  });
});

describe("a dashboard's layout", () => {
  it("refuses a row that 24 columns cannot be shared by", () => {
    const five = Array.from({ length: 5 }, () => text("x"));
    expect(() => dashboard([{ height: 1, widgets: five }])).to.throw("accepted: a divisor of 24");
  });
});
