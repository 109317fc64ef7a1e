// The site besides the search: without a script, without a network, in other languages, and what is kept on the device.

import assert from "node:assert/strict";
import { answered, ask, check, clipboard, codes, open, SITE, visit } from "./browser.js";
import { ERRORS, PAGES, STATUS } from "./pages.js";

const noScript = { javaScriptEnabled: false };

check("no page complains, breaks its policy or asks another host", { complaints: [STATUS] }, async ({ page }) => {
  for (const [kind, address] of Object.entries({ ...PAGES, ...ERRORS })) {
    const response = await visit(page, address);
    assert.match(response.headers()["content-security-policy"], /^default-src 'none'/, kind);
  }
});

check("without a script the search works, page by page", noScript, async ({ page }) => {
  await page.goto("/");
  await page.locator("#q").fill("arrow");
  await page.locator("#q").press("Enter");
  assert.equal(new URL(page.url()).search, "?q=arrow");
  const first = await codes(page);
  assert.equal(first.length, 50);
  assert.equal(await page.locator(".row button").count(), 0);
  await page.locator('a[rel="next"]').click();
  const second = await codes(page);
  assert.equal(second.filter((code) => first.includes(code)).length, 0);
  assert.equal(await page.locator("#q").inputValue(), "arrow");
  const link = page.locator(".row a.open").first();
  const address = await link.getAttribute("href");
  await link.click();
  assert.equal(new URL(page.url()).pathname, address);
});

check("without a script a character's page, lists and texts work", noScript, async ({ page }) => {
  await page.goto("/black-chess-king");
  assert.ok(page.url().endsWith("/U+265A"));
  assert.equal(await page.locator("button:visible").count(), 1, "the search button alone");
  await page.locator('a[rel="next"]').click();
  assert.ok(page.url().endsWith("/U+265B"));
  await page.goto("/blocks");
  await page.locator("main a", { hasText: "Arrows" }).first().click();
  assert.ok((await page.locator(".grid li").count()) >= 100);
  await page.goto("/identify");
  await page.locator("#text").fill("p\u0430ypal\u202e");
  await page.locator("main button").click();
  assert.match(await page.locator("tbody").textContent(), /CYRILLIC SMALL LETTER A/);
  assert.ok((await page.locator(".finding").count()) >= 2);
  await page.goto("/settings?to=/help");
  await page.locator('input[value="dark"]').check();
  await page.locator("main button").click();
  assert.ok(page.url().endsWith("/help"));
  assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
});

check("pages speak English, Russian and Chinese, and keep the choice", {}, async ({ page }) => {
  for (const [tag, title] of [["ru", "Настройки"], ["zh", "设置"], ["en", "Settings"]]) {
    await visit(page, "/settings?to=/");
    await page.locator(`input[name="ui"][value="${tag}"]`).check();
    await page.locator("main button").click();
    await page.waitForURL(`${SITE}/`);
    assert.equal(await page.locator("html").getAttribute("lang"), tag);
    assert.ok((await page.locator("nav.menu").textContent()).includes(title));
    await ask(page, "arrow");
    assert.equal(await page.locator("html").getAttribute("lang"), tag);
  }
});

check("the browser's languages are those of pages and keywords", { locale: "ru-RU" }, async ({ page }) => {
  await visit(page);
  assert.equal(await page.locator("html").getAttribute("lang"), "ru");
  await ask(page, "солнце");
  assert.ok((await codes(page)).includes("U+2600"), `${await codes(page)}`);
  assert.ok((await page.locator('.why [lang="ru"]').count()) > 0);
});

