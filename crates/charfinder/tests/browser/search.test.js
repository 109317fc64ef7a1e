// The search as a person uses it: typing, keys, copying, going back, sharing, and a server that answers late.

import assert from "node:assert/strict";
import { answered, ask, check, clipboard, codes, focused, open, visit } from "./browser.js";

const KING = "/U+265A";

check("typing shows results at each pause, without loading a page", {}, async ({ page }) => {
  await visit(page);
  let loads = 0;
  page.on("load", () => loads++);
  await ask(page, "chess bl");
  const before = await codes(page);
  assert.ok(before.includes("U+265A"), before);
  await page.locator("#q").pressSequentially("ack king");
  await answered(page, "chess black king");
  assert.equal((await codes(page))[0], "U+265A");
  assert.match(await page.locator("#count").textContent(), /^\d+ character/);
  assert.equal(await page.title(), "chess black king – Charfinder");
  assert.equal(loads, 0);
});

check("a row tells why it was found", {}, async ({ page }) => {
  await visit(page, "/?q=nbsp");
  const row = page.locator(".row").first();
  assert.equal(await row.locator(".code").textContent(), "U+00A0");
  assert.match(await row.locator(".why").textContent(), /nbsp/i);
  await visit(page, "/?q=black+chess");
  assert.deepEqual(await page.locator(".row").first().locator("mark").allTextContents(), ["BLACK", "CHESS"]);
});

check("arrows move among the results, one of which Tab reaches", {}, async ({ page }) => {
  await visit(page);
  await ask(page, "chess");
  const all = await page.locator(".row a.open").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  await page.keyboard.press("ArrowDown");
  assert.equal(await focused(page), all[0]);
  await page.keyboard.press("ArrowDown");
  assert.equal(await focused(page), all[1]);
  await page.keyboard.press("End");
  assert.equal(await focused(page), all.at(-1));
  await page.keyboard.press("ArrowDown");
  assert.equal(await focused(page), all.at(-1));
  await page.keyboard.press("Home");
  await page.keyboard.press("PageDown");
  assert.equal(await focused(page), all[8]);
  assert.equal(await page.locator(".row a.open[tabindex='0']").count(), 1);
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowUp");
  assert.equal(await page.evaluate(() => document.activeElement.id), "q");
});

check("Enter opens a result and Back brings query, results and place again", {}, async ({ page }) => {
  await visit(page);
  await ask(page, "chess black");
  const second = await page.locator(".row a.open").nth(1).getAttribute("href");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(`**${second}`);
  assert.match(await page.locator("h1").textContent(), /BLACK CHESS/);
  await page.goBack();
  await answered(page, "chess black");
  await page.locator("html.live").waitFor();
  assert.equal(await page.locator("#q").inputValue(), "chess black");
  assert.equal(await focused(page), second);
  // What was typed on the way is no step of its own: the page before the search is one step away.
  await page.goBack();
  await answered(page, "");
  assert.equal(await page.locator("#q").inputValue(), "");
});

check("Enter in the box goes to the results; for a character it opens its page", {}, async ({ page }) => {
  await visit(page);
  await ask(page, "black chess king");
  await page.keyboard.press("Enter");
  await page.waitForFunction((address) => document.activeElement?.getAttribute("href") === address, KING);
  await visit(page);
  await page.locator("#q").fill("♚");
  await page.keyboard.press("Enter");
  await page.waitForURL(`**${KING}`);
});

check("each form of a character is copied, and it is said", {}, async ({ page }) => {
  await visit(page, "/?q=rarr");
  const row = page.locator(".row", { has: page.locator('a[href="/U+2192"]') });
  await row.hover();
  for (const [form, expected] of [
    ["char", "→"], ["code", "U+2192"], ["name", "RIGHTWARDS ARROW"], ["html", "&rarr;"], ["escape", "\\u2192"],
  ]) {
    await row.locator(`[data-act="${form}"]`).click();
    await page.waitForFunction((text) => navigator.clipboard.readText().then((have) => have === text), expected);
    assert.match(await page.locator("#spoken").textContent(), /copied/);
  }
  await row.locator("a.open").focus();
  await page.keyboard.press("u");
  await page.waitForFunction(() => navigator.clipboard.readText().then((have) => have === "U+2192"));
  await page.keyboard.press("c");
  await page.waitForFunction(() => navigator.clipboard.readText().then((have) => have === "→"));
  await page.keyboard.press("u");
  await page.keyboard.press("Control+c");
  await page.waitForFunction(() => navigator.clipboard.readText().then((have) => have === "→"));
});

