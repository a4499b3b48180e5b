/**
 * The seven tables: their keys and indexes, as the program creates them and as handlers query them. Every index
 * partition key starts with the tenant, so that no query can cross to another. Sparse indexes hold only items that
 * have the attribute.
 */
export interface TableShape {
  readonly hashKey: string;
  readonly rangeKey?: string;
  /** Attribute that holds the item's end as epoch seconds. */
  readonly ttl?: string;
  readonly indexes: Readonly<Record<string, { readonly hashKey: string; readonly rangeKey?: string }>>;
}

export const tables = {
  ConversationTable: {
    hashKey: "clientId",
    rangeKey: "conversationId",
    ttl: "ttl",
    indexes: {
      /** tenantPhone: `<clientId>#<phone>`. */
      PhoneNumberIndex: { hashKey: "tenantPhone", rangeKey: "lastUpdated" },
      /** Sparse: conversations that a person has taken over; handoffTenant: `<clientId>`. */
      HandoffIndex: { hashKey: "handoffTenant", rangeKey: "handoffAt" },
      /** Sparse: conversations whose customer is to be asked how it was; surveyTenant: `<clientId>`. */
      SurveyIndex: { hashKey: "surveyTenant", rangeKey: "surveyAt" },
    },
  },
  OrderConfigTable: { hashKey: "clientId", rangeKey: "storeId", indexes: {} },
  WhatsAppBotOrders: {
    hashKey: "orderId",
    ttl: "ttl",
    indexes: {
      /** tenantStore: `<clientId>#<storeId>`; statusCreatedAt: `<status>#<ISO time>`. */
      ClientStoreStatusIndex: { hashKey: "tenantStore", rangeKey: "statusCreatedAt" },
      PhoneNumberIndex: { hashKey: "tenantPhone", rangeKey: "createdAt" },
      /** Sparse: orders that end by themselves; expiryTenant: `<clientId>`. */
      ExpiryIndex: { hashKey: "expiryTenant", rangeKey: "expiresAt" },
      /** Sparse: orders with something still to be told; outboxTenant: `<clientId>`. */
      OutboxIndex: { hashKey: "outboxTenant", rangeKey: "outboxAt" },
    },
  },
  PaymentRecordsTable: {
    hashKey: "paymentId",
    indexes: {
      /** tenantOrder: `<clientId>#<orderId>`. */
      OrderIdIndex: { hashKey: "tenantOrder", rangeKey: "createdAt" },
      /** tenantProviderPayment: `<clientId>#<provider's id>`. */
      ProviderPaymentIndex: { hashKey: "tenantProviderPayment" },
      /** Sparse: charges that are neither paid nor closed; pendingTenant: `<clientId>`. */
      PendingIndex: { hashKey: "pendingTenant", rangeKey: "createdAt" },
    },
  },
  TenantConfigTable: {
    hashKey: "clientId",
    indexes: { WhatsAppNumberIndex: { hashKey: "whatsAppNumber" } },
  },
  CustomerTable: {
    hashKey: "clientId",
    rangeKey: "customerId",
    indexes: { PhoneIndex: { hashKey: "tenantPhone" } },
  },
  IdempotencyTable: { hashKey: "id", ttl: "ttl", indexes: {} },
} as const satisfies Record<string, TableShape>;

export type TableName = keyof typeof tables;
