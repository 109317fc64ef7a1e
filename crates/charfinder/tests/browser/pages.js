// The pages that every test of pages goes through: each kind of them once.

export const PAGES = {
  "the empty search": "/",
  "a search with results": "/?q=chess+black",
  "a search by meaning": "/?q=happy+face",
  "a search without results": "/?q=qqqqzzzzxx",
  "a search with a slip": "/?q=blck+chess+kng",
  "a filter that is not known": "/?q=block:nosuchblock+a",
  "a set": "/?q=%5B%5Cp%7BGreek%7D%26%5Cp%7BLu%7D%5D",
  "an error of an address": "/?q=a&unicode=99",
  "a symbol": "/U+265A",
  "a letter": "/U+0041",
  "an emoji": "/U+1F600",
  "a sequence": "/U+1F468+200D+1F469+200D+1F467",
  "a control": "/U+000A",
  "a direction control": "/U+202E",
  "a mark": "/U+0301",
  "a letter from right to left": "/U+0634",
  "a wide ligature": "/U+FDFD",
  "a surrogate": "/U+D800",
  "an unassigned code point": "/U+0378",
  "private use": "/U+E000",
  "a noncharacter": "/U+FFFF",
  "an ideograph": "/U+597D",
  "a syllable of Hangul": "/U+D55C",
  "a block": "/block/arrows",
  "a script": "/script/greek",
  "a category": "/category/Sc",
  "a version": "/version/18.0",
  "a range": "/U+2654..U+265F",
  "blocks": "/blocks",
  "scripts": "/scripts",
  "categories": "/categories",
  "versions": "/versions",
  "emoji": "/emoji",
  "identify": "/identify",
  "a text identified": "/identify?text=p%D0%B0ypal%E2%80%AEgnp%0Aa%E2%80%8Bb",
  "settings": "/settings",
  "help": "/help",
  "offline": "/offline",
  "the first edition's page": "/?query=chess+black",
};

// Pages that are errors; a browser complains of those by itself.
export const ERRORS = { "nothing": "/nothing-of-that-name", "too deep": "/a/b/c" };

// What the console says of a page with a status that tells of an error.
export const STATUS = /the server responded with a status of 4\d\d/;
