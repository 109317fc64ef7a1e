// Additions to pages that are whole without them: results at each key stroke, moving by keys, copying, the scratchpad,
// recents and favourites, use without a network. Texts come from the page, in the visitor's language.

const TYPING_PAUSE_MS = 50;
const ANSWERS_KEPT = 100;
const RECENT_MAX = 32;
const FAVOURITES_MAX = 200;
const PAD_CHARS_MAX = 10_000;
const MORE_MAX = 20;

const field = document.getElementById("q");
const main = document.getElementById("main");
const count = document.getElementById("count");
const spoken = document.getElementById("spoken");
const texts = document.getElementById("texts").dataset;
// What a page about one character is about.
const page = document.getElementById("subject");

const isSearch = () => document.getElementById("results") !== null;
const camel = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
const text = (name, what = "") => texts[camel(name)].replace("%", what);

function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made && name !== "list") made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

let silence;
function say(message) {
  spoken.textContent = "";
  spoken.textContent = message;
  spoken.classList.add("shown");
  clearTimeout(silence);
  silence = setTimeout(() => spoken.classList.remove("shown"), 1600);
}

// What is kept on this device, and nowhere else.

const kept = {
  read(name, fallback) {
    try {
      return JSON.parse(localStorage.getItem(`charfinder.${name}`)) ?? fallback;
    } catch {
      return fallback;
    }
  },
  write(name, value) {
    try {
      localStorage.setItem(`charfinder.${name}`, JSON.stringify(value));
    } catch {
      // A full or forbidden store: the page works as well without it.
    }
  },
};

// What stands there may be of an older version, or by somebody else's hand.
const isEntry = (one) =>
  ["char", "name", "address"].every((member) => typeof one?.[member] === "string") && one.address.startsWith("/U+");
const entries = (name) => [kept.read(name, [])].flat().filter(isEntry);
const collected = () => asText(String(kept.read("pad", "")));

// Half of a surrogate pair is no text: addresses, the clipboard and forms have no way to write it.
const LONE_SURROGATES = /\p{Surrogate}/gu;
const isText = (string) => string.search(LONE_SURROGATES) < 0;
const asText = (string) => string.replace(LONE_SURROGATES, "\ufffd");

// Characters: a row of results, or what the page is about.

function subjectOf(node) {
  const holder = node.closest?.("[data-char]");
  if (!holder) return null;
  const link = holder.querySelector("a.open");
  const address = link ? link.getAttribute("href") : location.pathname;
  return { char: charAt(address) ?? holder.dataset.char, name: holder.dataset.name, entity: holder.dataset.entity, address };
}

// HTML cannot hold control characters and surrogates, so an attribute has a picture of them or nothing; the address has their numbers.
function charAt(address) {
  const numbers = /^\/U((?:\+[0-9A-F]{4,6})+)$/.exec(address)?.[1].slice(1).split("+");
  return numbers && String.fromCodePoint(...numbers.map((number) => parseInt(number, 16)));
}

const codePoints = (string) => [...string].map((c) => c.codePointAt(0));
const hex = (value, digits = 4) => value.toString(16).toUpperCase().padStart(digits, "0");

const forms = {
  char: (subject) => subject.char,
  code: (subject) => codePoints(subject.char).map((value) => `U+${hex(value)}`).join(" "),
  name: (subject) => subject.name,
  html: (subject) =>
    subject.entity ? `&${subject.entity};` : codePoints(subject.char).map((value) => `&#x${hex(value, 1)};`).join(""),
  escape: (subject) =>
    codePoints(subject.char).map((value) => (value > 0xffff ? `\\u{${hex(value)}}` : `\\u${hex(value)}`)).join(""),
};

const canCopy = Boolean(navigator.clipboard);

async function write(what) {
  if (canCopy) return navigator.clipboard.writeText(what);
  // Browsers give the clipboard only to pages from the same machine or over TLS; elsewhere the old way still works.
  const area = element("textarea", { value: what, className: "spoken" });
  const focused = document.activeElement;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  focused?.focus();
  if (!done) throw new Error("refused");
}

async function copy(what, label, button) {
  if (!isText(what)) {
    say(text("no-text"));
    return false;
  }
  try {
    await write(what);
    say(text("copied", label));
    button?.classList.add("done");
    setTimeout(() => button?.classList.remove("done"), 1200);
    return true;
  } catch {
    say(text("not-copied"));
    return false;
  }
}