check("characters beyond the first plane and sequences are copied whole", {}, async ({ page }) => {
  await visit(page, "/?q=U%2B1F600");
  await page.locator(".row a.open").first().focus();
  await page.keyboard.press("c");
  await page.locator("#spoken.shown").waitFor();
  assert.equal(await clipboard(page), "😀");
  await visit(page, "/U+1F468+200D+1F469+200D+1F467");
  await page.locator('.actions [data-act="char"]').click();
  await page.locator("#spoken.shown").waitFor();
  assert.equal(await clipboard(page), "👨\u200d👩\u200d👧");
});

check("a lone surrogate is neither copied nor collected, and harms no page", {}, async ({ page }) => {
  const isSaid = () => page.waitForFunction(() => /no text/.test(document.getElementById("spoken").textContent));
  await visit(page, "/?q=U%2BD800");
  await page.evaluate(() => navigator.clipboard.writeText("before"));
  for (const key of ["c", "a"]) {
    await page.locator(".row a.open").first().focus();
    await page.keyboard.press(key);
    await isSaid();
    await page.evaluate(() => { document.getElementById("spoken").textContent = ""; });
  }
  assert.equal(await clipboard(page), "before");
  assert.equal(await page.evaluate(() => localStorage.getItem("charfinder.pad")), null);
  // One that is kept from an older version.
  await page.evaluate(() => localStorage.setItem("charfinder.pad", '"a\\ud800"'));
  await visit(page, "/?q=U%2BD800");
  assert.equal(await page.locator("#pad-area").inputValue(), "a\ufffd");
  assert.ok((await page.locator(".pad a").getAttribute("href")).endsWith("?text=a%EF%BF%BD"));
  // Its number is text like any other.
  await page.locator(".row a.open").first().focus();
  await page.keyboard.press("u");
  await page.waitForFunction(() => navigator.clipboard.readText().then((have) => have === "U+D800"));
});

check("where the browser gives no clipboard, copying works the old way", {}, async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, "clipboard", { get: () => undefined }));
  await visit(page, "/?q=black+chess+king");
  await page.locator(".row a.open").first().focus();
  await page.keyboard.press("c");
  await page.locator("#spoken.shown").waitFor();
  assert.match(await page.locator("#spoken").textContent(), /copied/);
  assert.equal(await focused(page), KING);
  await page.keyboard.press("/");
  await page.keyboard.press("Control+v");
  assert.equal(await page.locator("#q").inputValue(), "♚");
});

check("the text of a row can be selected and copied as text", {}, async ({ page }) => {
  await visit(page, "/?q=black+chess+king");
  await page.evaluate(() => getSelection().selectAllChildren(document.querySelector(".row a.open")));
  await page.keyboard.press("Control+c");
  assert.equal(await clipboard(page), "BLACK CHESS KING");
});

check("a reload and a shared address show the same", {}, async ({ page }) => {
  await visit(page);
  await ask(page, "arrow right");
  const shown = await codes(page);
  await page.reload();
  await page.locator("html.live").waitFor();
  assert.equal(await page.locator("#q").inputValue(), "arrow right");
  assert.deepEqual(await codes(page), shown);
  const other = await open();
  try {
    await visit(other.page, page.url());
    assert.equal(await other.page.locator("#q").inputValue(), "arrow right");
    assert.deepEqual(await codes(other.page), shown);
    assert.deepEqual(other.faults, []);
  } finally {
    await other.context.close();
  }
});

