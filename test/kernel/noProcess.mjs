// SPDX-License-Identifier: GPL-2.0-or-later
// Loaded with --import: from here on nobody starts a process, and nobody opens an ELF file.
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

for (const name of ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork']) {
  childProcess[name] = () => { throw new Error(`child_process.${name} was called`); };
}
for (const name of ['readFileSync', 'openSync', 'readFile', 'open', 'createReadStream']) {
  const original = fs[name];
  fs[name] = (path, ...rest) => {
    if (/\.(o|ko|so|a)$|vmlinux$/.test(String(path))) throw new Error(`${path} was read`);
    return original.call(fs, path, ...rest);
  };
}
syncBuiltinESMExports();
