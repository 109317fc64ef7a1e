// Prints, as JSON, the code points of each Indic_Positional_Category: { value: [code point, …], … }.
// Usage: node indic_positions.mjs PACKAGE_DIRECTORY
import { readdir } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { join, resolve } from 'node:path';

const folder = join(resolve(process.argv[2]), 'Indic_Positional_Category');
const positions = {};
for (const entry of (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory())) {
  positions[entry.name] = (await import(pathToFileURL(join(folder, entry.name, 'code-points.mjs')).href)).default;
}
process.stdout.write(JSON.stringify(positions));