check("what a language offers to try finds something", {}, async ({ page }) => {
  for (const language of ["en", "ru", "zh"]) {
    await visit(page, `/?ui=${language}`);
    const addresses = await page.locator(".try a, .shelves a, .examples a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    assert.ok(addresses.length > 30);
    for (const address of addresses) {
      await page.goto(address);
      assert.ok((await page.locator(".row, .grid li, main .list tr, main a").count()) > 0, address);
      assert.equal(await page.locator(".notice").count(), 0, address);
    }
  }
});

check("keywords are found in the languages that one chooses", {}, async ({ page }) => {
  await visit(page, "/settings?to=/");
  assert.ok((await page.locator('select[name="lang1"] option').count()) > 100);
  await page.locator('select[name="lang1"]').selectOption("fr");
  await page.locator('select[name="lang2"]').selectOption("ar");
  await page.locator("main button").click();
  await page.waitForURL(`${SITE}/`);
  await ask(page, "soleil");
  assert.ok((await codes(page)).slice(0, 5).includes("U+2600"), `${await codes(page)}`);
  assert.ok((await page.locator('.why [lang="fr"]').count()) > 0);
  await visit(page, "/U+2600");
  assert.ok((await page.locator('[lang="ar"][dir="rtl"]').count()) > 0);
});

check("the scratchpad collects, is edited, copied, identified and cleared", {}, async ({ page }) => {
  await visit(page, "/?q=rarr");
  await page.locator('a[href="/U+2192"]').focus();
  await page.keyboard.press("a");
  await visit(page, "/U+1F600");
  await page.locator('.actions [data-act="add"]').click();
  const area = page.locator("#pad-area");
  assert.equal(await area.inputValue(), "→😀");
  await area.press("End");
  await area.pressSequentially("!");
  await page.reload();
  await page.locator("html.live").waitFor();
  assert.equal(await area.inputValue(), "→😀!");
  await page.locator(".pad button").first().click();
  await page.locator("#spoken.shown").waitFor();
  assert.equal(await clipboard(page), "→😀!");
  await page.locator(".pad a").click();
  await page.waitForURL(/identify/);
  assert.match(await page.locator("tbody").textContent(), /GRINNING FACE/);
  await page.locator("html.live").waitFor();
  await page.locator(".pad button").last().click();
  await page.locator(".pad").waitFor({ state: "hidden" });
});

check("recents and favourites are kept, shown on the empty page and forgotten", {}, async ({ page, context }) => {
  await visit(page, "/U+265A");
  await page.locator('[data-act="favour"]').click();
  assert.equal(await page.locator('[data-act="favour"]').getAttribute("aria-pressed"), "true");
  await visit(page, "/U+2603");
  await visit(page);
  const section = (name) => page.locator("section.mine", { hasText: name });
  const addresses = (name) => section(name).locator("a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  assert.deepEqual(await addresses("Favourites"), ["/U+265A"]);
  assert.deepEqual(await addresses("Recent"), ["/U+2603", "/U+265A"]);
  await section("Recent").locator("button").click();
  assert.equal(await section("Recent").count(), 0);
  assert.equal(await section("Favourites").count(), 1);
  // What is kept here is not what the server knows.
  assert.deepEqual(await context.cookies(), []);
});

check("what was kept by somebody else's hand does no harm", {}, async ({ page }) => {
  await page.addInitScript(() => {
    localStorage.setItem("charfinder.recent", JSON.stringify([{ char: "<img src=x>", name: "\"><b>", address: "javascript:alert(1)" }, null, 1]));
    localStorage.setItem("charfinder.favourites", "{");
    localStorage.setItem("charfinder.pad", "{\"a\":1}");
  });
  await visit(page);
  assert.equal(await page.locator('a[href^="javascript"], main img').count(), 0);
  await ask(page, "sun");
  assert.ok((await codes(page)).length > 0);
});

check("after the first visit it works without a network", { serviceWorkers: "allow", complaints: [/ERR_INTERNET_DISCONNECTED|Failed to load/] }, async ({ page, context }) => {
  await visit(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await ask(page, "chess black");
  await visit(page, "/U+265A");
  await page.waitForFunction(() => caches.match("/U+265A").then(Boolean));
  await context.setOffline(true);
  await page.reload();
  assert.equal(await page.locator("h1").textContent(), "BLACK CHESS KING");
  assert.match(await page.locator(".offline").textContent(), /offline/i);
  // The search looks through what was seen.
  await visit(page);
  await page.locator("#q").pressSequentially("black king");
  await page.waitForFunction(() => document.getElementById("count").textContent.includes("seen before"));
  assert.ok((await codes(page)).includes("U+265A"));
  await page.locator(".row a.open").first().focus();
  await page.keyboard.press("c");
  await page.locator("#spoken.shown").waitFor();
  // What was not visited is told of.
  await page.goto("/U+2603");
  assert.match(await page.locator("main").textContent(), /not visited before/);
  await context.setOffline(false);
  await visit(page, "/U+2603");
  assert.equal(await page.locator("h1").textContent(), "SNOWMAN");
});

check("it is installable and a search engine of the browser", {}, async ({ page, context }) => {
  await visit(page);
  const manifest = await (await context.request.get(await page.locator('link[rel="manifest"]').getAttribute("href"))).json();
  assert.equal(manifest.start_url, "/");
  for (const icon of manifest.icons) assert.equal((await context.request.get(icon.src)).status(), 200);
  const description = await (await context.request.get(await page.locator('link[rel="search"]').getAttribute("href"))).text();
  const template = /template="([^"]+)"/.exec(description)[1];
  await visit(page, template.replace("{searchTerms}", "sun"));
  assert.ok((await codes(page)).includes("U+2600"));
});

check("an address leads to the one address of a page", {}, async ({ page }) => {
  for (const address of ["/♚", "/u+265a", "/265a", "/black-chess-king", "/%E2%99%9A"]) {
    await page.goto(address);
    assert.equal(new URL(page.url()).pathname, "/U+265A", address);
    assert.equal(await page.locator('link[rel="canonical"]').getAttribute("href"), "/U+265A");
  }
});

check("markup in what is typed, shared or identified stays text", {}, async ({ page }) => {
  await page.addInitScript(() => { window.alert = () => { throw new Error("run by markup"); }; });
  const attack = "\"><img src=x onerror=alert(1)><script>alert(1)</script>\u202e'";
  await visit(page);
  await page.locator("#q").fill(attack);
  await answered(page, attack.trim());
  await visit(page, `/?q=${encodeURIComponent(attack)}`);
  await visit(page, `/identify?text=${encodeURIComponent(attack)}`);
  assert.equal(await page.locator("main img, main script").count(), 0);
  assert.equal(await page.locator("#text").inputValue(), attack);
});

check("two profiles see nothing of each other", {}, async ({ page }) => {
  await visit(page, "/U+265A");
  const other = await open();
  try {
    await visit(other.page);
    assert.equal(await other.page.locator("section.mine").count(), 0);
  } finally {
    await other.context.close();
  }
});
