/**
 * Stands in for `@aws-sdk/credential-provider-node` and `@aws-sdk/token-providers` in every bundle. Lambda hands a
 * function its role's credentials by environment, so the chains' other sources (profiles, SSO, processes, metadata) are
 * 150 KiB that never run.
 */
interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export const defaultProvider = () => async (): Promise<Credentials> => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY)
    throw new Error(
      "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set: this bundle takes its credentials from the environment only, as Lambda sets it.",
    );
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
};

/** Bedrock also takes bearer tokens; a function signs with its role. */
const noToken = () => async (): Promise<never> => {
  throw new Error("This bundle has no bearer tokens: its calls are signed with the function's credentials.");
};

export { noToken as fromEnvSigningName, noToken as nodeProvider };
