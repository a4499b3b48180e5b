import { useEffect, useState } from "preact/hooks";
import type { DeskConversation } from "../../outside/pos/desk.ts";
import type { View } from "../view.ts";
import type { Perform } from "./region-switches.tsx";

interface Waiting extends DeskConversation {
  readonly clientId: string;
}

/** A message on a phone is on the restaurant's desk a moment later. */
const settleMs = 700;

/** "Atendimento": the conversations that a person of a restaurant has, with a box to answer them. */
export function Handoff({ view, perform }: { view: View; perform: Perform }) {
  const [waiting, setWaiting] = useState<readonly Waiting[]>([]);
  const said = view.conversations.reduce((sum, { messages }) => sum + messages.length, 0);
  useEffect(() => {
    if (said === 0) return;
    const timer = setTimeout(async () => {
      const reply = await fetch("/api/handoff").catch(() => undefined);
      if (reply?.ok) setWaiting(((await reply.json()) as { conversations: Waiting[] }).conversations);
    }, settleMs);
    return () => clearTimeout(timer);
  }, [said]);
  if (waiting.length === 0) return null;
  return (
    <section class="handoff" aria-label="Atendimento">
      <h3>
        Atendimento <span>{waiting.length}</span>
      </h3>
      {waiting.map((conversation) => (
        <Desk key={conversation.conversationId} conversation={conversation} perform={perform} />
      ))}
    </section>
  );
}

function Desk({ conversation, perform }: { conversation: Waiting; perform: Perform }) {
  const [text, setText] = useState("");
  const { clientId, conversationId, customerName, phone, messages } = conversation;
  const send = async (event: Event) => {
    event.preventDefault();
    if (!text.trim()) return;
    await perform("handoff", { clientId, conversationId, text });
    setText("");
  };
  return (
    <article class="ticket" data-conversation={conversationId}>
      <header>
        <strong>{customerName ?? phone}</strong>
        <span>{phone}</span>
      </header>
      <ul>
        {messages.slice(-4).map(({ from, text: line }, index) => (
          <li key={index} class={from}>
            {line}
          </li>
        ))}
      </ul>
      <form class="ticket-actions" onSubmit={send}>
        <input
          aria-label={`Resposta para ${customerName ?? phone}`}
          placeholder="Responder ao cliente"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" class="primary">
          Enviar
        </button>
        <button
          type="button"
          onClick={() => perform("handoff", { clientId, conversationId, action: "resume" })}
        >
          Devolver ao bot
        </button>
      </form>
    </article>
  );
}
