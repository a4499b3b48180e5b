/** What AWS raised of its quotas for the account, as the stack's configuration says to the program. */
import * as pulumi from "@pulumi/pulumi";
import * as z from "zod";

/** By the quota's name. */
export type RaisedQuotas = Readonly<Record<string, number>>;

/** `<project>:quotas` of the stack that is judged: the engine hands a pack the configuration of the program. */
export function readRaisedQuotas(): RaisedQuotas {
  return z.record(z.string(), z.number()).parse(new pulumi.Config().getObject("quotas") ?? {});
}