async function copyForm(form, subject, button) {
  const what = forms[form](subject);
  const label = form === "char" ? subject.name : what;
  if (await copy(what, label, button)) remember(subject);
}

// Recents and favourites.

const entry = ({ char, name, address }) => ({ char, name, address });

function remember(subject) {
  const others = entries("recent").filter((other) => other.char !== subject.char);
  kept.write("recent", [entry(subject), ...others].slice(0, RECENT_MAX));
}

const isFavourite = (subject) => entries("favourites").some((other) => other.char === subject.char);

function toggleFavourite(subject, button) {
  const others = entries("favourites").filter((other) => other.char !== subject.char);
  const favoured = !isFavourite(subject);
  kept.write("favourites", favoured ? [entry(subject), ...others].slice(0, FAVOURITES_MAX) : others);
  button?.setAttribute("aria-pressed", String(favoured));
  say(text(favoured ? "favoured" : "unfavoured", subject.name));
}

function chips(title, name) {
  const shown = entries(name);
  if (shown.length === 0) return null;
  const forget = element("button", { type: "button", className: "quiet", textContent: text("forget") });
  forget.addEventListener("click", () => {
    kept.write(name, []);
    showMine();
    field.focus();
  });
  const list = element("ul", { className: "chips" });
  for (const one of shown) {
    const className = /^\p{Emoji_Presentation}|\ufe0f/u.test(one.char) ? "emoji" : "";
    const glyph = element("bdi", { textContent: one.char, ariaHidden: "true", className });
    list.append(element("li", {}, element("a", { href: one.address, title: one.name, "aria-label": one.name }, glyph)));
  }
  return element("section", { className: "mine" }, element("h2", { textContent: title }), list, forget);
}

function showMine() {
  const place = document.getElementById("mine");
  const sections = [chips(text("favourites"), "favourites"), chips(text("recent"), "recent")];
  place?.replaceChildren(...sections.filter(Boolean));
}

// The scratchpad: characters collected to be copied together.

let pad;

function showPad(focus) {
  const held = collected();
  if (!pad && (held || focus)) pad = makePad();
  if (!pad) return;
  pad.area.value = held;
  pad.identify.href = `/identify?text=${encodeURIComponent(held)}`;
  pad.box.hidden = !held && !focus;
  document.body.classList.toggle("has-pad", !pad.box.hidden);
}

function makePad() {
  const area = element("textarea", { rows: 1, id: "pad-area", dir: "auto", spellcheck: false, maxLength: PAD_CHARS_MAX });
  const label = element("label", { htmlFor: "pad-area", textContent: text("pad") });
  const button = (name, act) => {
    const made = element("button", { type: "button", textContent: text(name) });
    made.addEventListener("click", act);
    return made;
  };
  const identify = element("a", { textContent: text("pad-identify") });
  const box = element("aside", { className: "pad", "aria-label": text("pad") }, label, area,
    button("copy", (event) => copy(area.value, text("pad"), event.target)),
    identify,
    button("pad-clear", () => { kept.write("pad", ""); showPad(); field.focus(); }),
  );
  area.addEventListener("input", () => {
    kept.write("pad", area.value);
    identify.href = `/identify?text=${encodeURIComponent(asText(area.value))}`;
  });
  document.body.append(box);
  return { box, area, identify };
}

function collect(subject) {
  if (!isText(subject.char)) {
    say(text("no-text"));
    return;
  }
  const held = collected() + subject.char;
  if (held.length > PAD_CHARS_MAX) return;
  kept.write("pad", held);
  showPad();
  say(text("added", subject.name));
}

// The buttons of a row, and of the page about a character.

const TOOLS = [
  ["char", "copy-char", () => text("copy")],
  ["code", "copy-code", () => "U+"],
  ["name", "copy-name", () => text("name")],
  ["html", "copy-html", () => "&;"],
  ["escape", "copy-escape", () => "\\u"],
  ["add", "add", () => "+"],
  ["favour", "favour", () => "☆"],
];

const toolsTemplate = element("span", { className: "tools" });
for (const [act, label, face] of TOOLS) {
  toolsTemplate.append(
    element("button", { type: "button", tabIndex: -1, "data-act": act, title: text(label), "aria-label": text(label), textContent: face() }),
  );
}

