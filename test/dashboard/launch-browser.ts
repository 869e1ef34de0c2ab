import { existsSync } from "node:fs";
import puppeteer, { type Browser } from "puppeteer-core";

export const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser"];

/** Starts the Chromium of this machine, if it has one. */
export async function launchBrowser(): Promise<Browser | undefined> {
  const executablePath = CHROMIUM.find((path) => existsSync(path));
  if (executablePath === undefined) return undefined;
  const args = [
    // One process for all pages: starting another takes 0.2 s of a core.
    "--renderer-process-limit=1",
    "--disable-features=SpareRendererForSitePerProcess",
    // Its sandbox does not work for root.
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  ];
  return puppeteer.launch({ executablePath, args });
}
