/** A new tenant's file: complete, so that it can be served as it is, and commented, so that it can be made one's own. */
import { createHash } from "node:crypto";

export interface NewTenant {
  readonly clientId: string;
  readonly name: string;
  /** E.164. @default a number that no restaurant has, and the tenant is not active */
  readonly phone?: string;
  /** Twilio's. @default an account that nobody has, and the tenant is not active */
  readonly accountSid?: string;
  /** "store_centro" */
  readonly storeId: string;
  readonly address: string;
  readonly silo: boolean;
  readonly now: Date;
}

export function tenantTemplate(tenant: NewTenant): string {
  const { clientId, name, storeId, address, silo } = tenant;
  const now = tenant.now.toISOString();
  const complete = tenant.phone !== undefined && tenant.accountSid !== undefined;
  const phone = tenant.phone ?? placeholderPhone(clientId);
  const accountSid = tenant.accountSid ?? `AC${"f".repeat(32)}`;
  const text = JSON.stringify;
  return `# ${name.replace(/\s+/g, " ")}
#
# What each field means and accepts is in handlers/shared/tenant.ts; \`npm run tenant -- validate\` checks this file with all
# the others. In short: money is integer centavos (3890 is R$ 38,90); hours are America/Sao_Paulo, "18:00-02:00" runs past
# midnight; secrets are never written here, they live in Secrets Manager under this clientId.

clientId: ${clientId}
name: ${text(name)}
# false: no such restaurant, as far as its customers can tell.${complete ? "" : " Set it to true once twilioConfig is the restaurant's own."}
active: ${complete}
# true: customers are told politely that it takes no orders for now.
suspended: false
# pool: shares the queue of inbound messages. silo: has one of its own.
tier: ${silo ? "silo" : "pool"}

twilioConfig:
  ${complete ? "" : "# Stand-ins: put the restaurant's account and number here.\n  "}accountSid: ${accountSid}
  phoneNumber: ${text(phone)}
  # Approved templates at Twilio, for customers who have not written for 24 h; a notice without one is not sent then.
  # templates:
  #   payment_confirmed: HX00000000000000000000000000000000
  # Quick replies (2–3 choices) and list pickers (up to 10), by their number of choices; without them, text.
  # choices:
  #   "3": HX00000000000000000000000000000000

asaasConfig:
  # true while the Asaas key is a sandbox's.
  sandbox: false
  # true: a part of each charge goes to walletId, by splitPercent or splitFixedCentavos.
  splitPayments: false
  # walletId: 00000000-0000-0000-0000-000000000000
  # splitPercent: 2.5
  # The payer that charges name while a customer has given no CPF: usually the restaurant's CNPJ, digits only.
  # defaultCpfCnpj: "00000000000000"

aiConfig:
  temperature: 0.3
  # A chain of model ids instead of the stack's, first choice first.
  # models: [amazon.nova-lite-v1:0]
  # Seconds that a short message waits for the next one, so that both are one turn.
  burstPauseSeconds: 0
  # Who speaks, and how; rules about prices and orders are in the program.
  systemPrompt: |
    Você é o atendente virtual do restaurante no WhatsApp.
    Fale português do Brasil, com simpatia e frases curtas. Use no máximo um emoji por mensagem.
    Trate só de assuntos do restaurante. Se perguntarem outra coisa, volte com gentileza ao pedido.

# Told with the first reply; a new version is told once more. Both are noted with the time.
privacyNotice:
  version: ${text(now.slice(0, 7))}
  text: "_Usamos seu nome, número e endereço só para atender os seus pedidos. Escreva *meus dados* para vê-los ou *apagar meus dados* para apagá-los._"

# A person takes a conversation over when a customer asks, after some turns that came to nothing, or by these words.
handoff:
  enabled: true
  afterMisunderstandings: 3
  phrases: [reclamação]
  # Then, after so long without a word, the bot is back.
  silenceMinutes: 30

# "How was it?", 1–5, so long after a delivery. Without it nobody is asked.
survey:
  afterMinutes: 40

notificationConfig:
  # Who hears of alarms, and on which phones.
  adminEmails: []
  adminPhones: []

limits:
  # What it was sold; what throttles its webhooks is its tier's usage plan.
  requestsPerSecond: 20
  burst: 40
  # Of tier silo: how many batches of its own queue are answered at the same time.
  ${silo ? "" : "# "}maxConcurrency: 5
  # Beyond these, conversations go on with numbered menus. Absent: no limit.
  # messagesPerMinute: 120
  # tokensPerDay: 2000000

createdAt: ${text(now)}
updatedAt: ${text(now)}

stores:
  # One entry a store; each has its own queue, ${clientId}_<storeId>.fifo.
  - storeId: ${storeId}
    name: ${text(name)}
    active: true
    address: ${text(address)}
    # Where it stands; needed by delivery areas by radius.
    # location: { latitude: -23.5613, longitude: -46.6565 }
    operatingHours:
      monday: []
      tuesday: ["18:00-23:00"]
      wednesday: ["18:00-23:00"]
      thursday: ["18:00-23:00"]
      friday: ["11:30-15:00", "18:00-00:30"]
      saturday: ["11:30-15:00", "18:00-00:30"]
      sunday: ["11:30-15:00", "18:00-23:00"]
    # Days on which it does not open.
    # closedOn: ["2026-12-25"]
    orderConfig:
      delivery:
        # For every address, while there are no areas.
        feeCentavos: 800
        etaMinutes: 45
        minimumOrderCentavos: 3000
        # The first area that an address is in counts: by CEP, or by distance from the store.
        # areas:
        #   - name: Centro
        #     postalCodes: ["0104", "0105"]
        #     feeCentavos: 500
        #     etaMinutes: 35
      pickup: true
      # PIX, CREDIT_CARD and BOLETO through Asaas; CASH and CARD_ON_DELIVERY at the door.
      paymentMethods: [PIX, CREDIT_CARD, CASH]
      # Minutes that an unpaid order is held.
      holdMinutes: 30
      # Orders for later.
      # scheduling: { minimumMinutes: 60, maximumDays: 7, releaseMinutes: 60 }
      # What is chosen for an item: how many at least and at most, and how the choices' prices make the group's.
      optionGroups:
        - groupId: adicionais
          name: Adicionais
          min: 0
          max: 2
          # sum, highest or average.
          price: sum
          choices:
            - choiceId: queijo_extra
              name: Queijo extra
              priceCentavos: 500
              aliases: [mais queijo]
            - choiceId: bacon_extra
              name: Bacon
              priceCentavos: 700
      # coupons:
      #   - code: BEMVINDO10
      #     discount: { kind: percent, percent: 10, maximumCentavos: 2000 }
      #     limitPerCustomer: 1
      menu:
        - name: Pratos
          items:
            - itemId: prato_da_casa
              name: Prato da casa
              description: Arroz, feijão, salada e o acompanhamento do dia.
              priceCentavos: 3490
              options: [adicionais]
              # What customers really type.
              aliases: [prato do dia, pf]
        - name: Bebidas
          items:
            - itemId: agua_sem_gas
              name: Água sem gás 500 ml
              priceCentavos: 500
              aliases: [agua, água]
            - itemId: refrigerante_lata
              name: Refrigerante em lata 350 ml
              priceCentavos: 700
              aliases: [refri, coca, guaraná]
              # false while it is sold out.
              available: true
`;
}

/** Area 00, which Brazil has not: each tenant's own, so that two new ones do not clash. */
function placeholderPhone(clientId: string): string {
  const digits = Number.parseInt(createHash("sha256").update(clientId).digest("hex").slice(0, 12), 16);
  return `+5500${String(digits % 1e9).padStart(9, "0")}`;
}