function addTools(row) {
  const tools = toolsTemplate.cloneNode(true);
  const subject = subjectOf(row);
  for (const button of tools.children) {
    // The face of a button is part of its name, for those who speak to it.
    const face = button.title.includes(button.textContent) ? "" : `${button.textContent} `;
    button.setAttribute("aria-label", `${face}${button.title}: ${subject.name}`);
  }
  row.append(tools);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.copy !== undefined) {
    copy(button.dataset.copy, button.dataset.label ?? button.dataset.copy, button);
    return;
  }
  const subject = button.dataset.act && subjectOf(button);
  if (subject) act(button.dataset.act, subject, button);
});

function act(name, subject, button) {
  if (name in forms) copyForm(name, subject, button);
  else if (name === "add") collect(subject);
  else if (name === "favour") toggleFavourite(subject, button);
}

// Moving among the results. One of them at a time can be reached by Tab; the arrows move it.

const links = () => [...main.querySelectorAll(".row a.open")];

function makeActive(row) {
  for (const old of main.querySelectorAll(".row.active")) {
    old.classList.remove("active");
    for (const one of old.querySelectorAll("a.open, button")) one.tabIndex = -1;
  }
  if (!row) return;
  row.classList.add("active");
  for (const one of row.querySelectorAll("a.open, button")) one.tabIndex = 0;
  const favour = row.querySelector('[data-act="favour"]');
  favour?.setAttribute("aria-pressed", String(isFavourite(subjectOf(row))));
}

function prepareRows() {
  for (const link of links()) {
    const row = link.closest(".row");
    if (!row.querySelector(".tools")) {
      addTools(row);
      link.tabIndex = -1;
    }
  }
  if (!main.querySelector(".row.active")) makeActive(main.querySelector(".row"));
}

main.addEventListener("focusin", (event) => {
  const row = event.target.closest(".row");
  if (row && !row.classList.contains("active")) makeActive(row);
});
main.addEventListener("pointerdown", (event) => {
  const row = event.target.closest(".row");
  if (row) makeActive(row);
});

const PAGE_STEP = 8;

function move(from, key) {
  const all = links();
  const at = all.indexOf(from);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1, PageDown: at + PAGE_STEP, PageUp: at - PAGE_STEP }[key];
  if (to < 0 && key === "ArrowUp") {
    field.focus();
    return;
  }
  all[Math.min(Math.max(to, 0), all.length - 1)]?.focus();
}

// The search at each key stroke. Each request has a number; an answer is shown only while no newer one was asked for.

let asked = 0;
let pending;
let timer;
const answers = new Map();

const shownQuery = () => document.getElementById("results").dataset.query;
// What was asked for last, answered or not.
let wanted = isSearch() ? shownQuery() : undefined;

function addressOf(query) {
  const now = new URLSearchParams(location.search);
  const parameters = new URLSearchParams();
  if (query) parameters.set("q", query);
  for (const name of ["unicode", "lang", "ui"]) {
    if (now.has(name)) parameters.set(name, now.get(name));
  }
  const written = parameters.toString();
  return written ? `?${written}` : "";
}

async function search(query) {
  const mine = ++asked;
  wanted = query;
  pending?.abort();
  main.classList.remove("waiting");
  if (query === shownQuery()) {
    // Back at what is shown: what was asked for in between is not wanted any more, nor what was said of it.
    tell(document.getElementById("results").dataset.count);
    return;
  }
  const address = addressOf(query);
  const at_hand = answers.get(address);
  if (at_hand !== undefined) {
    show(at_hand, query);
    return;
  }
  pending = new AbortController();
  main.classList.add("waiting");
  try {
    const response = await fetch(`/results${address}`, { signal: pending.signal });
    const html = await response.text();
    if (mine !== asked) return;
    // What is not understood, or too long for an address, comes with the reason in place of results.
    if (![200, 400, 414].includes(response.status)) {
      tell(text("failed"));
      return;
    }
    answers.set(address, html);
    if (answers.size > ANSWERS_KEPT) answers.delete(answers.keys().next().value);
    show(html, query);
  } catch (error) {
    if (error.name === "AbortError" || mine !== asked) return;
    await searchSeen(query, mine);
  } finally {
    if (mine === asked) main.classList.remove("waiting");
  }
}

