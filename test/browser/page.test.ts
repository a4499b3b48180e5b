import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { startConsole } from "../../twin/console/console.ts";
import type { Listening } from "../../twin/outside/listen.ts";
import { openBrowser } from "../support/browser.ts";
import { sharedTwin } from "../support/shared-twin.ts";

describe("the page", function () {
  this.timeout(60_000);
  let browser: Browser;
  let site: Listening;
  let page: Page;
  const mistakes: string[] = [];

  before(async () => {
    site = await startConsole(await sharedTwin());
    browser = await openBrowser();
  });

  after(async () => {
    await browser?.close();
    await site?.close();
  });

  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.on("pageerror", (error) => mistakes.push(error.message));
    await page.goto(site.origin);
  });

  afterEach(async () => {
    await page.close();
    expect(mistakes.splice(0)).to.deep.equal([]);
  });

  const say = async (text: string) => {
    await page.getByLabel("Mensagem").fill(text);
    await page.getByLabel("Enviar").click();
  };
  const chat = () => page.getByRole("log", { name: "Conversa" });
  const kitchen = () => page.getByRole("region", { name: "Cozinha" });

  it("takes an order from the chat to the kitchen and the kitchen's answers back to the chat", async () => {
    await say("Oi! Quero duas calabresas");
    await chat().getByText("De qual das nossas unidades").waitFor();
    await say("Centro");
    await chat().getByText("2x Pizza Calabresa").waitFor();
    await say("vou retirar");
    await chat().getByText("Posso confirmar").waitFor();
    await say("sim");
    await chat().getByRole("button", { name: "Pagar R$" }).click();
    await chat().getByText("confirmado").waitFor();
    const ticket = kitchen().getByRole("article").filter({ hasText: "Pizza Calabresa" }).last();
    await ticket.getByRole("button", { name: "Aceitar" }).click();
    await chat().getByText("40 minutos").waitFor();
    await ticket.getByRole("button", { name: "Pronto" }).click();
    await chat().getByText("pronto").waitFor();
    expect(
      await chat()
        .getByAltText("QR Code do PIX")
        .evaluate((image) => (image as HTMLImageElement).naturalWidth),
    ).to.be.greaterThan(100);
  });

  it("lets the restaurant answer a customer who wants a person, and give them back to the bot", async () => {
    await say("quero falar com um atendente");
    await chat().getByText("Chamei uma pessoa").waitFor();
    const desk = kitchen().getByRole("region", { name: "Atendimento" }).getByRole("article").last();
    await desk.getByText("quero falar com um atendente").waitFor();
    await desk.getByPlaceholder("Responder ao cliente").fill("Oi, aqui é a Bia!");
    await desk.getByRole("button", { name: "Enviar" }).click();
    await chat().getByText("Oi, aqui é a Bia!").waitFor();
    await desk.getByRole("button", { name: "Devolver ao bot" }).click();
    await chat().getByText("O atendimento automático está de volta").waitFor();
    await desk.waitFor({ state: "detached" });
  });

  it("shows which region answers, and switches a region off and on", async () => {
    const region = page.locator('[data-region="sa-east-1"]');
    await region.getByText("em espera").waitFor();
    await region.getByRole("switch").click();
    await region.getByText("fora do ar").waitFor();
    await region.getByRole("switch").click();
    await region.getByText("em espera").waitFor();
  });

  it("takes the model away and gives menus to tap on", async () => {
    const faults = page.getByRole("group", { name: "Falhas" });
    await faults.getByText("Falhas").click();
    const bedrock = faults.getByRole("switch", { name: "Falha: Bedrock" });
    await bedrock.click();
    await faults.getByText("1 de 5").waitFor();
    await page.getByLabel("Restaurante").selectOption({ label: "Tempero da Bahia" });
    await say("Oi!");
    await chat().locator("i b").getByText("meus dados", { exact: true }).first().waitFor();
    await chat().getByRole("button", { name: "Ver o cardápio" }).click();
    await chat().locator(".bubble.them:not(.typing)").nth(1).waitFor();
    await bedrock.click();
    await faults.getByText("0 de 5").waitFor();
  });

  it("shows live logs of the region", async () => {
    await say("Oi");
    await page.getByText("WebhookHandler").first().waitFor();
    await page.getByText("AIConversation").nth(1).waitFor();
  });

  it("fits a phone: one panel at a time, nothing wider than the screen", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const panel of ["WhatsApp", "Cozinha", "Nuvem"]) {
      await page.getByRole("button", { name: panel, exact: true }).click();
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, panel).to.be.at.most(390);
    }
    expect(await kitchen().isVisible()).to.equal(false);
  });
});
