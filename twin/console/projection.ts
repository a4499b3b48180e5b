/** The twin as the page shows it at this moment. */
import type { RunningRegion } from "../region/region.ts";
import type { Twin } from "../twin.ts";
import { faultNames, faults } from "./faults.ts";
import type { RegionView, View } from "./view.ts";

const messagesShown = 200;

/** What never changes while the twin runs is worked out once: the page asks many times a second. */
export function projector(twin: Twin): () => View {
  const regions = primaryFirst(twin).map((region) => ({
    region,
    resources: resourceCounts(twin, region.name),
  }));
  return () => project(twin, regions);
}

interface CountedRegion {
  readonly region: RunningRegion;
  readonly resources: RegionView["resources"];
}

function project(twin: Twin, regions: readonly CountedRegion[]): View {
  const active = twin.activeRegion();
  return {
    publicHost: twin.publicHost,
    restaurants: twin.tenants.map(({ clientId, name, twilioConfig, stores }) => ({
      clientId,
      name,
      phoneNumber: twilioConfig.phoneNumber,
      stores: stores.map((store) => ({ storeId: store.storeId, name: store.name })),
    })),
    regions: regions.map(
      ({ region, resources }): RegionView => ({
        name: region.name,
        role: twin.roleOf(region.name),
        dark: region.dark,
        active: region.name === active,
        resources,
        functions: region.functions(),
        queues: region.queues(),
        alarms: region.alarms(),
      }),
    ),
    health: twin.route53.statuses().map(({ name, healthy }) => ({ name, healthy })),
    replication: twin.replication.figures(),
    faults: faultNames.map((name) => {
      const { label, effect, isOn } = faults[name];
      return { name, label, effect, on: isOn(twin) };
    }),
    conversations: twin.twilio
      .conversations()
      .map((conversation) => ({ ...conversation, messages: conversation.messages.slice(-messagesShown) })),
    kitchen: twin.pos.board(),
    charges: twin.asaas.charges(),
  };
}

/** By service, "aws:sqs/queue:Queue" counting for "sqs"; what a stack makes in another region counts there. */
function resourceCounts(twin: Twin, region: string): RegionView["resources"] {
  const counts = new Map<string, number>();
  for (const stack of Object.values(twin.graph.stacks))
    for (const resource of stack.resources) {
      const service = /^aws:([^/:]+)/.exec(resource.type)?.[1];
      if (!service || (resource.region ?? stack.region) !== region) continue;
      counts.set(service, (counts.get(service) ?? 0) + 1);
    }
  return [...counts].map(([service, count]) => ({ service, count })).sort((a, b) => b.count - a.count);
}

function primaryFirst(twin: Twin) {
  return [...twin.regions.values()].sort((a, b) => twin.roleOf(a.name).localeCompare(twin.roleOf(b.name)));
}
