/** Properties as providers return them: what the program left out is absent, null or empty. */
import * as z from "zod";
import { notKnown } from "./unknown.ts";

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

/** Of what is made in the same update, and so not known before it. It is there all the same. */
const toCome = "(known after the update)";
const known = z.string().or(z.custom<symbol>((value) => value === notKnown).transform(() => toCome));

/** What another resource is referred to by, where a rule asks no more than whether it is there. */
export const reference = known.nullish().transform((value) => value || undefined);
export const references = z
  .array(known)
  .nullish()
  .transform((value) => value ?? []);

/** A reference to a key of ours: AWS's own keys go by aliases that it keeps for itself. */
export const ownKey = reference.transform((value) =>
  value && /(^|:)alias\/aws\//.test(value) ? undefined : value,
);

/** A function's variables, without those whose values are not known yet. */
export const variables = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((all) =>
    Object.fromEntries(
      Object.entries(all ?? {}).flatMap(([name, value]) =>
        typeof value === "string" ? [[name, value]] : [],
      ),
    ),
  );

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
