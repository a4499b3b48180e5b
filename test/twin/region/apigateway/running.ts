/** A gateway for each test of a suite, closed after it. */
import { type Clock, createClock } from "../../../../twin/clock.ts";
import type { GraphResource } from "../../../../twin/engine/graph.ts";
import { TwinEvents } from "../../../../twin/events.ts";
import { type ApiGateway, startApiGateway } from "../../../../twin/region/apigateway/gateway.ts";
import type { Functions } from "../../../../twin/region/types.ts";
import { region } from "./resources.ts";

export function useGateway() {
  let gateway: ApiGateway | undefined;
  const running = {
    clock: createClock() as Clock,
    /** Returns the gateway's origin. */
    async start(resources: readonly GraphResource[], functions: Functions): Promise<string> {
      running.clock = createClock();
      const { clock } = running;
      gateway = await startApiGateway({ region, resources, functions, clock, events: new TwinEvents() });
      return gateway.origin;
    },
  };
  afterEach(async () => {
    await gateway?.close();
    gateway = undefined;
  });
  return running;
}
