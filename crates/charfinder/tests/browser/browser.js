// One Chromium for a file of tests, and pages that are watched: whatever the console complains of, whatever the policy of
// the page refuses, whatever is asked of another host fails the test.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

// Where charfinder listens, without the slash at the end, and which browser it is; `cargo xtask browser` says both.
export const SITE = process.env.CHARFINDER_SITE ?? "http://127.0.0.1:8888";
const BROWSER = process.env.CHROMIUM ?? "/usr/bin/chromium";

// How long one test may take, and one step of it; the server is a debug build on a busy machine.
const TEST_MS_MAX = 120_000;
const STEP_MS_MAX = 20_000;

const FLAGS = [
  // Nothing but the site is talked to, and without a proxy of the surroundings.
  "--disable-background-networking", "--disable-component-update", "--disable-quic", "--disable-sync", "--no-proxy-server",
  "--disable-gpu", "--disable-dev-shm-usage",
  // The sandbox of Chromium refuses to work for root, which is who runs in a container.
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

let browser;
before(async () => {
  browser = await chromium.launch({ executablePath: BROWSER, args: FLAGS });
});
after(() => browser?.close());

// A test with a browser profile of its own. `options` are those of a context, and `complaints`: what the console may say.
export function check(name, options, body) {
  test(name, { timeout: TEST_MS_MAX }, async () => {
    const { complaints = [], ...profile } = options;
    const visitor = await open(profile);
    try {
      await body(visitor);
    } finally {
      await visitor.context.close();
    }
    const faults = visitor.faults.filter((fault) => !complaints.some((allowed) => allowed.test(fault)));
    assert.deepEqual(faults, []);
  });
}

// A fresh profile with one page, and what was wrong in it.
export async function open(profile = {}) {
  const context = await browser.newContext({
    baseURL: SITE,
    viewport: { width: 1280, height: 800 },
    locale: "en-US",
    permissions: ["clipboard-read", "clipboard-write"],
    // The worker stands between the page and routes that a test puts in the way; the tests of it allow it.
    serviceWorkers: "block",
    ...profile,
  });
  context.setDefaultTimeout(STEP_MS_MAX);
  const faults = [];
  context.on("console", (message) => {
    // What the driver says about a worker that it was told to block is no complaint of the page.
    if (message.text() === "Service Worker registration blocked by Playwright") return;
    if (["error", "warning"].includes(message.type())) faults.push(`${message.page()?.url()}: ${message.text()}`);
  });
  context.on("weberror", (error) => faults.push(`${error.page()?.url()}: ${error.error()}`));
  context.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${SITE}/`) && !url.startsWith("data:") && !url.startsWith("blob:")) faults.push(`asked for ${url}`);
  });
  return { context, page: await context.newPage(), faults };
}

// The page of a search, its box ready for keys.
export async function visit(page, address = "/") {
  const response = await page.goto(address);
  // Everything that the script of the site adds is there once it says that it lives; the first edition's has less to do.
  if (await page.locator("#texts").count()) await page.locator("html.live").waitFor();
  return response;
}

// Types into the box and waits until what is shown is the answer to it.
export async function ask(page, query) {
  await page.locator("#q").pressSequentially(query);
  await answered(page, query);
}

export async function answered(page, query) {
  await page.waitForFunction((wanted) => document.getElementById("results")?.dataset.query === wanted, query);
}

// The addresses of the results, without the slash: `U+265A`.
export const codes = (page) => page.locator(".row .code").allTextContents();

export const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

// The address of the result that has the focus.
export const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute("href"));
