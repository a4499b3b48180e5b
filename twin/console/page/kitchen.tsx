import { useState } from "preact/hooks";
import type { PosMessage } from "../../../handlers/shared/messages.ts";
import type { KitchenOrder } from "../../outside/pos/types.ts";
import type { View } from "../view.ts";
import { clockTime, reais } from "./format.ts";
import { Handoff } from "./handoff.tsx";
import type { Perform } from "./region-switches.tsx";

const columns = [
  { title: "Chegaram", of: ["confirmed"] },
  { title: "Em preparo", of: ["accepted"] },
  { title: "Prontos", of: ["ready", "out_for_delivery"] },
  { title: "Encerrados", of: ["delivered", "rejected", "cancelled"] },
] as const;

const labels: Readonly<Record<KitchenOrder["status"], string>> = {
  confirmed: "novo",
  accepted: "em preparo",
  ready: "pronto",
  out_for_delivery: "saiu para entrega",
  delivered: "entregue",
  rejected: "recusado",
  cancelled: "cancelado",
};

export function Kitchen({ view, perform }: { view: View; perform: Perform }) {
  const [store, setStore] = useState("");
  const stores = view.restaurants.flatMap((r) =>
    r.stores.map((s) => ({ key: `${r.clientId}/${s.storeId}`, name: s.name })),
  );
  const names = new Map(stores.map(({ key, name }) => [key, name]));
  const orders = view.kitchen.filter(({ order }) => !store || `${order.clientId}/${order.storeId}` === store);
  return (
    <section class="panel kitchen" aria-label="Cozinha">
      <div class="panel-head">
        <h2>Cozinha</h2>
        <select aria-label="Loja" value={store} onChange={(event) => setStore(event.currentTarget.value)}>
          <option value="">Todas as lojas</option>
          {stores.map(({ key, name }) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <Handoff view={view} perform={perform} />
      <div class="board">
        {columns.map(({ title, of }) => {
          const here = orders.filter(({ status }) => (of as readonly string[]).includes(status)).reverse();
          return (
            <div class="column" key={title}>
              <h3>
                {title} <span>{here.length}</span>
              </h3>
              {here.map((entry) => (
                <Ticket
                  key={entry.order.orderId}
                  entry={entry}
                  store={names.get(`${entry.order.clientId}/${entry.order.storeId}`) ?? entry.order.storeId}
                  perform={perform}
                />
              ))}
              {here.length === 0 && <p class="empty">—</p>}
            </div>
          );
        })}
      </div>
    </section>
  );
}

function Ticket({ entry, store, perform }: { entry: KitchenOrder; store: string; perform: Perform }) {
  const { order, status } = entry;
  const move = (next: string, details: object = {}) =>
    perform("kitchen", { orderId: order.orderId, status: next, ...details });
  return (
    <article class={`ticket ${status}`} data-order={order.orderId}>
      <header>
        <strong>#{order.orderId.slice(-5)}</strong>
        <span>{labels[status]}</span>
      </header>
      <p class="where">
        {store} · {order.customer.name} · {clockTime(entry.receivedAt)}
      </p>
      <ul>
        {order.items.map((item) => (
          <li key={`${item.itemId}${item.notes ?? ""}`}>
            <b>{item.quantity}×</b> {item.name}
            {item.notes && <em> {item.notes}</em>}
          </li>
        ))}
      </ul>
      <p class="where">
        {fulfilment(order)} · <b>{reais(order.totalCentavos)}</b> pago
      </p>
      {entry.reason && <p class="where">Motivo: {entry.reason}</p>}
      <footer class="ticket-actions">
        {status === "confirmed" && (
          <>
            <button type="button" class="primary" onClick={() => move("accepted", { minutes: 40 })}>
              Aceitar · 40 min
            </button>
            <button type="button" onClick={() => move("rejected", { reason: "Acabou um ingrediente" })}>
              Recusar
            </button>
          </>
        )}
        {status === "accepted" && (
          <button type="button" class="primary" onClick={() => move("ready")}>
            Pronto
          </button>
        )}
        {status === "ready" && order.fulfilment.mode === "delivery" && (
          <button type="button" class="primary" onClick={() => move("out_for_delivery")}>
            Saiu para entrega
          </button>
        )}
        {(status === "out_for_delivery" || (status === "ready" && order.fulfilment.mode === "pickup")) && (
          <button type="button" class="primary" onClick={() => move("delivered")}>
            Entregue
          </button>
        )}
        <span class="via">{entry.fromRegion}</span>
      </footer>
    </article>
  );
}

function fulfilment({ fulfilment: { mode, address } }: PosMessage): string {
  if (mode === "pickup") return "Retirada";
  if (!address) return "Entrega";
  return [`${address.street}, ${address.number}`, address.complement, address.district]
    .filter(Boolean)
    .join(" · ");
}
