/** What health checks ask, of the API and of what is behind it: open to anybody, since a check has no key. */
const probed = ["/health", "/drain/{region}"];

/** @param path as the API has it */
export function isProbe(path: string): boolean {
  return probed.includes(path);
}

/** @param path as a check asks for it */
export function asksProbe(path: string): boolean {
  return probed.some((template) => new RegExp(`^${template.replace(/\{\w+\}/, "[\\w-]+")}$`).test(path));
}
