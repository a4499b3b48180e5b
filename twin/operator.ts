/** What an operator does once after the first deployment: opens the accounts and writes their secrets. */
import { PutSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { AsaasSecret, PosSecret, TwilioSecret } from "../handlers/shared/secrets.ts";
import type { TenantFile } from "../handlers/shared/tenant.ts";
import type { Graph } from "./engine/graph.ts";
import type { Asaas } from "./outside/asaas/asaas.ts";
import type { Pos } from "./outside/pos/pos.ts";
import { contentsOf } from "./outside/twilio/tenant-contents.ts";
import type { Twilio } from "./outside/twilio/twilio.ts";
import type { Region } from "./region/types.ts";

export interface OperatorParts {
  readonly graph: Graph;
  readonly regions: ReadonlyMap<string, Region>;
  readonly tenants: readonly TenantFile[];
  readonly twilio: Twilio;
  readonly asaas: Asaas;
  readonly pos: Pos;
}

/** Registers every restaurant outside and writes the three secrets where the graph says that they live. */
export async function putSecrets(parts: OperatorParts): Promise<void> {
  const { tenants, twilio, asaas, pos } = parts;
  const twilioSecret: TwilioSecret = {};
  const asaasSecret: AsaasSecret = {};
  const posSecret: PosSecret = {};
  for (const { clientId, name, twilioConfig, asaasConfig, stores } of tenants) {
    const { accountSid, phoneNumber } = twilioConfig;
    const contents = contentsOf(twilioConfig);
    const { authToken } = twilio.register({ accountSid, phoneNumber, clientId, contents });
    const { apiKey, webhookToken } = asaas.register({
      ...{ clientId, name },
      wallets: asaasConfig.walletId ? [asaasConfig.walletId] : [],
    });
    twilioSecret[accountSid] = { authToken };
    asaasSecret[clientId] = { apiKey, webhookToken };
    posSecret[clientId] = pos.register({ clientId, storeIds: stores.map(({ storeId }) => storeId) });
  }
  await Promise.all([
    put(parts, "/twilio", twilioSecret),
    put(parts, "/asaas", asaasSecret),
    put(parts, "/pos", posSecret),
  ]);
}

async function put({ graph, regions }: OperatorParts, suffix: string, value: object): Promise<void> {
  const secret = Object.values(graph.stacks)
    .flatMap((stack) => stack.resources)
    .find(
      ({ type, inputs }) =>
        type === "aws:secretsmanager/secret:Secret" && String(inputs.name).endsWith(suffix),
    );
  const region = secret && regions.get(secret.region ?? "");
  if (!region) throw new Error(`The graph has no secret whose name ends in ${suffix}.`);
  const client = new SecretsManagerClient({
    region: region.name,
    endpoint: region.endpoint,
    credentials: region.operator,
  });
  await client.send(
    new PutSecretValueCommand({ SecretId: String(secret.inputs.name), SecretString: JSON.stringify(value) }),
  );
  client.destroy();
}
