/** Tenants as tables. */
import { weekdays } from "../../handlers/shared/hours.ts";
import { formatBRL } from "../../handlers/shared/money.ts";
import { storeQueueName, type TenantFile } from "../../handlers/shared/tenant.ts";
import { columns } from "./columns.ts";

type Store = TenantFile["stores"][number];

export function tenantList(tenants: readonly TenantFile[]): string {
  return columns(
    ["clientId", "name", "state", "tier", "WhatsApp", "stores", "items"],
    tenants.map((tenant) => [
      tenant.clientId,
      tenant.name,
      stateOf(tenant),
      tenant.tier,
      tenant.twilioConfig.phoneNumber,
      String(tenant.stores.length),
      String(tenant.stores.reduce((sum, store) => sum + itemsOf(store), 0)),
    ]),
  );
}

export function tenantDetails(tenant: TenantFile): string {
  const { limits, aiConfig, asaasConfig, notificationConfig } = tenant;
  const facts = [
    ["name", tenant.name],
    ["state", stateOf(tenant)],
    ["tier", tenant.tier],
    ["WhatsApp", tenant.twilioConfig.phoneNumber],
    ["Twilio account", tenant.twilioConfig.accountSid],
    ["Asaas", asaasConfig.sandbox ? "sandbox" : "production"],
    ["models", aiConfig.models?.join(", ") ?? aiConfig.model ?? "the stack's"],
    ["requests sold", `${limits.requestsPerSecond} a second, ${limits.burst} at once`],
    ["messages", limits.messagesPerMinute ? `${limits.messagesPerMinute} a minute` : "no limit"],
    ["tokens", limits.tokensPerDay ? `${limits.tokensPerDay} a day` : "no limit"],
    [
      "told to",
      [...notificationConfig.adminEmails, ...notificationConfig.adminPhones].join(", ") || "nobody",
    ],
  ];
  const stores = tenant.stores.map((store) => storeDetails(tenant.clientId, store));
  return [columns([tenant.clientId, ""], facts), ...stores].join("\n\n");
}

function storeDetails(clientId: string, store: Store): string {
  const { delivery, paymentMethods, optionGroups = [], coupons = [], menu } = store.orderConfig;
  const facts = [
    ["name", store.name],
    ["state", store.active ? "open for orders" : "takes no orders"],
    ["address", store.address],
    ["queue", storeQueueName(clientId, store.storeId)],
    ...weekdays.map((day) => [day, store.operatingHours[day].join(", ") || "closed"]),
    ["payment", paymentMethods.join(", ")],
    ["menu", `${itemsOf(store)} items in ${menu.length} categories, ${optionGroups.length} option groups`],
    ["coupons", coupons.map(({ code, active }) => (active ? code : `${code} (off)`)).join(", ") || "none"],
    ...(delivery.areas ?? [{ name: "everywhere", ...delivery }]).map(({ name, feeCentavos, etaMinutes }) => [
      "delivery",
      `${name}: ${formatBRL(feeCentavos)}, ${etaMinutes} minutes`,
    ]),
  ];
  return columns([store.storeId, ""], facts);
}

function stateOf({ active, suspended }: TenantFile): string {
  if (!active) return "inactive";
  return suspended ? "suspended" : "active";
}

function itemsOf({ orderConfig }: Store): number {
  return orderConfig.menu.reduce((sum, { items }) => sum + items.length, 0);
}
