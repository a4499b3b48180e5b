/** The Pulumi program: one stack stands up one region. */
import { ChatbotRegion } from "./components/chatbot-region.ts";
import { readConfiguration } from "./components/configuration.ts";
import { readPrimary } from "./components/primary-outputs.ts";
import { refuseBeyondQuotas } from "./components/quotas.ts";
import { readTenants } from "./components/tenants.ts";

export default async function program(): Promise<ChatbotRegion["outputs"]> {
  const configuration = readConfiguration();
  const tenants = readTenants(configuration.tenantsDir);
  refuseBeyondQuotas(configuration, tenants);
  const primary = configuration.role === "secondary" ? await readPrimary(configuration) : undefined;
  return new ChatbotRegion("chatbot", { configuration, tenants, primary }).outputs;
}
