/** Properties as providers return them: what the program left out is absent, null or empty. */
import * as z from "zod";
import { whenKnown } from "./unknown.ts";

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

/** A function's variables, without those whose values are not known yet. */
export const variables = z
  .unknown()
  .optional()
  .transform((given) => {
    const all = typeof given === "object" && given !== null ? (given as Record<string, unknown>) : {};
    return Object.fromEntries(
      Object.keys(all).flatMap((name) => {
        const value = whenKnown(() => all[name]);
        return typeof value === "string" ? [[name, value]] : [];
      }),
    );
  });

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
