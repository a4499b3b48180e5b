/** Chromium as it comes from npm: the page's tests need no browser on the machine. */
import chromium from "@sparticuz/chromium";
import { type Browser, chromium as playwright } from "playwright-core";

/** The package's own arguments are for a Lambda, where one page is all there ever is. */
const args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];

export async function openBrowser(): Promise<Browser> {
  return playwright.launch({ executablePath: await chromium.executablePath(), args });
}
