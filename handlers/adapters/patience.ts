/** How long a client of the AWS SDK waits. Without it a connection to a region that is down hangs for minutes. */
export function patience(connectionTimeout: number, requestTimeout: number) {
  // By itself the SDK only warns of a request that takes too long.
  return { connectionTimeout, requestTimeout, throwOnRequestTimeout: true } as const;
}
