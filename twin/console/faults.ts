/** What the page's user can make go wrong, besides a region: each stays so until it is switched off. */
import type { Twin } from "../twin.ts";

interface Fault {
  /** For people: "Bedrock". */
  readonly label: string;
  /** What the customers will notice. */
  readonly effect: string;
  isOn(twin: Twin): boolean;
  set(twin: Twin, on: boolean): void;
}

export const faults = {
  bedrock: {
    label: "Bedrock",
    effect: "o modelo não responde; a conversa segue por menus",
    isOn: (twin) => [...twin.regions.values()].some(({ bedrock }) => bedrock.faults.unavailable),
    set: (twin, unavailable) => {
      for (const { bedrock } of twin.regions.values()) bedrock.setFaults({ unavailable });
    },
  },
  asaas: {
    label: "Asaas",
    effect: "nenhuma cobrança é criada",
    isOn: (twin) => twin.asaas.faults().failNext > 0,
    set: (twin, on) => void twin.asaas.faults({ failNext: on ? Number.POSITIVE_INFINITY : 0 }),
  },
  webhooks: {
    label: "Avisos do Asaas",
    effect: "pagamentos só aparecem na conferência periódica",
    isOn: (twin) => twin.asaas.faults().dropWebhooks,
    set: (twin, dropWebhooks) => void twin.asaas.faults({ dropWebhooks }),
  },
  twilio: {
    label: "Twilio",
    effect: "recusa as mensagens do restaurante",
    isOn: (twin) => twin.twilio.faults.refuse !== undefined,
    set: (twin, on) => twin.twilio.setFaults({ refuse: on ? { status: 503, code: 20503 } : undefined }),
  },
  replication: {
    label: "Replicação",
    effect: "uma região deixa de ver o que a outra escreve",
    isOn: (twin) => twin.replication.figures().paused,
    set: ({ replication }, on) => (on ? replication.pause() : replication.resume()),
  },
} satisfies Record<string, Fault>;

export type FaultName = keyof typeof faults;
export const faultNames = Object.keys(faults) as FaultName[];
