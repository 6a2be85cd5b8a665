// SPDX-License-Identifier: GPL-2.0-or-later
// `import headers from 'unwind-lens:headers'` gives every file below server/headers/ as one record, path -> text. The bundles carry it
// inside, so nothing is looked for on the disk at run time; the tests see the same module through vite.

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const NAME = 'unwind-lens:headers';
const folder = fileURLToPath(new URL('../server/headers', import.meta.url));

export function readHeaders() {
  if (!fs.existsSync(folder)) return {};
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(files.map((file) => [path.relative(folder, file).split(path.sep).join('/'), fs.readFileSync(file, 'utf8')]));
}

export const esbuildHeaders = () => ({
  name: 'headers',
  setup(build) {
    build.onResolve({ filter: /^unwind-lens:headers$/ }, () => ({ path: NAME, namespace: 'headers' }));
    build.onLoad({ filter: /.*/, namespace: 'headers' }, () => ({ contents: JSON.stringify(readHeaders()), loader: 'json', watchDirs: [folder].filter(fs.existsSync) }));
  },
});

export const viteHeaders = () => ({
  name: 'headers',
  resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
  load: (id) => (id === `\0${NAME}` ? `export default ${JSON.stringify(readHeaders())}` : undefined),
});
