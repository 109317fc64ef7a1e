// Prints, as JSON, what a package of the `@unicode/unicode-*` family says about every code point.
// Usage: node extract.mjs PACKAGE_DIRECTORY
import { pathToFileURL } from 'node:url';
import { join, resolve } from 'node:path';

const load = async (path) =>
  (await import(pathToFileURL(join(resolve(process.argv[2]), path)).href)).default;

// [[first, last, value], …] for runs of equal values in a map from code points.
const runs = (map) => {
  const out = [];
  for (const [c, value] of [...map].sort((a, b) => a[0] - b[0])) {
    const run = out.at(-1);
    if (run && run[1] === c - 1 && run[2] === value) run[1] = c;
    else out.push([c, c, value]);
  }
  return out;
};

const KINDS = ['Correction', 'Control', 'Alternate', 'Figment', 'Abbreviation'];

const aliases = {};
for (const kind of KINDS) aliases[kind.toLowerCase()] = await load(`Names/${kind}/index.mjs`);

process.stdout.write(JSON.stringify({
  names: runs(await load('Names/index.mjs')),
  categories: runs(await load('General_Category/index.mjs')),
  aliases,
}));
