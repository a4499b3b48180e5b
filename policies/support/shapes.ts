/** Properties as providers return them: what the program left out is absent, null or empty. */
import * as z from "zod";

/** An empty text counts as absent. */
export const text = z
  .string()
  .nullish()
  .transform((value) => value || undefined);
export const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? undefined);
export const count = z
  .number()
  .nullish()
  .transform((value) => value ?? undefined);
export const texts = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);
export const tags = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {});

export function listOf<S extends z.ZodType>(item: S) {
  return z
    .array(item)
    .nullish()
    .transform((value) => value ?? []);
}

/** A block that may be left out. */
export function block<S extends z.ZodRawShape>(shape: S) {
  return z
    .object(shape)
    .nullish()
    .transform((value) => value ?? undefined);
}

/** Of any form, or absent. */
export const anything = z.unknown().optional();
