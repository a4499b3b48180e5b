/** What a function's role needs so that Lambda can place the function in a network. */
import type { Permission } from "../functions/handler-function.ts";

/**
 * As AWS documents it: Lambda makes the network interfaces with the function's role before there is anything to name.
 * Lambda alone does so; a call from the function's own code says where it comes from, and is not allowed.
 */
export const placement: readonly Permission[] = [
  {
    actions: [
      "ec2:AssignPrivateIpAddresses",
      "ec2:CreateNetworkInterface",
      "ec2:DeleteNetworkInterface",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSubnets",
      "ec2:UnassignPrivateIpAddresses",
    ],
    resources: ["*"],
    conditions: { Null: { "lambda:SourceFunctionArn": "true" } },
  },
];
