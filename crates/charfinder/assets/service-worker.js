// Keeps the site usable without a network: the files of this build, the pages visited last, the results seen.
// The network always comes first, so that what is shown is fresh wherever there is one.
"use strict";

const VERSION = "%VERSION%";
const FILES = [%FILES%];
const SHELL = `charfinder-shell-${VERSION}`;
const PAGES = `charfinder-pages-${VERSION}`;
const SEEN = `charfinder-seen-${VERSION}`;
const PAGES_MAX = 200;
const SEEN_MAX = 400;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(SHELL).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  const kept = [SHELL, PAGES, SEEN];
  event.waitUntil(
    caches.keys()
      .then((names) => names.filter((name) => name.startsWith("charfinder-") && !kept.includes(name)))
      .then((old) => Promise.all(old.map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/assets/")) {
    event.respondWith(fromCacheFirst(request));
  } else if (url.pathname === "/results") {
    event.respondWith(fromNetworkFirst(event, request, SEEN, SEEN_MAX, () => Response.error()));
  } else if (request.mode === "navigate") {
    event.respondWith(fromNetworkFirst(event, request, PAGES, PAGES_MAX, () => standIn(url)));
  }
});

async function fromCacheFirst(request) {
  const kept = await caches.match(request, { ignoreVary: true });
  return kept ?? fetch(request);
}

async function fromNetworkFirst(event, request, name, max, otherwise) {
  try {
    const response = await fetch(request);
    if (response.status === 200) event.waitUntil(keep(name, max, request, response.clone()));
    return response;
  } catch {
    const cache = await caches.open(name);
    return (await cache.match(request, { ignoreVary: true })) ?? otherwise();
  }
}

// What stands in for a page that was not visited: the search, whose script looks through what was seen, or a word about it.
async function standIn(url) {
  const page = url.pathname === "/" && !url.searchParams.has("query") ? "/" : "/offline";
  const kept = await caches.match(page, { ignoreVary: true });
  return kept ?? Response.error();
}

async function keep(name, max, request, response) {
  const cache = await caches.open(name);
  // What is asked for again moves to the end of the list, so the oldest go first.
  await cache.delete(request, { ignoreVary: true });
  await cache.put(request, response);
  const requests = await cache.keys();
  await Promise.all(requests.slice(0, Math.max(0, requests.length - max)).map((old) => cache.delete(old)));
}
