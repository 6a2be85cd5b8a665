// SPDX-License-Identifier: GPL-2.0-or-later
// Every verified example beside the project (../shared/examples), against what three real versions of objtool said about it.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { check } from '../../server/src/objtool/check.ts';
import type { CfiState } from '../../server/src/objtool/checked.ts';
import { defaultRules } from '../../server/src/objtool/defaults.ts';
import { parseObjtoolOptions } from '../../server/src/objtool/options.ts';
import { orc } from '../../server/src/objtool/orc.ts';
import { printFindings, printOrc } from '../../server/src/objtool/print.ts';
import { recover } from '../../server/src/objtool/recover.ts';
import type { ObjtoolVersion } from '../../server/src/objtool/rules.ts';
import { hasGcc } from '../installed.ts';
import { decode } from './decodeStandIn.ts';
import { readElf } from './readElf.ts';

const EXAMPLES = resolve(import.meta.dirname, '../../../shared/examples');
const KERNEL = resolve(import.meta.dirname, '../../.cache/kernel/linux-source-6.12');
const KVER: Readonly<Record<ObjtoolVersion, string>> = { '6.12': '612', '6.1': '601', '7.2': '702' };

/** Not comparable, and why. */
const SET_ASIDE: Readonly<Record<string, string>> = {
  'opt-backtrace 7.2': 'prints padded disassembly lines of libopcodes',
};

// The tests block while the real tools run; without a breath between them the runner thinks they are dead.
afterEach(() => new Promise(resume => { setImmediate(resume); }));

describe.skipIf(!hasGcc || !existsSync(EXAMPLES))('verified examples', () => {
  const out = mkdtempSync(join(tmpdir(), 'unwind-lens-examples-'));
  const names = existsSync(EXAMPLES) ? readdirSync(EXAMPLES).filter(name => name.endsWith('.S')).map(name => name.slice(0, -2)).sort() : [];
  for (const version of ['6.12', '6.1', '7.2'] as const) {
    it.each(names.filter(name => partOf(join(EXAMPLES, name), version)))(`${version} %s`, name => {
      const object = join(out, `${name}-${KVER[version]}.o`);
      execFileSync('gcc', ['-c', name === 'dec-elf32' ? '-m32' : '-m64', '-x', 'assembler-with-cpp', `-DKVER=${KVER[version]}`, `-I${EXAMPLES}`, join(EXAMPLES, `${name}.S`), '-o', object], { stdio: 'pipe' });
      compare(join(EXAMPLES, name), name, object, version);
    });
  }
  const folder = join(EXAMPLES, 'kernel'), command = join(KERNEL, 'arch/x86/entry/.entry_64.o.cmd');
  const kernelNames = existsSync(folder) && existsSync(command) ? readdirSync(folder).filter(name => name.endsWith('.S')).map(name => name.slice(0, -2)).sort() : [];
  it.each(kernelNames)('with kernel headers %s', name => {
    const object = join(out, `${name}.o`);
    const words = /^savedcmd_[^ ]* := gcc (.*) -c -o .*$/m.exec(readFileSync(command, 'utf8'))![1]!.split(/\s+/).filter(word => !word.startsWith('-Wp,-M') && !word.startsWith("'"));
    execFileSync('gcc', [...words, '-c', '-o', object, join(folder, `${name}.S`)], { cwd: KERNEL, stdio: 'pipe' });
    compare(join(folder, name), name, object, '6.12');
  });
});

