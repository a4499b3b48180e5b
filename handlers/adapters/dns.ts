/** TXT records through the function's own resolver. */
import dns from "node:dns/promises";

/**
 * Each record's text. Throws when the name has none, or when there is no answer in time.
 * @param patienceMs a resolver retries for many seconds; a webhook has not that long. @default 1000
 */
export async function lookUpTxt(name: string, patienceMs = 1_000): Promise<readonly string[]> {
  const patience = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => patience.reject(new Error(`DNS gave no answer for ${name} within ${patienceMs} ms.`)),
    patienceMs,
  );
  try {
    // Through the module object: the exports of node:dns are replaced when its servers are set.
    const records = await Promise.race([dns.resolveTxt(name), patience.promise]);
    return records.map((chunks) => chunks.join(""));
  } finally {
    clearTimeout(timer);
  }
}