function parse(html) {
  return new DOMParser().parseFromString(html, "text/html").getElementById("results");
}

function show(html, query) {
  const results = parse(html);
  if (!results) {
    tell(text("failed"));
    return;
  }
  // Of a query that is too long the answer does not repeat anything.
  results.dataset.query = query;
  document.getElementById("results").replaceWith(results);
  main.dataset.kind = query ? "search" : "home";
  count.textContent = results.dataset.count;
  document.title = query ? `${query} – Charfinder` : "Charfinder";
  prepareRows();
  showMine();
}

function tell(message) {
  count.textContent = message;
}

// Without a network: the rows that were shown before, if all words of the query are in them. Each answer is read once;
// with a network there may be others.
const seen = new Map();
window.addEventListener("online", () => seen.clear());

async function* seenRows() {
  for (const name of "caches" in window ? await caches.keys() : []) {
    if (!name.startsWith("charfinder-seen")) continue;
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      let rows = seen.get(request.url);
      if (!rows) {
        const html = await (await cache.match(request, { ignoreVary: true }))?.text();
        rows = [...parse(html ?? "")?.querySelectorAll(".row") ?? []].map((row) => ({
          row,
          haystack: `${row.textContent} ${row.dataset.char}`.toLowerCase(),
        }));
        seen.set(request.url, rows);
      }
      yield rows;
    }
  }
}

async function searchSeen(query, mine) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = new Map();
  for await (const rows of seenRows()) {
    if (mine !== asked) return;
    for (const { row, haystack } of rows) {
      if (words.length > 0 && words.every((word) => haystack.includes(word))) found.set(row.dataset.char, row.cloneNode(true));
    }
  }
  if (mine !== asked) return;
  const results = element("div", { id: "results" }, element("p", { className: "notice", textContent: text("offline") }));
  if (found.size > 0) results.append(element("ol", { className: "rows" }, ...[...found.values()].slice(0, ANSWERS_KEPT)));
  document.getElementById("results").replaceWith(results);
  tell(text("offline-count", String(found.size)));
  prepareRows();
}

// The address follows what is typed: each finished search is an entry of its own in the history, typing in between is not.

const isFinished = () => history.state?.finished ?? true;

function follow(query) {
  const address = `/${addressOf(query)}`;
  if (isFinished()) history.pushState({ finished: false }, "", address);
  else history.replaceState({ finished: false }, "", address);
}

function finishSearch(active) {
  if (isSearch()) history.replaceState({ finished: true, active, more: moreShown() }, "");
}

if (field && isSearch()) {
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const query = field.value.trim();
      if (query === wanted) return;
      follow(query);
      search(query);
    }, TYPING_PAUSE_MS);
  });

  field.form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    const query = field.value.trim();
    const before = addressOf(query);
    if (query !== wanted) follow(query);
    await search(query);
    if (before !== addressOf(field.value.trim())) return;
    const first = links()[0];
    finishSearch(first?.getAttribute("href"));
    if (first?.closest(".row").classList.contains("literal")) first.click();
    else first?.focus();
  });

  window.addEventListener("popstate", async () => {
    if (location.pathname !== "/") return;
    clearTimeout(timer);
    const query = new URLSearchParams(location.search).get("q")?.trim() ?? "";
    field.value = query;
    await search(query);
    await restorePlace();
  });

  main.addEventListener("click", async (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    if (link.classList.contains("open")) {
      finishSearch(link.getAttribute("href"));
    } else if (link.rel === "next") {
      event.preventDefault();
      const before = links().length;
      if (!await showMore(link)) return;
      history.replaceState({ ...history.state, more: moreShown() }, "");
      links()[before]?.focus();
    }
  });
}

// Going back, the rows that "more" brought are there again, and the row that was left has the focus.
async function restorePlace() {
  const wantedMore = Math.min(history.state?.more ?? 0, MORE_MAX);
  while (moreShown() < wantedMore) {
    const link = main.querySelector('a[rel="next"]');
    if (!link || !await showMore(link)) break;
  }
  const active = history.state?.active;
  const link = active && links().find((one) => one.getAttribute("href") === active);
  if (link) link.focus();
}

// How often the results that are shown went on.
const moreShown = () => Number(document.getElementById("results").dataset.more ?? 0);

