/** Rotation: the four steps of Secrets Manager, for each of the three secrets. */
import { setTimeout as pause } from "node:timers/promises";
import { openAsaasWebhooks } from "../adapters/asaas-webhooks.ts";
import { openSecretVersions } from "../adapters/secret-versions.ts";
import { openTwilioTokens } from "../adapters/twilio-tokens.ts";
import { readEnvironment } from "../shared/environment.ts";
import { openLog } from "../shared/logger.ts";
import { AsaasSecret, PosSecret, TwilioSecret } from "../shared/secrets.ts";
import { rotationHandler } from "./rotate.ts";
import { asaasProvider } from "./rotate-asaas.ts";
import { posProvider } from "./rotate-pos.ts";
import { twilioProvider } from "./rotate-twilio.ts";

const environment = readEnvironment(
  "TWILIO_SECRET",
  "TWILIO_BASE_URL",
  "TWILIO_ACCOUNTS_BASE_URL",
  "ASAAS_SECRET",
  "ASAAS_BASE_URL",
  "POS_SECRET",
  "PUBLIC_BASE_URL",
);
const longestMs = 25_000;

const twilio = twilioProvider(
  openTwilioTokens({
    apiUrl: environment.TWILIO_BASE_URL,
    accountsUrl: environment.TWILIO_ACCOUNTS_BASE_URL,
  }),
);
const asaas = asaasProvider(
  (apiKey) =>
    openAsaasWebhooks({
      baseUrl: environment.ASAAS_BASE_URL,
      apiKey,
      signal: AbortSignal.timeout(longestMs),
    }),
  (clientId) => `${environment.PUBLIC_BASE_URL}/webhook/asaas/${clientId}`,
);

export const handler = rotationHandler({
  secrets: {
    [environment.TWILIO_SECRET]: { schema: TwilioSecret, provider: twilio },
    [environment.ASAAS_SECRET]: { schema: AsaasSecret, provider: asaas },
    [environment.POS_SECRET]: { schema: PosSecret, provider: posProvider },
  },
  versions: openSecretVersions(),
  pause,
  log: openLog(),
});
