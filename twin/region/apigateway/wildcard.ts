/** IAM's wildcards: `*` is any run of characters, `?` is one. */
export function wildcard(pattern: string, value: string, flags: "" | "i" = ""): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, `${flags}s`).test(value);
}
