// SPDX-License-Identifier: GPL-2.0-or-later
// An esbuild plugin: iced-x86's npm package reads its .wasm through fs beside its own file, which a one-file bundle does not have and a
// browser cannot do. The last lines of its glue are replaced by the module's bytes, inlined as base64 and instantiated synchronously; the
// rest of the package is untouched. Works for Node (CommonJS and ESM) and browsers (page and worker). With `beside`, for Node only, the
// module is copied beside the bundle instead, where reading it costs less.
//
//   build({ ..., plugins: [icedWasmPlugin()], target: 'node20' })      set `target`: the default uses Uint8Array.fromBase64
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const FILE = 'iced_x86_bg.wasm';
const LOADER = /const path = require\('path'\)[^\n]*\n\s*const bytes = require\('fs'\)[^\n]*\n/;
const UTIL = /const \{ TextDecoder, TextEncoder \} = require\(`util`\);/;

const DECODE = `
function bytesOfBase64(text) {
  if (typeof Buffer === 'function') return Buffer.from(text, 'base64');
  const binary = atob(text), bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
`;

export function icedWasmPlugin({ beside = false } = {}) {
  return {
    name: 'iced-wasm',
    setup(build) {
      build.onLoad({ filter: /[\\/]iced-x86[\\/]iced_x86\.js$/ }, async ({ path }) => {
        const glue = await readFile(path, 'utf8');
        if (!LOADER.test(glue) || !UTIL.test(glue)) return { errors: [{ text: 'iced-x86 loads its wasm in a way this plugin does not know' }] };
        const wasm = await readFile(join(dirname(path), FILE));
        if (beside) {
          const { outdir, absWorkingDir = process.cwd() } = build.initialOptions, folder = join(absWorkingDir, outdir);
          await mkdir(folder, { recursive: true });
          await writeFile(join(folder, FILE), wasm);
        }
        const contents = glue
          .replace(UTIL, 'const { TextDecoder, TextEncoder } = globalThis;')
          .replace(LOADER, () => beside ? `const bytes = require('fs').readFileSync(require('path').join(__dirname, '${FILE}'));\n` : `${DECODE}const bytes = bytesOfBase64("${wasm.toString('base64')}");\n`);
        return { contents, loader: 'js' };
      });
    },
  };
}
