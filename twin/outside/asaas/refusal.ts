/** What Asaas refuses, in its own shape: `{"errors":[{"code","description"}]}`. */
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type * as z from "zod";

export function refuse(
  context: Context,
  status: ContentfulStatusCode,
  code: string,
  description: string,
): Response {
  return context.json({ errors: [{ code, description }] }, status);
}

export const unknownKey = "A chave de API fornecida é inválida.";
export const notFound = "O recurso informado não foi encontrado.";

/** The body as `schema` wants it, or Asaas's 400 that names the first wrong field. */
export async function readBody<T>(
  context: Context,
  schema: z.ZodType<T>,
): Promise<{ ok: true; value: T } | { ok: false; response: Response }> {
  const json: unknown = await context.req.json().catch(() => undefined);
  const parsed = schema.safeParse(json);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issue = parsed.error.issues[0];
  const field = issue?.path.join(".");
  const description = field
    ? `O campo ${field} é inválido: ${issue?.message}.`
    : "O corpo da requisição é inválido.";
  return { ok: false, response: refuse(context, 400, "invalid_value", description) };
}
