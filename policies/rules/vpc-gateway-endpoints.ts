import * as z from "zod";
import { read, stackRule } from "../support/rule.ts";
import { text } from "../support/shapes.ts";
import { whenKnown } from "../support/unknown.ts";

export default stackRule({
  name: "vpc-gateway-endpoints",
  description: "Every network reaches S3 and DynamoDB through gateway endpoints.",
  why: "They cost nothing, while the same bytes through a NAT gateway cost twice in São Paulo and leave the network.",
  source: "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
  level: "mandatory",
  check(stack, report) {
    stack.each("aws:ec2/vpc:Vpc", z.object({}), (_vpc, resource) => {
      const endpoints = stack
        .referring("aws:ec2/vpcEndpoint:VpcEndpoint", "vpcId", resource)
        .map((endpoint) => whenKnown(() => read(endpoint, Endpoint)));
      if (endpoints.includes(undefined)) return;
      const missing = ["s3", "dynamodb"].filter(
        (service) =>
          !endpoints.some(
            (endpoint) =>
              (endpoint?.vpcEndpointType ?? "Gateway") === "Gateway" &&
              endpoint?.serviceName?.endsWith(`.${service}`),
          ),
      );
      if (missing.length)
        report(resource, {
          what: `has no gateway endpoint for ${missing.join(" and ")}`,
          mend: "Create a VpcEndpoint of type Gateway for the service and name the private route tables.",
        });
    });
  },
});

const Endpoint = z.object({ serviceName: text, vpcEndpointType: text });
