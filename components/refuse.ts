/** Refusals of arguments at construction: what was wrong, where, what is accepted. */
export function refuseUnless(accepted: boolean, where: string, value: unknown, expected: string): void {
  if (!accepted) throw new Error(`${where} is ${JSON.stringify(value)}; accepted: ${expected}.`);
}
