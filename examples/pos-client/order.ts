/**
 * An order as it comes on the store's queue: the fields that this client uses. docs/pos-message.md has all of them. Unknown
 * fields are allowed, so that a newer sender does not stop the kitchen.
 */
import * as z from "zod";

export const Order = z.looseObject({
  v: z.literal(1),
  type: z.literal("order"),
  orderId: z.string().min(1),
  version: z.int(),
  clientId: z.string(),
  storeId: z.string(),
  status: z.enum(["confirmed", "cancelled"]),
  scheduledFor: z.string().optional(),
  customer: z.looseObject({ name: z.string(), phone: z.string() }),
  items: z.array(
    z.looseObject({
      name: z.string(),
      quantity: z.int(),
      options: z
        .array(z.looseObject({ name: z.string(), choices: z.array(z.looseObject({ name: z.string() })) }))
        .optional(),
      totalCentavos: z.int(),
      notes: z.string().optional(),
    }),
  ),
  totalCentavos: z.int(),
  fulfilment: z.looseObject({
    mode: z.enum(["delivery", "pickup"]),
    address: z
      .looseObject({
        street: z.string(),
        number: z.string(),
        complement: z.string().optional(),
        district: z.string().optional(),
        postalCode: z.string().optional(),
        reference: z.string().optional(),
      })
      .optional(),
    location: z.looseObject({ latitude: z.number(), longitude: z.number() }).optional(),
  }),
  payment: z.looseObject({
    method: z.string(),
    dueCentavos: z.int().optional(),
    changeForCentavos: z.int().optional(),
    refundedCentavos: z.int().optional(),
    dispute: z.enum(["opened", "won"]).optional(),
  }),
});
export type Order = z.infer<typeof Order>;

const reais = (centavos: number) => `R$ ${(centavos / 100).toFixed(2).replace(".", ",")}`;

const localTime = new Intl.DateTimeFormat("pt-BR", {
  timeZone: "America/Sao_Paulo",
  ...{ day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit" },
});

/** For a kitchen's printer. @param isNew false: the kitchen has it already, and must not make it again. */
export function ticket(order: Order, isNew: boolean): string {
  const { fulfilment, payment } = order;
  const due = payment.dueCentavos ?? 0;
  const back = payment.refundedCentavos ?? 0;
  const heading = order.status === "cancelled" ? "CANCELADO" : isNew ? "PEDIDO" : "ATUALIZADO";
  return [
    `${heading} ${order.orderId} v${order.version}`,
    `${order.customer.name} ${order.customer.phone}`,
    ...(order.scheduledFor ? [`PARA ${localTime.format(new Date(order.scheduledFor))}`] : []),
    ...order.items.flatMap(({ quantity, name, options = [], notes, totalCentavos }) => [
      `${quantity} x ${name}  ${reais(totalCentavos)}`,
      ...options.map(
        (group) => `    ${group.name}: ${group.choices.map((choice) => choice.name).join(", ")}`,
      ),
      ...(notes ? [`    obs.: ${notes}`] : []),
    ]),
    `TOTAL ${reais(order.totalCentavos)}, ${payment.method}${due > 0 ? `, A RECEBER ${reais(due)}` : ", PAGO"}`,
    ...(payment.changeForCentavos ? [`TROCO PARA ${reais(payment.changeForCentavos)}`] : []),
    ...(back > 0 ? [`DEVOLVIDO ${reais(back)}`] : []),
    ...(payment.dispute === "opened" ? ["PAGAMENTO CONTESTADO"] : []),
    fulfilment.mode === "pickup" ? "RETIRADA" : `ENTREGA ${placeOf(fulfilment)}`,
  ].join("\n");
}

function placeOf({ address, location }: Order["fulfilment"]): string {
  const { street, number, complement, district, postalCode, reference } = address ?? {};
  const line = [[street, number, complement], [district], [postalCode]]
    .map((part) => part.filter(Boolean).join(", "))
    .filter(Boolean)
    .join(" - ");
  const at = location && `${location.latitude},${location.longitude}`;
  return [line, reference && `(${reference})`, at].filter(Boolean).join(" ");
}
