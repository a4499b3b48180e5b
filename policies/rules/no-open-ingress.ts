import * as z from "zod";
import { reachesInternet } from "../support/addresses.ts";
import { resourceRule } from "../support/rule.ts";
import { listOf, text, texts } from "../support/shapes.ts";

export default resourceRule({
  name: "no-open-ingress",
  description: "No security group lets addresses of the internet in.",
  why: "Nothing in the network is meant to be called from outside: the API is the only door, and it is not in there.",
  source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
  level: "mandatory",
  types: [
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    "aws:ec2/securityGroupRule:SecurityGroupRule",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  ],
  props: z.object({
    ingress: listOf(z.object({ cidrBlocks: texts, ipv6CidrBlocks: texts })),
    type: text,
    cidrBlocks: texts,
    ipv6CidrBlocks: texts,
    cidrIpv4: text,
    cidrIpv6: text,
  }),
  check(props, report) {
    if (props.type === "egress") return;
    const from = [
      ...props.ingress.flatMap(({ cidrBlocks, ipv6CidrBlocks }) => [...cidrBlocks, ...ipv6CidrBlocks]),
      ...props.cidrBlocks,
      ...props.ipv6CidrBlocks,
      ...[props.cidrIpv4, props.cidrIpv6].flatMap((cidr) => cidr ?? []),
    ];
    const open = from.filter(reachesInternet);
    if (open.length)
      report({
        what: `lets ${open.join(" and ")} in`,
        mend: "Name the security group of the callers instead of addresses.",
      });
  },
});
