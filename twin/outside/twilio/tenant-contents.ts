/** The contents that a restaurant's document names, as its people would have made them at Twilio. */
import type { TenantConfig } from "../../../handlers/shared/tenant.ts";
import type { Content } from "./content.ts";

type Templates = NonNullable<TenantConfig["twilioConfig"]["templates"]>;

const words: Readonly<Record<keyof Templates, string>> = {
  payment_requested: "o pagamento do seu pedido de {{2}} está à espera.",
  payment_confirmed: "recebemos o pagamento de {{2}}.",
  confirmed: "o seu pedido de {{2}} está confirmado.",
  accepted: "o restaurante aceitou o seu pedido de {{2}}. Previsão: {{3}}.",
  rejected: "o restaurante não pôde aceitar o seu pedido de {{2}}. Motivo: {{3}}.",
  ready: "o seu pedido de {{2}} está pronto.",
  out_for_delivery: "o seu pedido de {{2}} saiu para entrega.",
  delivered: "o seu pedido de {{2}} foi entregue.",
  cancelled: "o seu pedido de {{2}} foi cancelado. Motivo: {{3}}.",
  expired: "o prazo para pagar o pedido de {{2}} terminou.",
  refunded: "devolvemos {{2}}. Motivo: {{3}}.",
  partly_refunded: "devolvemos {{2}} do que você pagou. Motivo: {{3}}.",
  amount_differs: "recebemos {{2}}, que não é o total do seu pedido.",
};

export function contentsOf({
  templates = {},
  choices = {},
}: Pick<TenantConfig["twilioConfig"], "templates" | "choices">): Readonly<Record<string, Content>> {
  const approved = Object.entries(templates).map(([notice, sid]): [string, Content] => [
    sid,
    { approved: true, body: `Olá, {{1}}: ${words[notice as keyof Templates]}` },
  ]);
  const lists = Object.entries(choices).map(([count, sid]): [string, Content] => [
    sid,
    {
      approved: false,
      body: "{{1}}",
      choices: Array.from({ length: Number(count) }, (_, index) => ({
        title: `{{${2 * index + 2}}}`,
        id: `{{${2 * index + 3}}}`,
      })),
    },
  ]);
  return Object.fromEntries([...approved, ...lists]);
}
