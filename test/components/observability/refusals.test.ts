import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { AlertTopics } from "../../../components/observability/alert-topics.ts";
import {
  ObservabilityPack,
  type ObservabilityPackArgs,
} from "../../../components/observability/observability-pack.ts";

const pack = (changed: Partial<ObservabilityPackArgs>) => () =>
  new ObservabilityPack("pack", { functions: {}, ...changed } as ObservabilityPackArgs);

const keyArn = "arn:aws:kms:us-east-1:123456789012:key/mrk-1";

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

  it("a phone number without its country, and an address without its domain", () => {
    expect(
      () => new AlertTopics("alerts", { prefix: "p", keyArn, criticalPhones: ["11999999999"] }),
    ).to.throw('alerts: criticalPhones is "11999999999"; accepted: E.164, such as +5511999999999.');
    expect(() => new AlertTopics("alerts", { prefix: "p", keyArn, securityEmails: ["ana"] })).to.throw(
      'alerts: securityEmails is "ana"; accepted: an e-mail address.',
    );
  });
});
