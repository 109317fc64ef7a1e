// Prints, as JSON, the blocks of a package of the `@unicode/unicode-*` family, and its emoji in the order of emoji-test.
// Usage: node extract.mjs PACKAGE_DIRECTORY
import { pathToFileURL } from 'node:url';
import { join, resolve } from 'node:path';

const load = async (path) =>
  (await import(pathToFileURL(join(resolve(process.argv[2]), path)).href)).default;

const blocks = [];
for (const name of (await load('index.mjs')).Block) {
  // Ranges are half-open there.
  for (const { begin, end } of await load(`Block/${name}/ranges.mjs`)) blocks.push([name, begin, end - 1]);
}
blocks.sort((a, b) => a[1] - b[1]);

// The emoji recommended for general interchange, in the fully qualified form alone.
const recommended = new Set(await load('Sequence_Property/RGI_Emoji/index.mjs'));
const emoji = (await load('Sequence_Property/Emoji_Test/index.mjs')).filter((text) => recommended.has(text));

process.stdout.write(JSON.stringify({ blocks, emoji }));
