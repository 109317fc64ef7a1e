// What axe-core finds on each kind of page, in light and in dark; and that nothing needs more room than there is.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { ask, check, SITE, visit } from "./browser.js";
import { ERRORS, PAGES, STATUS } from "./pages.js";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ALL = Object.entries({ ...PAGES, ...ERRORS });

// What axe-core finds, of every weight: a page has nothing that it finds.
async function faultsOf(page, options = {}) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  return page.evaluate(async (options) => {
    const { violations } = await window.axe.run(document, options);
    return violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.slice(0, 3).map((node) => `${node.html} ${node.failureSummary}`).join("; ")}`);
  }, options);
}

// A colour is looked at when it has arrived.
const STILL = { reducedMotion: "reduce" };
const COLOURS = { runOnly: ["color-contrast", "link-in-text-block"] };

for (const [name, address] of ALL) {
  check(`axe-core finds nothing on ${name}`, { ...STILL, complaints: [STATUS] }, async ({ page }) => {
    await visit(page, address);
    assert.deepEqual(await faultsOf(page), []);
    await page.emulateMedia({ colorScheme: "dark" });
    assert.deepEqual(await faultsOf(page, COLOURS), [], "dark");
  });
}

check("axe-core finds nothing while keys, scratchpad, recents and favourites are shown", STILL, async ({ page }) => {
  await visit(page, "/?q=snowman");
  await page.locator(".row a.open").first().focus();
  for (const key of ["a", "f", "c"]) await page.keyboard.press(key);
  await page.locator(".pad").waitFor();
  assert.deepEqual(await faultsOf(page), []);
  await visit(page);
  await page.locator("section.mine").first().waitFor();
  assert.deepEqual(await faultsOf(page), []);
  await page.locator("#q").blur();
  await page.keyboard.press("?");
  await page.locator("#keys[open]").waitFor();
  assert.deepEqual(await faultsOf(page), []);
  for (const scheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: scheme });
    assert.deepEqual(await faultsOf(page, COLOURS), [], scheme);
  }
});

// How far a page goes beyond its right edge, and what does.
const beyond = (page) => page.evaluate(() => {
  const width = document.documentElement.clientWidth;
  const over = document.documentElement.scrollWidth - width;
  if (over <= 0) return [];
  const wide = [...document.querySelectorAll("main *")].filter((one) => one.getBoundingClientRect().right > width + 1);
  return [`${over} px`, ...wide.slice(0, 3).map((one) => one.outerHTML.slice(0, 200))];
});

const ROOM = {
  "360 px": { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2 },
  "1280 px at 200 %": { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
  "320 px, as 1280 px at 400 %": { viewport: { width: 320, height: 256 } },
};

for (const [name, profile] of Object.entries(ROOM)) {
  check(`no page scrolls sideways at ${name}`, { ...profile, complaints: [STATUS] }, async ({ page }) => {
    for (const [kind, address] of ALL) {
      await visit(page, address);
      assert.deepEqual(await beyond(page), [], `${kind} ${address}`);
    }
  });
}

check("in other languages no page scrolls sideways at 360 px either", ROOM["360 px"], async ({ page }) => {
  for (const language of ["ru", "zh"]) {
    for (const address of ["/", "/?q=arrow", "/U+265A", "/blocks", "/identify?text=a%CC%81", "/settings", "/help"]) {
      await visit(page, `${address}${address.includes("?") ? "&" : "?"}ui=${language}`);
      assert.deepEqual(await beyond(page), [], `${language} ${address}`);
    }
  }
});

check("with text twice as large nothing scrolls sideways", {}, async ({ page }) => {
  await page.addInitScript(() => addEventListener("DOMContentLoaded", () => { document.documentElement.style.fontSize = "200%"; }));
  for (const address of ["/", "/?q=arrow", "/U+265A", "/block/arrows", "/identify?text=abc"]) {
    await visit(page, address);
    assert.deepEqual(await beyond(page), [], address);
  }
});

check("what a finger touches is large enough at 360 px", { ...ROOM["360 px"], hasTouch: true }, async ({ page }) => {
  await visit(page);
  await ask(page, "arrow");
  await page.locator(".row .glyph").first().tap();
  const sizes = await page.locator(".row.active .tools button").evaluateAll((buttons) => buttons.map((button) => {
    const { width, height } = button.getBoundingClientRect();
    return Math.min(width, height);
  }));
  assert.ok(sizes.length >= 5 && sizes.every((size) => size >= 24), `${sizes}`);
});

check("the source of no page holds a control or a character that turns the line", {}, async ({ context }) => {
  const allowed = new Set(["\n"]);
  for (const [kind, address] of ALL) {
    const html = await (await context.request.get(`${SITE}${address}`)).text();
    // Where the rule of the source is broken, the character is told by its number.
    const raw = [...html].filter((c) => /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u.test(c) && !allowed.has(c));
    assert.deepEqual(raw.map((c) => c.codePointAt(0).toString(16)), [], kind);
  }
});

check("dark is what the system says, until the switch says otherwise", { colorScheme: "dark" }, async ({ page }) => {
  const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await visit(page);
  const dark = await paper();
  await page.emulateMedia({ colorScheme: "light" });
  const light = await paper();
  assert.notEqual(light, dark);
  const saved = page.waitForResponse((response) => response.url().endsWith("/settings"));
  await page.locator("button.theme").click();
  await page.waitForFunction((wanted) => getComputedStyle(document.documentElement).backgroundColor === wanted, dark);
  await saved;
  // The choice is the server's to keep: the next page has it from its first byte, without a flash of the other.
  await visit(page, "/U+265A");
  assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
  assert.equal(await paper(), dark);
});

check("who wants no motion gets none", { reducedMotion: "reduce" }, async ({ page }) => {
  await visit(page, "/?q=arrow");
  const moving = await page.evaluate(() => [...document.querySelectorAll("*")].filter((one) => {
    const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(one);
    return parseFloat(transitionDuration) > 0.01 || animationName !== "none" || scrollBehavior === "smooth";
  }).length);
  assert.equal(moving, 0);
});

check("forced colours leave the marks and the chosen row to be seen", { forcedColors: "active" }, async ({ page }) => {
  await visit(page, "/?q=chess");
  const style = await page.locator("mark").first().evaluate((mark) => getComputedStyle(mark).textDecorationLine);
  assert.match(style, /underline/);
});
