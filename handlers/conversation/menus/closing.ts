/** From a basket to a placed order: delivery or pick-up, where to, and the confirmation. */
import type { OrderView } from "../../shared/order-api.ts";
import { PaymentMethod } from "../../shared/payment-method.ts";
import { addressIn, postalCodeIn } from "./address.ts";
import { home, joined, menuOf, orderOf, refusalOf, type Scene, type Screen } from "./scene.ts";
import {
  about,
  askAddress,
  askDocument,
  askLocation,
  askPostalCode,
  basketText,
  choose,
  paymentTitles,
} from "./words.ts";

export async function checkout(scene: Scene): Promise<Screen> {
  const result = await scene.call("view_cart");
  const order = orderOf(result);
  return order ? closing(order, scene) : home(scene, refusalOf(result));
}

/** Asks for the first thing that is missing, or for the confirmation. */
async function closing(order: OrderView, scene: Scene, lead?: string): Promise<Screen> {
  const [missing] = order.missing;
  if (missing === undefined) return confirmation(order, scene, lead);
  switch (missing) {
    case "items":
      return home(scene, joined(lead, "O seu carrinho está vazio."), order);
    case "fulfilment":
      return fulfilment(lead);
    case "address":
      return { text: joined(lead, askAddress), choices: [], awaiting: { what: "address" } };
    case "postalCode":
      return { text: joined(lead, askPostalCode), choices: [], awaiting: { what: "postalCode" } };
    case "location":
      return { text: joined(lead, askLocation), choices: [], awaiting: { what: "location" } };
    case "area":
      return fulfilment(joined(lead, "Infelizmente não entregamos nesse endereço."));
    case "minimum":
      return home(
        scene,
        joined(lead, "Os itens ainda não chegam ao pedido mínimo para entrega. Quer acrescentar algo?"),
        order,
      );
  }
}

export function fulfilment(lead?: string): Screen {
  return {
    text: joined(lead, `É para entrega ou retirada? ${choose}`),
    choices: [
      { id: "mode:delivery", title: "Entrega" },
      { id: "mode:pickup", title: "Retirada na loja" },
    ],
  };
}

export async function chooseMode(mode: string, scene: Scene): Promise<Screen> {
  return fulfil({ mode: mode === "pickup" ? "pickup" : "delivery" }, scene);
}

async function confirmation(order: OrderView, scene: Scene, lead?: string): Promise<Screen> {
  const { paymentMethods: accepted = ["PIX"], scheduling } = (await menuOf(scene)) ?? {};
  const methods = PaymentMethod.options.filter((method) => accepted.includes(method));
  return {
    text: joined(
      lead,
      basketText(order),
      whereTo(order),
      `Posso confirmar o pedido de ${order.total}? ${choose}`,
    ),
    choices: [
      ...methods.map((method) => ({
        id: `place:${method}`,
        title: paymentTitles[method],
      })),
      { id: "menu", title: "Acrescentar itens" },
      { id: "fulfilment", title: "Mudar a entrega" },
      ...(scheduling
        ? [{ id: "schedule", title: order.scheduledFor ? "Mudar o horário" : "Agendar para depois" }]
        : []),
      order.coupon
        ? { id: "coupon:none", title: "Tirar o cupom" }
        : { id: "coupon", title: "Tenho um cupom" },
    ],
    awaiting: { what: "confirmation", total: order.total },
  };
}

/** An order for later has a time of its own. */
function whereTo({ fulfilment, scheduledFor, etaMinutes }: OrderView): string | undefined {
  const { address, mode } = fulfilment ?? {};
  if (mode === "pickup") return "Retirada na loja.";
  const when = scheduledFor === undefined && etaMinutes !== undefined ? `, ${about(etaMinutes)}` : "";
  return address && `Entrega em ${address.street}, ${address.number}${when}.`;
}

/** After a change that says nothing of what is missing. */
export async function basketOrConfirmation(order: OrderView, scene: Scene, lead?: string): Promise<Screen> {
  return order.missing.length === 0 ? confirmation(order, scene, lead) : home(scene, lead, order);
}

/** @param total what the customer was shown. */
export async function place(method: string, total: string, scene: Scene): Promise<Screen> {
  const result = await scene.call("place_order", { paymentMethod: method, confirmedTotal: total });
  const order = orderOf(result);
  if (order) {
    const follows = paidByMessage(method) ? " Em instantes envio como pagar." : "";
    return {
      text: joined(`Pedido registrado! Total: ${order.total}.${follows}`, choose),
      choices: [
        { id: "status", title: "Situação do pedido" },
        { id: "cancel", title: "Cancelar o pedido" },
      ],
    };
  }
  if (!result.ok && result.error.code === "document_required") {
    return { text: askDocument, choices: [], awaiting: { what: "document", method, total } };
  }
  const now = orderOf(await scene.call("view_cart"));
  return now?.items.length ? closing(now, scene, refusalOf(result)) : home(scene, refusalOf(result), now);
}

export async function takeAddress(text: string, scene: Scene): Promise<Screen | undefined> {
  const address = addressIn(text);
  return address && fulfil({ mode: "delivery", address }, scene);
}

export async function takePostalCode(text: string, scene: Scene): Promise<Screen | undefined> {
  const postalCode = postalCodeIn(text);
  if (!postalCode) return undefined;
  const address = orderOf(await scene.call("view_cart"))?.fulfilment?.address;
  return address && fulfil({ mode: "delivery", address: { ...address, postalCode } }, scene);
}

/** The toolbox adds the location that the customer has sent. */
export async function takeLocation(scene: Scene): Promise<Screen | undefined> {
  return scene.tools.conversation().location && fulfil({ mode: "delivery" }, scene);
}

/** The toolbox adds the document that the customer has written. */
export async function takeDocument(method: string, total: string, scene: Scene): Promise<Screen | undefined> {
  return scene.tools.conversation().sealedDocument ? place(method, total, scene) : undefined;
}

async function fulfil(input: object, scene: Scene): Promise<Screen> {
  const result = await scene.call("set_fulfilment", input);
  const order = orderOf(result);
  return order ? closing(order, scene) : fulfilment(refusalOf(result));
}

function paidByMessage(method: string): boolean {
  return method !== "CASH" && method !== "CARD_ON_DELIVERY";
}
