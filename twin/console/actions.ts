/** What the page's user may do to the twin. */
import { Hono } from "hono";
import * as z from "zod";
import { PosStatus } from "../../handlers/shared/messages.ts";
import type { Twin } from "../twin.ts";
import { faultNames, faults } from "./faults.ts";

const Phone = z.strictObject({
  clientId: z.string(),
  phone: z.string().regex(/^\+\d{10,15}$/, "expected E.164, such as +5511999999999"),
  profileName: z.string().min(1).max(80).optional(),
  text: z.string().min(1).max(4096),
  button: z.strictObject({ text: z.string(), payload: z.string() }).optional(),
  row: z.strictObject({ title: z.string(), id: z.string() }).optional(),
});
const Pay = z.strictObject({ code: z.string().min(1) });
const Kitchen = z.object({ orderId: z.string().min(1) });
const Handoff = z.strictObject({
  clientId: z.string(),
  conversationId: z.string(),
  action: z.literal("resume").optional(),
  text: z.string().min(1).max(4096).optional(),
});
const FaultSwitch = z.strictObject({ fault: z.enum(faultNames), on: z.boolean() });
const RegionSwitch = z.strictObject({ region: z.string(), dark: z.boolean() });

/** Every action answers 200 `{}` or 4xx `{"error"}` with a sentence. */
export function actions(twin: Twin): Hono {
  const api = new Hono();

  const action = <T>(path: string, schema: z.ZodType<T>, run: (body: T) => Promise<string | undefined>) =>
    api.post(path, async (context) => {
      const body = schema.safeParse(await context.req.json().catch(() => undefined));
      if (!body.success) {
        const issue = body.error.issues[0];
        return context.json({ error: `${issue?.path.join(".") || "body"}: ${issue?.message}` }, 400);
      }
      const error = await run(body.data);
      return error ? context.json({ error }, 409) : context.json({});
    });

  action("/phone", Phone, async (said) => {
    if (!twin.tenants.some((tenant) => tenant.clientId === said.clientId))
      return `Não há restaurante ${said.clientId}.`;
    const delivery = await twin.twilio.customerSays(said);
    return delivery.error && `A mensagem não chegou: ${delivery.error.message} (${delivery.error.code}).`;
  });

  action("/pay", Pay, async ({ code }) => {
    const paid = twin.asaas.pay(code);
    return paid.ok ? undefined : paid.reason;
  });

  action("/kitchen", z.intersection(Kitchen, z.looseObject({})), async ({ orderId, ...rest }) => {
    const change = PosStatus.safeParse(rest);
    if (!change.success) return `status: ${change.error.issues[0]?.message}`;
    const { status, ...details } = change.data;
    const result = await twin.pos.setStatus(orderId, status, details);
    return result.ok ? undefined : `O ponto de venda não conseguiu avisar: ${result.reason}`;
  });

  api.get("/handoff", async (context) => {
    const of = async (clientId: string) =>
      (await twin.pos.conversations(clientId)).map((conversation) => ({ clientId, ...conversation }));
    try {
      const all = await Promise.all(twin.tenants.map(({ clientId }) => of(clientId)));
      return context.json({ conversations: all.flat() });
    } catch (error) {
      return context.json({ error: (error as Error).message }, 409);
    }
  });

  action("/handoff", Handoff, async ({ clientId, conversationId, action: what, text }) => {
    if (!twin.tenants.some((tenant) => tenant.clientId === clientId))
      return `Não há restaurante ${clientId}.`;
    const result =
      what === "resume"
        ? await twin.pos.resume(clientId, conversationId)
        : await twin.pos.reply(clientId, conversationId, text ?? "");
    return result.ok ? undefined : `O ponto de venda não conseguiu enviar: ${result.reason}`;
  });

  action("/region", RegionSwitch, async ({ region, dark }) => {
    if (!twin.regions.has(region)) return `Não há região ${region}.`;
    await twin.setDark(region, dark);
    return undefined;
  });

  action("/fault", FaultSwitch, async ({ fault, on }) => {
    faults[fault].set(twin, on);
    return undefined;
  });

  return api;
}
