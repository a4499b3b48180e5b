/** Lambda's event source mappings: how many batches of a queue a function works on at the same time. */
import {
  GetEventSourceMappingCommand,
  LambdaClient,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import type { Concurrency } from "../operations/concurrency.ts";
import { patience } from "./patience.ts";

/** @param UUID the mapping's. */
export function openConcurrency(UUID: string): Concurrency {
  const client = new LambdaClient({ maxAttempts: 3, requestHandler: patience(1_000, 5_000) });
  return {
    async read() {
      const { ScalingConfig } = await client.send(new GetEventSourceMappingCommand({ UUID }));
      return ScalingConfig?.MaximumConcurrency;
    },
    async write(batches) {
      const ScalingConfig = { MaximumConcurrency: batches };
      await client.send(new UpdateEventSourceMappingCommand({ UUID, ScalingConfig }));
    },
  };
}