check("the results go on behind a link, in place", {}, async ({ page }) => {
  await visit(page, "/?q=arrow");
  const first = await codes(page);
  await page.locator('a[rel="next"]').click();
  await page.waitForFunction((count) => document.querySelectorAll(".row").length > count, first.length);
  const now = await codes(page);
  assert.deepEqual(now.slice(0, first.length), first);
  assert.equal(new Set(now).size, now.length);
});

check("going back brings the further rows and the place among them", {}, async ({ page }) => {
  await visit(page, "/?q=arrow");
  for (const rows of [100, 150]) {
    await page.locator('a[rel="next"]').click();
    await page.waitForFunction((count) => document.querySelectorAll(".row").length === count, rows);
  }
  const shown = await codes(page);
  const link = page.locator(".row a.open").nth(120);
  const address = await link.getAttribute("href");
  await link.click();
  await page.waitForURL(`**${address}`);
  await page.goBack();
  await page.waitForFunction((wanted) => document.activeElement?.getAttribute("href") === wanted, address);
  assert.deepEqual(await codes(page), shown);
  // Another search begins anew.
  await page.locator("#q").fill("arrows");
  await answered(page, "arrows");
  assert.equal((await codes(page)).length, 50);
});

check("further results that are refused are told of", { complaints: [/429/] }, async ({ page }) => {
  await visit(page, "/?q=arrow");
  await page.route(/\/results\?q=arrow&from=50$/, (route) => route.fulfill({ status: 429, body: "" }));
  await page.locator('a[rel="next"]').click();
  await page.waitForFunction(() => /failed/.test(document.getElementById("spoken").textContent));
  assert.equal((await codes(page)).length, 50);
  await page.unroute(/\/results\?q=arrow&from=50$/);
  await page.locator('a[rel="next"]').click();
  await page.waitForFunction(() => document.querySelectorAll(".row").length === 100);
});

check("a text that is too long for an address is told of", { complaints: [/414/] }, async ({ page }) => {
  await visit(page);
  await page.locator("#q").fill("é".repeat(700));
  await page.waitForFunction(() => /at most 4096/.test(document.getElementById("count").textContent));
  await page.locator("#q").fill("");
  await page.waitForFunction(() => document.getElementById("main").dataset.kind === "home");
  await answered(page, "");
  assert.equal(await page.locator("#count").textContent(), "");
  assert.ok((await page.locator(".try a").count()) > 0);
});

check("Escape clears the box, / leads to it, ? lists the keys", {}, async ({ page }) => {
  await visit(page);
  await ask(page, "sun");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("?");
  await page.locator("#keys[open]").waitFor();
  assert.ok((await page.locator("#keys dt").count()) >= 8);
  await page.keyboard.press("Escape");
  await page.locator("#keys").waitFor({ state: "hidden" });
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "q");
  await page.keyboard.press("Escape");
  await answered(page, "");
  assert.equal(await page.locator("#q").inputValue(), "");
});

check("nothing found, some of the words, did you mean and a bad filter are told apart", {}, async ({ page }) => {
  await visit(page, "/?q=qqqqzzzzxx");
  assert.equal(await page.locator(".row").count(), 0);
  assert.match(await page.locator("#count").textContent(), /Nothing/);
  await visit(page, "/?q=blck+chess+kng");
  assert.match(await page.locator("h2.group").first().textContent(), /Did you mean/);
  assert.equal((await codes(page))[0], "U+265A");
  await visit(page, "/?q=block:nosuchblock+a");
  assert.ok((await page.locator(".notice").count()) >= 1);
});

// Holds back the answer to what is asked at `address`: a promise that it was asked, and what lets the answer go.
async function hold(page, address) {
  let release;
  const released = new Promise((resolve) => { release = resolve; });
  let held;
  const isHeld = new Promise((resolve) => { held = resolve; });
  await page.route(address, async (route) => {
    held();
    await released;
    const response = await route.fetch();
    await route.fulfill({ response }).catch(() => {});
  });
  return { isHeld, release };
}

