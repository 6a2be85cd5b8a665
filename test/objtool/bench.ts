// SPDX-License-Identifier: GPL-2.0-or-later
// How long check and orc take on a built object, warm:
// npx esbuild test/objtool/bench.ts --bundle --platform=node --format=cjs --external:iced-x86 | node - OBJECT [objtool options]
import { check } from '../../server/src/objtool/check.ts';
import { defaultRules } from '../../server/src/objtool/defaults.ts';
import { noOptions, parseObjtoolOptions } from '../../server/src/objtool/options.ts';
import { orc } from '../../server/src/objtool/orc.ts';
import { decode } from './decodeStandIn.ts';
import type { Decoded } from '../../server/src/x86/instruction.ts';
import { readElf } from './readElf.ts';

const [path, ...words] = process.argv.slice(2);
if (!path) throw new Error('usage: bench.ts OBJECT [objtool options]');
const parsed = parseObjtoolOptions(words), options = 'error' in parsed || words.length === 0 ? { ...noOptions, orc: true, uaccess: true } : parsed;
const object = readElf(path), rules = defaultRules('6.12', options);
// Decoding is the x86 room's time: remember it, to measure this room alone.
const remembered = new Map<Uint8Array, Map<number, Decoded>>();
const memo: typeof decode = (bytes, offset, mode) => {
  let own = remembered.get(bytes);
  if (!own) remembered.set(bytes, own = new Map());
  let decoded = own.get(offset);
  if (!decoded) own.set(offset, decoded = decode(bytes, offset, mode));
  return decoded;
};
for (const [name, decoder] of [['with decoding', decode], ['decoded before', memo]] as const) {
  const times: number[] = [];
  let count = 0, rows = 0;
  const before = process.cpuUsage();
  for (let i = 0; i < 60; i++) {
    const start = performance.now();
    const checked = check(object, rules, decoder);
    rows = orc(object, checked, rules).entries.length;
    times.push(performance.now() - start);
    count = checked.instructions.length;
  }
  const used = process.cpuUsage(before), first = times[0]!;
  times.sort((a, b) => a - b);
  console.log(`${name}: ${count} instructions, ${rows} rows: first ${first.toFixed(1)} ms, median ${times[30]!.toFixed(2)} ms, best ${times[0]!.toFixed(2)} ms, CPU ${((used.user + used.system) / 60_000).toFixed(2)} ms each`);
}
