import { expect } from "chai";
import { region, resource } from "../apigateway/resources.ts";
import { useCloudWatch } from "./running.ts";

describe("CloudWatch's", () => {
  const { running, create, log, emf, request, invocation } = useCloudWatch();

  describe("logs", () => {
    it("keeps the region's last lines, newest last", () => {
      const watch = create([], { keptLogLines: 2 });
      for (const line of ["one", "two", "three"]) log(line);
      log("elsewhere", "/aws/lambda/shop", "sa-east-1");
      expect(watch.logs().map(({ line }) => line)).to.deep.equal(["two", "three"]);
    });
  });

  describe("metrics", () => {
    it("come from EMF documents, by their dimensions", () => {
      const watch = create([]);
      emf([2, 3]);
      log('{"_aws":{"broken":true}}');
      log("plain text");
      expect(
        watch.metrics().map(({ namespace, name, dimensions, value }) => [namespace, name, dimensions, value]),
      ).to.deep.equal([
        ["App", "Things", { service: "shop" }, 2],
        ["App", "Things", { service: "shop" }, 3],
      ]);
    });

    it("come from metric filters of their log group, with values and dimensions from the line", () => {
      const filter = resource("aws:cloudwatch/logMetricFilter:LogMetricFilter", "refused", {
        logGroupName: "/aws/apigateway/front",
        pattern: "{ ($.status = 401) || ($.status = 403) }",
        metricTransformation: {
          name: "Slow",
          namespace: "App",
          value: "$.latency",
          dimensions: { Route: "$.route" },
        },
      });
      const watch = create([filter]);
      log('{"status":403,"latency":7,"route":"/x"}', "/aws/apigateway/front");
      log('{"status":403,"latency":9}', "/aws/apigateway/front");
      log('{"status":200,"latency":1,"route":"/x"}', "/aws/apigateway/front");
      log('{"status":403,"latency":2,"route":"/x"}', "/another/group");
      expect(watch.metrics().map(({ name, dimensions, value }) => [name, dimensions, value])).to.deep.equal([
        ["Slow", { Route: "/x" }, 7],
      ]);
    });

    it("gets a filter's default once a minute", () => {
      const filter = resource("aws:cloudwatch/logMetricFilter:LogMetricFilter", "errors", {
        logGroupName: "/g",
        pattern: "ERROR",
        metricTransformation: { name: "E", namespace: "App", value: "1", defaultValue: "0" },
      });
      const watch = create([filter]);
      for (const line of ["fine", "fine", "ERROR", "fine"]) log(line, "/g");
      expect(watch.metrics().map(({ value }) => value)).to.deep.equal([0, 1]);
    });

    it("are running.published by Lambda, API Gateway, SQS, Scheduler and Route 53", () => {
      const watch = create([]);
      invocation("TypeError", 12);
      invocation("TooManyRequestsException");
      request(404, 30);
      running.depths = [{ region, queue: "inbox", visible: 4, inFlight: 1, delayed: 0 }];
      running.states = [{ name: "shop", memoryMb: 128, timeoutSeconds: 3, warm: 2, busy: 1 }];
      running.events.emit("schedule", {
        region,
        kind: "schedule",
        group: "jobs",
        schedule: "tick",
        planned: 0,
        attempts: 2,
        outcome: "dead-letter",
      });
      running.events.emit("health", { healthCheck: "check-1", healthy: false, time: running.clock.now() });
      watch.evaluate();
      const value = (namespace: string, name: string, dimensions: object) =>
        watch
          .metrics()
          .filter((point) => point.namespace === namespace && point.name === name)
          .filter((point) => JSON.stringify(point.dimensions) === JSON.stringify(dimensions))
          .map((point) => point.value);
      expect(value("AWS/Lambda", "Errors", { FunctionName: "shop" })).to.deep.equal([1]);
      expect(value("AWS/Lambda", "Invocations", {})).to.deep.equal([1]);
      expect(value("AWS/Lambda", "Duration", { FunctionName: "shop" })).to.deep.equal([12]);
      expect(value("AWS/Lambda", "Throttles", { FunctionName: "shop" })).to.deep.equal([0, 1]);
      expect(value("AWS/Lambda", "ConcurrentExecutions", { FunctionName: "shop" })).to.deep.equal([1]);
      const stage = { ApiName: "front", Stage: "live" };
      expect(value("AWS/ApiGateway", "4XXError", stage)).to.deep.equal([1]);
      expect(value("AWS/ApiGateway", "5XXError", stage)).to.deep.equal([0]);
      expect(value("AWS/ApiGateway", "Latency", { ApiName: "front" })).to.deep.equal([30]);
      expect(value("AWS/SQS", "ApproximateNumberOfMessagesVisible", { QueueName: "inbox" })).to.deep.equal([
        4,
      ]);
      expect(
        value("AWS/Scheduler", "InvocationsSentToDeadLetterCount", { ScheduleGroup: "jobs" }),
      ).to.deep.equal([1]);
      expect(value("AWS/Route53", "HealthCheckStatus", { HealthCheckId: "check-1" })).to.deep.equal([0, 0]);
    });

    it("know since when a queue has not been empty", () => {
      const watch = create([]);
      running.depths = [{ region, queue: "inbox", visible: 1, inFlight: 0, delayed: 0 }];
      watch.evaluate();
      running.clock.advance(30_000);
      watch.evaluate();
      const ages = () =>
        watch
          .metrics()
          .flatMap(({ name, value }) => (name === "ApproximateAgeOfOldestMessage" ? [value] : []));
      expect(ages().at(-1)).to.be.closeTo(30, 1);
      running.depths = [{ region, queue: "inbox", visible: 0, inFlight: 0, delayed: 0 }];
      watch.evaluate();
      expect(ages().at(-1)).to.equal(0);
    });
  });
});
