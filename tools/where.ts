/** Where a command works: what those have in common that speak to a region, AWS's own or the twin's. */
import { Option } from "commander";

export interface Where {
  readonly region: string;
  readonly endpoint?: string;
  /** First part of every physical name. */
  readonly prefix: string;
}

export function regionOption(description: string): Option {
  return new Option("--region <region>", description).default(process.env.AWS_REGION ?? "us-east-1");
}

export const endpointOption = new Option(
  "--endpoint <url>",
  "instead of AWS's own: a region's AWS endpoint, as npm start prints it",
);

export function prefixOption(names: string): Option {
  return new Option("--prefix <prefix>", `first part of the ${names} names`).default("chatbot");
}
