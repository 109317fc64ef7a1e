// Makes the pictures of the README: the page, a character on a small screen, the picker, the shell.
// `node pictures.js FOLDER`, with CHARFINDER_SITE, CHROMIUM and CHARFINDER as `cargo xtask screenshots` sets them.

import { join } from "node:path";
import { chromium } from "playwright-core";
import { page as terminalPage, Terminal } from "./terminal.js";

const [folder] = process.argv.slice(2);
const { CHARFINDER_SITE: site, CHROMIUM: executablePath, CHARFINDER: program } = process.env;

const browser = await chromium.launch({ executablePath, args: ["--disable-gpu", "--no-proxy-server", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])] });

async function picture(name, profile, draw) {
  const context = await browser.newContext({ baseURL: site, serviceWorkers: "block", reducedMotion: "reduce", locale: "en-US", ...profile });
  const page = await context.newPage();
  const shown = (await draw(page)) ?? page;
  await page.evaluate(() => document.fonts.ready);
  await shown.screenshot({ path: join(folder, `${name}.png`), animations: "disabled", caret: "hide" });
  await context.close();
}

const search = (query) => async (page) => {
  await page.goto("/");
  await page.locator("html.live").waitFor();
  await page.locator("#q").pressSequentially(query);
  await page.waitForFunction((wanted) => document.getElementById("results")?.dataset.query === wanted, query);
};

const DESK = { viewport: { width: 1000, height: 640 } };
await picture("page", { ...DESK, colorScheme: "light" }, search("arrow right"));
await picture("page-dark", { ...DESK, colorScheme: "dark" }, search("heart"));
await picture("character", { viewport: { width: 360, height: 740 }, deviceScaleFactor: 1.5, colorScheme: "light" }, async (page) => {
  await page.goto("/U+2192");
  await page.locator("html.live").waitFor();
});

async function terminal(name, rows, title, use) {
  const terminal = new Terminal(name, rows, program);
  try {
    await terminal.wait(/\$$/);
    await use(terminal);
    const html = terminal.html();
    await picture(name, { viewport: { width: 1100, height: 800 } }, async (page) => {
      await page.setContent(terminalPage(title, html));
      return page.locator("body");
    });
  } finally {
    terminal.end();
  }
}

const PROMPT = /\n\$$/;
await terminal("shell", 30, "charfinder", async (shell) => {
  for (const line of ["charfinder check mark --limit 4", "charfinder nbsp --limit 1", "charfinder --lang fr soleil --limit 3", "charfinder identify 'p\u0430ypal'"]) {
    await shell.type(line, PROMPT);
  }
});
await terminal("picker", 24, "charfinder pick", async (shell) => {
  await shell.type("charfinder pick star", /▶/);
  await shell.press("Down", /\n.*\n▶/);
});

await browser.close();
