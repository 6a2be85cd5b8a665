// SPDX-License-Identifier: GPL-2.0-or-later
// iced-x86's glue reads its .wasm beside itself through `fs`. Our programs are single files, and some run where there is no `fs`: the
// module's bytes go into the bundle and the last lines of the glue are replaced by ones that instantiate them.

import fs from 'node:fs';
import path from 'node:path';

export const icedWasmPlugin = () => ({
  name: 'iced-wasm',
  setup(build) {
    build.onLoad({ filter: /[\\/]iced-x86[\\/]iced_x86\.js$/ }, ({ path: file }) => {
      const glue = fs.readFileSync(file, 'utf8');
      const loader = glue.indexOf("const path = require('path').join(__dirname");
      const coders = 'const { TextDecoder, TextEncoder } = require(`util`);';
      if (loader < 0 || !glue.includes(coders)) return { errors: [{ text: `the glue of iced-x86 has changed: ${file}` }] };
      return {
        contents: `${glue.slice(0, loader).replace(coders, '')}
const bytes = require('./iced_x86_bg.wasm');
wasm = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports;
module.exports.__wasm = wasm;
`,
        resolveDir: path.dirname(file),
        loader: 'js',
      };
    });
    // `binary` gives a Uint8Array, decoded from base64 when the bundle is loaded.
    build.onLoad({ filter: /iced_x86_bg\.wasm$/ }, ({ path: file }) => ({ contents: fs.readFileSync(file), loader: 'binary' }));
  },
});
