// SPDX-License-Identifier: GPL-2.0-or-later
// Writes server/src/x86/generated/spellings.json: which AT&T suffixes the real `as` accepts behind each of iced's mnemonics, and which bare
// mnemonics are Intel's only (`iretd`). Every form is assembled once with each spelling; what no form takes is refused. Needs `as`, so it is
// run by hand, after scripts/generateCodes.mjs:
//
//   node scripts/generateSpellings.mjs
//
// Only exceptions to the expected are written: bare mnemonics that are refused, and per mnemonic the suffixes that are accepted.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const generated = new URL('../server/src/x86/generated/', import.meta.url);
const table = JSON.parse(readFileSync(new URL('codes.json', generated), 'utf8'));
const kinds = table.kinds.split(' '), mnemonics = table.mnemonics.split(' '), signatures = table.signatures.split(' '), names = table.names.split(' ');
const column = name => table.columns.indexOf(name);

const REGISTERS = {
  r8: 'bl', r16: 'bx', r32: 'ebx', r64: 'rbx', mm: 'mm1', xmm: 'xmm1', ymm: 'ymm1', zmm: 'zmm1', xmmp3: 'xmm0', zmmp3: 'zmm0', k: 'k1', kp1: 'k2', seg: 'fs', cr: 'cr0', dr: 'dr0', tr: 'tr6', bnd: 'bnd1', tmm: 'tmm1',
};

/** Texts for an operand kind; undefined if the form cannot be written. */
function operandTexts(kind, mode, position) {
  const memory = mode === 64 ? '(%rax)' : '(%eax)';
  if (/^(br|xbegin|farbr)/.test(kind)) return undefined;
  if (kind === 'mem_offs') return ['0x1234'];
  if (/^mem_vsib/.test(kind)) return [`(${mode === 64 ? '%rax' : '%eax'},%${kind.at(-1)}mm2)`];
  if (/^(seg_|es_)r/.test(kind)) return [''];
  if (/^imm/.test(kind)) return ['$1'];
  if (kind === 'st0') return ['%st'];
  if (kind === 'sti_opcode') return ['%st(1)'];
  const stem = kind.split('_')[0], register = REGISTERS[stem];
  if (/^(mem|sibmem)/.test(kind)) return [memory];
  const own = register && `%${/[xyz]mm$|tmm|mm$/.test(stem) ? register.replace(/\d/, String(position + 1)) : register}`;
  if (register) return kind.includes('_or_mem') ? [own, memory] : [own];
  return [`%${kind}`];
}

const tries = { 64: [], 32: [] };
table.rows.split(' ').forEach((row, index) => {
  const fields = row.split(',').map(Number), flags = fields[column('flags')];
  const signature = signatures[fields[column('signature')]], operandKinds = signature === '' ? [] : signature.split(',').map(kind => kinds[Number(kind)]);
  for (const mode of [64, 32]) {
    if (!(flags & (mode === 64 ? 1 : 2))) continue;
    const texts = operandKinds.map((kind, position) => operandTexts(kind, mode, position));
    if (texts.includes(undefined)) continue;
    const mnemonic = mnemonics[fields[column('mnemonic')]], far = /^(Jmp|Call)/.test(names[index]) ? '*' : '';
    for (let choice = 0; choice < 2; choice++) {
      const written = texts.map(list => list[Math.min(choice, list.length - 1)]).filter(Boolean);
      if (!/^(enter|bound|invlpga)/.test(mnemonic)) written.reverse();
      if (far) written[0] = `*${written[0]}`;
      // AT&T lets string operations stand without operands.
      const operands = operandKinds.some(kind => /^(seg_|es_)r/.test(kind)) ? '' : written.join(',');
      for (const suffix of ['', 'b', 'w', 'l', 'q']) tries[mode].push({ mnemonic, suffix, text: `${mnemonic}${suffix} ${operands}` });
    }
  }
});

const accepted = new Map(), known = new Set();
for (const mode of [64, 32]) {
  const directory = mkdtempSync(join(tmpdir(), 'spellings-'));
  writeFileSync(join(directory, 'in.s'), `.code${mode}\n${tries[mode].map(item => item.text).join('\n')}\n`);
  const { stderr } = spawnSync('as', ['--64', '-o', '/dev/null', 'in.s'], { cwd: directory, encoding: 'latin1', maxBuffer: 1 << 28 });
  rmSync(directory, { recursive: true });
  const failed = new Map([...stderr.matchAll(/^in\.s:(\d+): Error: (.*)$/gm)].map(match => [Number(match[1]) - 2, match[2]]));
  tries[mode].forEach(({ mnemonic, suffix }, index) => {
    if (!/^(no such instruction|invalid instruction suffix)/.test(failed.get(index) ?? '')) known.add(mnemonic + suffix);
    if (failed.has(index)) return;
    accepted.set(mnemonic, (accepted.get(mnemonic) ?? new Set()).add(suffix));
  });
}

const suffixes = {}, intelOnly = [];
for (const mnemonic of mnemonics) {
  const set = accepted.get(mnemonic) ?? new Set();
  const list = ['b', 'w', 'l', 'q'].filter(suffix => set.has(suffix)).join('');
  if (list) suffixes[mnemonic] = list;
  if (!known.has(mnemonic)) intelOnly.push(mnemonic);
}
const byList = {};
for (const [mnemonic, list] of Object.entries(suffixes)) (byList[list] ??= []).push(mnemonic);
const result = { suffixes: Object.fromEntries(Object.entries(byList).map(([list, items]) => [list, items.join(' ')])), intelOnly: intelOnly.join(' ') };
writeFileSync(new URL('spellings.json', generated), `${JSON.stringify(result, null, 1)}\n`);
console.log(`${Object.keys(suffixes).length} mnemonics take suffixes, ${intelOnly.length} are not AT&T's`);
