import { useEffect, useRef, useState } from "preact/hooks";
import { tapped } from "../../outside/twilio/tap.ts";
import type { WhatsAppMessage } from "../../outside/twilio/types.ts";
import type { View } from "../view.ts";
import { clockTime, reais } from "./format.ts";
import type { Perform } from "./region-switches.tsx";
import { WhatsAppText } from "./whatsapp-text.tsx";

const names = ["Maria Souza", "João Lima", "Ana Ribeiro", "Pedro Alves", "Carla Dias"];

interface Customer {
  readonly phone: string;
  readonly name: string;
}

function newCustomer(): Customer {
  const digits = crypto.getRandomValues(new Uint32Array(1))[0]! % 100_000_000;
  return {
    phone: `+55119${String(digits).padStart(8, "0")}`,
    name: names[digits % names.length]!,
  };
}

const suggestions = ["Oi!", "Me mostra o cardápio", "Quero fazer um pedido"];

export function Phone({ view, perform }: { view: View; perform: Perform }) {
  const [customer, setCustomer] = useState(newCustomer);
  const [clientId, setClientId] = useState(view.restaurants[0]?.clientId ?? "");
  const [text, setText] = useState("");
  const end = useRef<HTMLDivElement>(null);
  const restaurant = view.restaurants.find((r) => r.clientId === clientId);
  const messages =
    view.conversations.find((c) => c.clientId === clientId && c.phone === customer.phone)?.messages ?? [];
  const last = messages.at(-1);
  useEffect(() => end.current?.scrollIntoView({ block: "nearest" }), [last?.sid]);

  const say = (words: string, tap?: Tapped) => {
    const said = words.trim();
    if (!said) return;
    setText("");
    void perform("phone", {
      clientId,
      phone: customer.phone,
      profileName: customer.name,
      text: said,
      ...tap,
    });
  };

  return (
    <section class="panel phone" aria-label="WhatsApp do cliente">
      <div class="handset">
        <div class="chat-head">
          <span class="avatar" aria-hidden="true">
            {restaurant?.name.split(" ").at(-1)?.[0]}
          </span>
          <label>
            <select
              aria-label="Restaurante"
              value={clientId}
              onChange={(event) => setClientId(event.currentTarget.value)}
            >
              {view.restaurants.map((r) => (
                <option key={r.clientId} value={r.clientId}>
                  {r.name}
                </option>
              ))}
            </select>
            <small>
              {customer.name} · {customer.phone}
            </small>
          </label>
          <button
            type="button"
            title="Conversar como outro cliente"
            onClick={() => setCustomer(newCustomer())}
          >
            novo
          </button>
        </div>
        <div class="chat" role="log" aria-label="Conversa">
          {messages.length === 0 && (
            <div class="hint">
              <p>Escreva como um cliente: peça, mude de ideia, pague por PIX.</p>
              {suggestions.map((words) => (
                <button key={words} type="button" onClick={() => say(words)}>
                  {words}
                </button>
              ))}
            </div>
          )}
          {messages.map((message) => (
            <Bubble key={message.sid} {...{ message, view, perform }} onTap={say} />
          ))}
          {last?.direction === "inbound" && !last.errorCode && (
            <div class="bubble them typing" role="status" aria-label="digitando">
              <i />
              <i />
              <i />
            </div>
          )}
          <div ref={end} />
        </div>
        <form
          class="compose"
          onSubmit={(event) => {
            event.preventDefault();
            say(text);
          }}
        >
          <input
            aria-label="Mensagem"
            placeholder="Mensagem"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <button type="submit" aria-label="Enviar" disabled={!text.trim()}>
            ➤
          </button>
        </form>
      </div>
    </section>
  );
}

type Tapped = ReturnType<typeof tapped>;

interface BubbleProps {
  readonly message: WhatsAppMessage;
  readonly view: View;
  readonly perform: Perform;
  readonly onTap: (words: string, tap: Tapped) => void;
}

function Bubble({ message, view, perform, onTap }: BubbleProps) {
  const mine = message.direction === "inbound";
  const charge = mine ? undefined : view.charges.find((c) => c.pixCode === message.text.trim());
  return (
    <div class={`bubble ${mine ? "me" : "them"} ${message.errorCode ? "failed" : ""}`}>
      {message.media.map((media) => (
        <img key={media.url} src={media.url} alt="QR Code do PIX" loading="lazy" />
      ))}
      {charge ? (
        <div class="pix">
          <strong>PIX copia e cola</strong>
          <code>{message.text}</code>
          <button
            type="button"
            disabled={Boolean(charge.paidAt) || charge.deleted}
            onClick={() => perform("pay", { code: charge.pixCode })}
          >
            {charge.paidAt
              ? "Pago ✓"
              : charge.deleted
                ? "Cancelado"
                : `Pagar ${reais(charge.amountCentavos)}`}
          </button>
        </div>
      ) : (
        message.text && (
          <p>
            <WhatsAppText text={message.text} />
          </p>
        )
      )}
      {message.choices && (
        <div class="choices">
          {message.choices.map((choice, _, all) => (
            <button key={choice.id} type="button" onClick={() => onTap(choice.title, tapped(all, choice))}>
              {choice.title}
            </button>
          ))}
        </div>
      )}
      <small>
        {message.viaRegion && <span class="via">{message.viaRegion}</span>}
        {clockTime(message.at)}
        {message.errorCode ? ` · não entregue (${message.errorCode})` : ""}
      </small>
    </div>
  );
}
