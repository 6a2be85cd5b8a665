// SPDX-License-Identifier: GPL-2.0-or-later
// An esbuild plugin that makes iced-x86's npm package small and quick to start. As it comes, it reads its .wasm through fs beside its own file,
// which a one-file bundle does not have and a browser cannot do, and it is CommonJS, of which esbuild can leave out nothing: formatters, encoders
// and enumerations of 15,000 names would be read at every start. Its glue is rewritten as an ECMAScript module with the same exports; long
// enumerations become one string of names. The module's bytes are inlined as base64; or, with `beside`, copied beside the bundle, where
// reading them costs less (Node and CommonJS only). Instantiated synchronously.
//
//   build({ ..., plugins: [icedWasmPlugin()], target: 'node20' })      set `target`: the default uses Uint8Array.fromBase64

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const FILE = 'iced_x86_bg.wasm';

/** What is replaced in the glue; each must be there. */
const PLACEHOLDER = /imports\['__wbindgen_placeholder__'\] = module\.exports;/;
const UTIL = /const \{ TextDecoder, TextEncoder \} = require\(`util`\);/;
const LOADER = /const path = require\('path'\)[^\n]*\n\s*const bytes = require\('fs'\)[^\n]*\n/;
const WASM = /module\.exports\.__wasm = wasm;/;
const ENUMERATION = /module\.exports\.(\w+) = Object\.freeze\(\{[\s\S]*?\}\);/g;
const IMPORTED = /module\.exports\.(__wb\w+) =/g, CLASS = /module\.exports\.(\w+) = \1;/g, FUNCTION = /module\.exports\.(\w+) = function/g;

const ENUMERATE = `
function enumeration(names) {
  const list = names.split(' '), made = Object.create(list);
  for (let value = 0; value < list.length; value++) made[list[value]] = value;
  return made;
}
`;

const DECODE = `
function bytesOfBase64(text) {
  if (typeof Buffer === 'function') return Buffer.from(text, 'base64');
  const binary = atob(text), bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
`;

const BESIDE = `
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
`;

export function icedWasmPlugin({ beside = false } = {}) {
  return {
    name: 'iced-wasm',
    setup(build) {
      build.onLoad({ filter: /[\\/]iced-x86[\\/]iced_x86\.js$/ }, async ({ path }) => {
        const glue = await readFile(path, 'utf8');
        const unknown = [PLACEHOLDER, UTIL, LOADER, WASM].find((part) => !part.test(glue));
        if (unknown) return { errors: [{ text: `iced-x86 is put together in a way this plugin does not know: no ${unknown}` }] };
        const wasm = await readFile(join(dirname(path), FILE)), all = createRequire(path)(path);
        if (beside) {
          const { outdir, absWorkingDir = process.cwd() } = build.initialOptions, folder = join(absWorkingDir, outdir);
          await mkdir(folder, { recursive: true });
          await writeFile(join(folder, FILE), wasm);
        }
        const contents = (beside ? BESIDE : DECODE) + ENUMERATE + glue
          .replace(PLACEHOLDER, 'const placeholder = imports[\'__wbindgen_placeholder__\'] = {};')
          .replace(UTIL, 'const { TextDecoder, TextEncoder } = globalThis;')
          .replace(LOADER, () => `const bytes = ${beside ? `readFileSync(join(__dirname, '${FILE}'))` : `bytesOfBase64("${wasm.toString('base64')}")`};\n`)
          .replace(WASM, '')
          .replace(ENUMERATION, (_text, name) => `export const ${name} = /* @__PURE__ */ ${enumerationText(all[name])};`)
          .replace(IMPORTED, 'placeholder.$1 =').replace(CLASS, 'export { $1 };').replace(FUNCTION, 'export const $1 = function');
        if (contents.includes('module.exports')) return { errors: [{ text: 'iced-x86 exports something in a way this plugin does not know' }] };
        return { contents, loader: 'js' };
      });
    },
  };
}

/** Values count up from 0 in the long ones, and each is a key as well. */
function enumerationText(values) {
  const names = Object.values(values).filter((value) => typeof value === 'string');
  const counts = names.every((name, value) => values[value] === name && values[name] === value) && Object.keys(values).length === 2 * names.length;
  return counts ? `enumeration('${names.join(' ')}')` : JSON.stringify(values);
}
