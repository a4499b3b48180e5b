/** `npm run picture`: plays an order on the page and takes the README's picture of it. */
import path from "node:path";
import { Command } from "commander";
import { startConsole } from "../../twin/console/console.ts";
import { startTwin } from "../../twin/twin.ts";
import { openBrowser } from "../support/browser.ts";

const pictureFile = path.join(import.meta.dirname, "../../docs/page.png");
const { file } = new Command("npm run picture --")
  .description("Plays an order on the page of the twin, in a browser, and takes its picture.")
  .option("--file <png>", "where it is written", path.relative(process.cwd(), pictureFile))
  .addHelpText("after", "\nThe browser is Chromium from npm: no network, nothing to install.")
  .parse()
  .opts<{ file: string }>();

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
  console.log(`Wrote ${file}.`);
} finally {
  await browser.close();
  await site.close();
  await twin.stop();
}