function compare(base: string, name: string, path: string, version: ObjtoolVersion): void {
  const part = partOf(base, version)!, text = readFileSync(`${base}.expected`, 'utf8');
  if (SET_ASIDE[`${name} ${version}`]) return;
  const options = parseObjtoolOptions(/^# args: (.*)$/m.exec(text)![1]!.trim().split(/\s+/));
  if ('error' in options) throw new Error(options.error);
  const object = readElf(path), rules = defaultRules(version, options);
  const checked = check(object, rules, decode), table = orc(object, checked, rules);
  const said = printFindings(`${name}.o`, checked, rules) + printFindings(`${name}.o`, { findings: table.findings }, rules);
  if (part.includes('killed by signal')) { expect(checked.findings.some(finding => finding.code.startsWith('crash-'))).toBe(true); return; }
  expect({ said: lines(said), rows: lines(printOrc(object, table.entries, rules)), exit: table.exit }).toEqual({
    said: listed(part, 'warnings'), rows: listed(part, 'orc'), exit: Number(/exit=(\S+)/.exec(part)![1]) });
  if (part.includes('\ncfi:')) {
    const own = checked.instructions.map(i => `${object.sections[i.section]!.name}+0x${i.offset.toString(16)} ${i.state ? cfiLine(i.state) : 'cfi=none'}`);
    // The examples leave out nops that were never visited, and so the last word on those is the rows'.
    const wanted = listed(part, 'cfi').map(normalised);
    const shown = new Set(wanted.map(line => line.split(' ')[0]));
    expect(own.filter(line => shown.has(line.split(' ')[0]))).toEqual(wanted);
  }
  expectRecoveryAddsOnly(checked, rules);
}

function expectRecoveryAddsOnly(checked: ReturnType<typeof check>, rules: ReturnType<typeof defaultRules>): void {
  const more = recover(checked, rules, decode);
  checked.instructions.forEach((before, i) => { if (before.state) expect(more.instructions[i]!.state).toEqual(before.state); });
  expect(more.findings.slice(0, checked.findings.length)).toEqual(checked.findings);
  for (const finding of more.findings.slice(checked.findings.length)) expect(finding.printed).toBe(false);
}

function partOf(base: string, version: ObjtoolVersion): string | undefined {
  return readFileSync(`${base}.expected`, 'utf8').split(/^(?=\[)/m).find(part => part.startsWith(`[${version}]`));
}

function listed(part: string, heading: string): string[] {
  const block = new RegExp(`^${heading}:\\n((?:  .*\\n?)*)`, 'm').exec(part)?.[1] ?? '';
  return block.split('\n').filter(Boolean).map(line => line.slice(2));
}

function lines(text: string): string[] { return text.split('\n').filter(Boolean); }

const NAMES = ['ax', 'cx', 'dx', 'bx', 'sp', 'bp', 'si', 'di', 'r8', 'r9', 'r10', 'r11', 'r12', 'r13', 'r14', 'r15', 'ra'];
const base = (number: number): string => number === -1 ? 'und' : number === -2 ? 'cfa' : number === -3 ? '(sp)' : number === -4 ? '(bp)' : NAMES[number]!;
const signed = (number: number): string => number < 0 ? String(number) : `+${number}`;

/** The state as the examples print it. */
function cfiLine(s: CfiState): string {
  const words = [`cfa=${base(s.cfa.base)}${signed(s.cfa.offset)}`, `ss=${s.stackSize}`, `type=${s.typeNumber}`, `sig=${s.signal ? 1 : 0}`];
  if (s.drap) words.push(`drap=${base(s.drapReg)}@${s.drapOffset}`); else if (s.drapReg !== -1) words.push(`drap_reg=${base(s.drapReg)}`);
  if (s.forceUndefined) words.push('force_undefined');
  s.regs.forEach((slot, i) => { if (slot.base !== -1) words.push(`${NAMES[i]!}=${base(slot.base)}${signed(slot.offset)}`); });
  s.vals.forEach((slot, i) => { if (slot.base !== -1) words.push(`val:${NAMES[i]!}=${base(slot.base)}${signed(slot.offset)}`); });
  return words.join(' ');
}

/** An expected line without the words that say nothing about the state. */
function normalised(line: string): string {
  const words = line.split(' ');
  return [words[0], ...words.slice(1).filter(word => word.startsWith('cfa=') || word === 'cfi=none' || word === 'force_undefined' || (word.includes('=') && !/^(len|visited)=/.test(word)))].join(' ');
}