// Whatever a late answer does, it has done it by then.
const twoFrames = (page) =>
  page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); }));

// The answer to the first query is held back until the second one is shown. With and without a browser that can abort a
// request: the number of the request alone must do.
for (const aborts of [true, false]) {
  check(`a late answer never replaces a newer one, ${aborts ? "with" : "without"} aborting`, {}, async ({ page }) => {
    if (!aborts) await page.addInitScript(() => { AbortController.prototype.abort = () => {}; });
    const { isHeld, release } = await hold(page, /\/results\?q=snow$/);
    await visit(page);
    const late = page.waitForEvent(aborts ? "requestfailed" : "requestfinished", (request) => /q=snow$/.test(request.url()));
    await page.locator("#q").fill("snow");
    await isHeld;
    await page.locator("#q").fill("black chess king");
    await answered(page, "black chess king");
    release();
    await late;
    await twoFrames(page);
    assert.equal(await page.locator("#results").getAttribute("data-query"), "black chess king");
    assert.equal((await codes(page))[0], "U+265A");
    assert.match(await page.locator("#count").textContent(), /^1 character|characters$/);
    assert.equal(await page.locator("#q").inputValue(), "black chess king");
    assert.ok(page.url().endsWith("/?q=black+chess+king"));
    assert.equal(await page.locator("main.waiting").count(), 0);
    // The page must not be closed while its own request for the late answer is under way.
    await page.unrouteAll({ behavior: "wait" });
  });
}

// Who takes back what they typed is at what is shown already, so there is nothing newer to ask for.
for (const [from, typed, keys, query] of [
  ["/?q=sun", "f", ["Backspace"], "sun"],
  ["/", "sunf", ["Escape"], ""],
]) {
  check(`a late answer never replaces what ${keys} brought back`, {}, async ({ page }) => {
    await page.addInitScript(() => { AbortController.prototype.abort = () => {}; });
    const { isHeld, release } = await hold(page, /\/results\?q=sunf$/);
    await visit(page, from);
    const shown = await codes(page);
    const count = await page.locator("#count").textContent();
    const late = page.waitForEvent("requestfinished", (request) => /q=sunf$/.test(request.url()));
    await page.locator("#q").press("End");
    await page.locator("#q").pressSequentially(typed);
    await isHeld;
    for (const key of keys) await page.keyboard.press(key);
    await page.waitForURL(`**${from}`);
    release();
    await late;
    await twoFrames(page);
    assert.equal(await page.locator("#q").inputValue(), query);
    assert.equal(await page.locator("#results").getAttribute("data-query"), query);
    assert.deepEqual(await codes(page), shown);
    assert.equal(await page.locator("#count").textContent(), count);
    assert.ok(page.url().endsWith(from), page.url());
    assert.doesNotMatch(await page.title(), /sunf/);
    assert.equal(await page.locator("main.waiting").count(), 0);
  });
}

check("a server that fails is told of, and the next answer is shown", { complaints: [/500/] }, async ({ page }) => {
  await page.route(/\/results\?q=sun$/, (route) => route.fulfill({ status: 500, body: "" }));
  await visit(page);
  await page.locator("#q").fill("sun");
  await page.waitForFunction(() => document.getElementById("count").textContent.includes("failed"));
  await page.locator("#q").fill("sunrise");
  await answered(page, "sunrise");
  assert.match(await page.locator("#count").textContent(), /character/);
});

check("everything is done by keys alone, and the focus is seen", {}, async ({ page }) => {
  await visit(page);
  assert.equal(await page.evaluate(() => document.activeElement.id), "q");
  await ask(page, "snowman");
  await page.keyboard.press("ArrowDown");
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.notEqual(outline, "none");
  const address = await focused(page);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.dataset.act), "char");
  await page.keyboard.press("Enter");
  await page.locator("#spoken.shown").waitFor();
  assert.ok([..."☃⛄⛇"].includes((await clipboard(page)).replace("\ufe0f", "")));
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL(`**${address}`);
  await page.locator("html.live").waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => location.hash === "#main");
});