// Puts the results that `link` leads to under those that are shown; whether it did.
async function showMore(link) {
  const mine = asked;
  try {
    const response = await fetch(`/results${new URL(link.href).search}`);
    const more = parse(await response.text());
    if (mine !== asked || !link.isConnected) return false;
    if (response.status !== 200 || !more) {
      say(text("failed"));
      return false;
    }
    link.closest("nav").remove();
    const start = more.querySelector(".range")?.textContent;
    const results = document.getElementById("results");
    results.dataset.more = String(moreShown() + 1);
    results.append(...more.childNodes);
    prepareRows();
    if (start) say(start);
    return true;
  } catch {
    say(text("offline-here"));
    return false;
  }
}

// Keys.

const keys = document.getElementById("keys");

const ROW_KEYS = { c: "char", u: "code", a: "add", f: "favour" };

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (keys?.open) return;
  const isTyping = target.closest("input, select, textarea");
  const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey;
  if (key === "/" && isPlain && !isTyping && field) {
    event.preventDefault();
    field.focus();
    field.select();
    return;
  }
  if (key === "?" && isPlain && !isTyping && keys) {
    event.preventDefault();
    keys.showModal();
    return;
  }
  if (target === field) {
    if (key === "ArrowDown" && isPlain && isSearch()) {
      event.preventDefault();
      links()[0]?.focus();
    } else if (key === "c" && (event.ctrlKey || event.metaKey) && isSearch() && field.selectionStart === field.selectionEnd) {
      const first = main.querySelector(".row");
      if (first) copyForm("char", subjectOf(first));
    } else if (key === "Escape" && field.value) {
      event.preventDefault();
      clear();
    }
    return;
  }
  if (isTyping) return;
  const subject = subjectOf(target) ?? (page ? subjectOf(page) : null);
  const link = target.closest(".row a.open");
  if (link && isPlain && ["ArrowDown", "ArrowUp", "Home", "End", "PageDown", "PageUp"].includes(key)) {
    event.preventDefault();
    move(link, key);
  } else if (key === "Escape" && isSearch() && isPlain) {
    clear();
  } else if (subject && isPlain && ROW_KEYS[key]) {
    event.preventDefault();
    const holder = target.closest(".row") ?? page;
    act(ROW_KEYS[key], subject, holder.querySelector(`[data-act="${ROW_KEYS[key]}"]`));
  } else if (subject && key === "c" && (event.ctrlKey || event.metaKey) && getSelection().isCollapsed) {
    event.preventDefault();
    copyForm("char", subject);
  }
});

function clear() {
  field.value = "";
  field.focus();
  field.dispatchEvent(new Event("input"));
}

// Light or dark.

function addThemeButton() {
  const button = element("button", { type: "button", className: "theme", title: text("theme"), "aria-label": text("theme"), textContent: "◐" });
  button.addEventListener("click", () => {
    const root = document.documentElement;
    const now = root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
    fetch("/settings", { method: "POST", redirect: "manual", body: new URLSearchParams({ theme: root.dataset.theme }) }).catch(() => {});
  });
  document.querySelector(".menu")?.append(button);
}

// Start.

addThemeButton();
prepareRows();
showMine();
showPad();
document.documentElement.classList.add("live");

if (page?.dataset.char) {
  const subject = subjectOf(page);
  remember(subject);
  const place = page.querySelector(".actions");
  addTools(place);
  for (const button of place.querySelectorAll("button")) button.tabIndex = 0;
  place.querySelector('[data-act="favour"]').setAttribute("aria-pressed", String(isFavourite(subject)));
}
for (const one of document.querySelectorAll("[data-copy][hidden]")) one.hidden = false;

if (isSearch()) {
  // A page that the worker gave in place of one that was not at hand, or one that the browser restored with another text.
  const query = new URLSearchParams(location.search).get("q")?.trim() ?? "";
  if (query !== shownQuery() && location.pathname === "/") {
    field.value = query;
    search(query).then(restorePlace);
  } else {
    restorePlace();
  }
}

const offline = element("p", { className: "offline", role: "status" });
main.before(offline);
const tellOffline = () => { offline.textContent = navigator.onLine ? "" : text("offline-here"); };
window.addEventListener("online", tellOffline);
window.addEventListener("offline", tellOffline);
tellOffline();

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/service-worker.js").catch(() => {
    // Private windows refuse it; everything but the use without a network works.
  });
}
