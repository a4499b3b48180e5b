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
      .looseObject({ street: z.string(), number: z.string(), district: z.string().optional() })
      .optional(),
  }),
  payment: z.looseObject({
    method: z.string(),
    dueCentavos: z.int().optional(),
    changeForCentavos: z.int().optional(),
  }),
});
export type Order = z.infer<typeof Order>;

const reais = (centavos: number) => `R$ ${(centavos / 100).toFixed(2).replace(".", ",")}`;

/** For a kitchen's printer. */
export function ticket(order: Order): string {
  const { fulfilment, payment } = order;
  const { address } = fulfilment;
  const due = payment.dueCentavos ?? 0;
  return [
    `${order.status === "cancelled" ? "CANCELADO" : "PEDIDO"} ${order.orderId} v${order.version}`,
    `${order.customer.name} ${order.customer.phone}`,
    ...(order.scheduledFor ? [`PARA ${order.scheduledFor}`] : []),
    ...order.items.flatMap(({ quantity, name, options = [], notes, totalCentavos }) => [
      `${quantity} x ${name}  ${reais(totalCentavos)}`,
      ...options.map(
        (group) => `    ${group.name}: ${group.choices.map((choice) => choice.name).join(", ")}`,
      ),
      ...(notes ? [`    obs.: ${notes}`] : []),
    ]),
    `TOTAL ${reais(order.totalCentavos)}, ${payment.method}${due > 0 ? `, A RECEBER ${reais(due)}` : ", PAGO"}`,
    ...(payment.changeForCentavos ? [`TROCO PARA ${reais(payment.changeForCentavos)}`] : []),
    address
      ? `ENTREGA ${address.street}, ${address.number}${address.district ? ` - ${address.district}` : ""}`
      : "RETIRADA",
  ].join("\n");
}
