import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { AlertTopics } from "../../../components/observability/alert-topics.ts";
import {
  ObservabilityPack,
  type ObservabilityPackArgs,
} from "../../../components/observability/observability-pack.ts";

const pack = (changed: Partial<ObservabilityPackArgs>) => () =>
  new ObservabilityPack("pack", { functions: {}, ...changed } as ObservabilityPackArgs);

describe("observability refuses", () => {
  before(() =>
    pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
      call: () => ({}),
    }),
  );

  it("a share of traces beyond all of them", () => {
    expect(pack({ traceRate: 5 })).to.throw("pack: traceRate is 5; accepted: 0–1.");
  });

  it("more functions than one alarm can add up", () => {
    const functions = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`F${i}`, {}]));
    expect(pack({ functions: functions as ObservabilityPackArgs["functions"] })).to.throw(
      "pack: the number of functions is 11; accepted: at most 10",
    );
  });

  it("a phone number without its country, and an address without its domain", () => {
    expect(() => new AlertTopics("alerts", { prefix: "p", criticalPhones: ["11999999999"] })).to.throw(
      'alerts: criticalPhones is "11999999999"; accepted: E.164, such as +5511999999999.',
    );
    expect(() => new AlertTopics("alerts", { prefix: "p", securityEmails: ["ana"] })).to.throw(
      'alerts: securityEmails is "ana"; accepted: an e-mail address.',
    );
  });
});
