/** What somebody might do to the program by mistake, and the one rule that says so. */
export interface Mutation {
  readonly name: string;
  /** @default "us-east-1" */
  readonly stack?: string;
  /** Logical name of the one resource that is spoiled. */
  readonly at: string;
  /** "replicas.0.kmsKeyArn"; "protect" is the option. */
  readonly path: string;
  /** The new value, or what makes it of the old one; undefined takes the property away. */
  readonly to?: unknown;
  readonly fires: string;
}

/** Changes a JSON document as the text that it is. */
export const json = (change: (document: string) => string) => (old: unknown) => change(String(old));

export const orders = "chatbot-tables-WhatsAppBotOrders";
export const store = "client_bella_napoli-store_centro";
