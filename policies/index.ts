/** The CrossGuard pack: `pulumi preview --policy-pack policies`, or `npm run policy` without cloud and CLI. */
import { PolicyPack } from "@pulumi/policy";
import { rules } from "./rules.ts";
import { toPolicy } from "./support/crossguard.ts";
import { readExemptions } from "./support/exemptions.ts";
import { readRaisedQuotas } from "./support/raised-quotas.ts";

const context = { exemptions: readExemptions(), raised: readRaisedQuotas(), now: () => new Date() };

new PolicyPack("chatbot", { policies: rules.map((rule) => toPolicy(rule, context)) });
