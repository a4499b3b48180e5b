/** `npm run picture`: plays an order on the page and writes docs/page.png, the README's picture. */
import path from "node:path";
import { startConsole } from "../../twin/console/console.ts";
import { startTwin } from "../../twin/twin.ts";
import { openBrowser } from "../support/browser.ts";

const file = path.join(import.meta.dirname, "../../docs/page.png");

const twin = await startTwin();
const site = await startConsole(twin);
const browser = await openBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(site.origin);
  const chat = page.getByRole("log", { name: "Conversa" });
  const say = async (text: string, answer: string) => {
    await page.getByLabel("Mensagem").fill(text);
    await page.getByLabel("Enviar").click();
    await chat.getByText(answer).first().waitFor();
  };
  const order = async (wish: string) => {
    await say(wish, "De qual das nossas unidades");
    await say("Centro", "entrega ou retirada");
    await say("entrega na Rua das Flores, 123, República, CEP 01045-001", "Posso confirmar");
    await say("sim", "QR code");
    await chat.getByRole("button", { name: "Pagar R$" }).click();
    await chat.getByText("confirmado").waitFor();
  };
  const kitchen = page.getByRole("region", { name: "Cozinha" });
  await order("Boa noite! Uma pizza portuguesa e uma coca 2l");
  await kitchen.getByRole("button", { name: "Aceitar" }).first().click();
  await kitchen.getByRole("button", { name: "Pronto" }).first().waitFor();
  await page.getByRole("button", { name: "novo" }).click();
  await order("Oi! Quero duas calabresas e uma margherita");
  await kitchen.getByRole("button", { name: "Aceitar" }).first().waitFor();
  await page.waitForTimeout(500);
  await page.screenshot({ path: file });
  console.log(`Wrote ${path.relative(process.cwd(), file)}.`);
} finally {
  await browser.close();
  await site.close();
  await twin.stop();
}
